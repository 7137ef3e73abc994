"""The door for the extension's choices, with a real client at it and the models that ship."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse

from camveil import wire
from camveil.config import Configuration
from camveil.http.in_force import Sources
from camveil.protocol import PROTOCOL_VERSION, Failure, Health, SettingsInForce
from camveil.settings import Settings
from tests.server.component.test_http import ORIGIN, TOKEN, Door, failure, opened_door
from tests.server.component.test_workers import until

QUESTION = {
    "type": "changeSettings",
    "protocol_version": PROTOCOL_VERSION,
    "model": "",
    "provider": "",
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text("# mine\nlog_level = 'error'\n")
    return path


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a model that was added, and whose row is damaged."""
    models = tmp_path / "data" / "camveil" / "models"
    models.mkdir(parents=True)
    (models / "mine.json").write_text("{}")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return "mine"


def written(file: Path) -> str:
    return file.read_text("utf-8")


def write(file: Path, text: str) -> None:
    file.write_text(text, "utf-8")


def sources(file: Path, flags: dict[str, Any], environ: dict[str, str]) -> Sources:
    configuration = Configuration(flags=flags, environ=environ, file=file)
    return Sources(
        files=(file,),
        read=lambda: configuration.settings(None),
        token=lambda: None,
        overruling=configuration.overruling,
        store=configuration.store,
    )


@asynccontextmanager
async def door_of(
    file: Path,
    *,
    token: str | None = None,
    flags: dict[str, Any] | None = None,
    environ: dict[str, str] | None = None,
) -> AsyncIterator[Door]:
    async with opened_door(token, sources=sources(file, flags or {}, environ or {})) as door:
        yield door


async def knock(
    door: Door, body: object = QUESTION, headers: dict[str, str] | None = None
) -> ClientResponse:
    all_headers = {"Content-Type": "application/json", **ORIGIN, **(headers or {})}
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return await door.client.post(f"{door.url}/settings", data=data, headers=all_headers)


async def chosen(door: Door, **wanted: str) -> SettingsInForce:
    response = await knock(door, {**QUESTION, **wanted})
    assert response.status == 200
    return wire.decode_one(await response.text(), SettingsInForce)


async def refused(door: Door, reason: str, **wanted: str) -> Failure:
    response = await knock(door, {**QUESTION, **wanted})
    told = await failure(response, 422, "settings-refused")
    assert told.reason == reason
    return told


async def running(door: Door) -> str:
    response = await door.get("/healthz")
    return wire.decode_one(await response.text(), Health).model


async def test_a_question_changes_nothing(file: Path) -> None:
    before = written(file)
    async with door_of(file) as door:
        now = await chosen(door)
        assert (now.model, now.provider, now.fallback) == ("landscape", "auto", False)
        assert now.models[:3] == ("pair", "landscape", "general")
        assert now.providers[:2] == ("auto", "cpu")
        assert (now.model_set_by, now.provider_set_by) == ("", "")
    assert written(file) == before


async def test_a_choice_counts_at_once_and_after_the_next_start(file: Path) -> None:
    async with door_of(file) as door:
        assert await running(door) == "landscape"
        assert (await chosen(door, model="general")).model == "general"
        assert await running(door) == "general"
        now = await chosen(door, provider="cpu")
        assert (now.model, now.provider) == ("general", "cpu")
    text = written(file)
    assert text == '# mine\nlog_level = \'error\'\nmodel = "general"\nprovider = "cpu"\n'
    started = Configuration(flags={}, environ={}, file=file).settings(None)
    assert started == Settings(log_level="error", model="general", provider="cpu")


async def test_a_mistake_in_the_file_is_mended_with_the_next_choice(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(file, "model = 'none'\nlog_level = 'error'\n")
    async with door_of(file) as door:
        door.in_force.change(replace(door.in_force.settings, model="none"))
        await until(lambda: "event=model-kept" in caplog.text)
        now = await chosen(door, provider="cpu")
        assert (now.model, now.provider) == ("landscape", "cpu")
    # A server that starts with this file runs what has run here.
    assert written(file) == 'model = "landscape"\nlog_level = \'error\'\nprovider = "cpu"\n'


@pytest.mark.parametrize(
    "wanted",
    [
        {"model": "none"},
        {"model": "/etc/passwd"},
        {"model": "../../models/selfie.onnx"},
        {"provider": "warp"},
        {"model": "general", "provider": "warp"},
    ],
)
async def test_what_there_is_not_is_refused_and_all_stays(
    file: Path, wanted: dict[str, str]
) -> None:
    before = written(file)
    async with door_of(file) as door:
        await refused(door, "not-there", **wanted)
        assert await running(door) == "landscape"
    assert written(file) == before


async def test_what_is_decided_at_the_start_says_by_whom(file: Path) -> None:
    environ = {"CAMVEIL_PROVIDER": "cpu"}
    async with door_of(file, flags={"model": "landscape"}, environ=environ) as door:
        now = await chosen(door)
        assert (now.model_set_by, now.provider_set_by) == ("--model", "CAMVEIL_PROVIDER")
        told = await refused(door, "overruled", model="general")
        assert told.parts == ("--model",)
        told = await refused(door, "overruled", provider="auto")
        assert told.parts == ("CAMVEIL_PROVIDER",)
        assert await running(door) == "landscape"


async def test_what_cannot_be_stored_is_not_used_and_only_the_log_says_why(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "config.toml"
    folder.mkdir()
    async with door_of(folder) as door:
        await refused(door, "not-stored", model="general")
        assert 'event=config-not-written reason="it is no file"' in caplog.text
        assert await running(door) == "landscape"


async def test_a_damaged_model_of_one_s_own_leaves_the_one_before(
    file: Path, mine: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with door_of(file) as door:
        assert mine in (await chosen(door)).models
        await refused(door, "unusable", model=mine)
        assert "event=model-kept model=landscape" in caplog.text
        assert "add the model again" in caplog.text
        assert await running(door) == "landscape"


async def test_no_choice_takes_limits_off_a_model_of_one_s_own(
    file: Path, mine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("camveil.http.settings_routes.built_providers", lambda: ["cuda"])
    async with door_of(file) as door:
        await refused(door, "cpu-only", model=mine, provider="cuda")
        assert await running(door) == "landscape"


async def test_what_does_not_run_as_chosen_is_told_and_only_the_log_says_why(
    file: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("camveil.http.settings_routes.built_providers", lambda: ["cuda"])
    async with door_of(file) as door:
        now = await chosen(door, provider="cuda")
        assert (now.provider, now.fallback) == ("cuda", True)
        assert "event=provider model=landscape wanted=cuda used=cpu reason=" in caplog.text
        assert not (await chosen(door, provider="cpu")).fallback


@pytest.mark.parametrize(
    "origin", ["https://meet.example", "http://127.0.0.1", "chrome-extension://another", "null", ""]
)
async def test_nobody_but_the_extension_comes_in(file: Path, origin: str) -> None:
    async with door_of(file) as door:
        wanted = {**QUESTION, "model": "general"}
        response = await knock(door, wanted, {"Origin": origin})
        await failure(response, 403, "origin-refused")
        assert await running(door) == "landscape"


async def test_it_needs_the_token_where_there_is_one(file: Path) -> None:
    async with door_of(file, token=TOKEN) as door:
        await failure(await knock(door), 401, "not-paired")
        await failure(await knock(door, headers={"Authorization": "Bearer x"}), 401, "not-paired")
        paired = await knock(door, headers={"Authorization": f"Bearer {TOKEN}"})
        assert paired.status == 200


@pytest.mark.parametrize(
    ("body", "headers", "status", "code"),
    [
        (QUESTION, {"Content-Type": "text/plain"}, 415, "bad-message"),
        (b"\xff", {}, 400, "bad-message"),
        ({**QUESTION, "port": 1}, {}, 400, "bad-message"),
        ({**QUESTION, "protocol_version": 99}, {}, 409, "protocol-mismatch"),
        (b" " * 200_000, {}, 413, "bad-message"),
        (QUESTION, {"Host": "evil.example"}, 421, "host-refused"),
    ],
)
async def test_what_is_no_choice_is_refused(
    file: Path, body: object, headers: dict[str, str], status: int, code: str
) -> None:
    async with door_of(file) as door:
        await failure(await knock(door, body, headers), status, code)


async def test_a_look_at_it_tells_nothing(file: Path) -> None:
    async with door_of(file) as door:
        await failure(await door.get("/settings", **ORIGIN), 405, "bad-message")
