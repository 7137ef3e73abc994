"""The server's doors, with a real client at them."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import ClientResponse, ClientSession, web

from camveil import wire
from camveil.backgrounds.store import Backgrounds
from camveil.clock import SystemClock
from camveil.http.app import build_app
from camveil.http.in_force import InForce, Sources
from camveil.http.metrics import Metrics
from camveil.http.model_switch import ModelSwitch
from camveil.http.server import make_runner
from camveil.installation import release
from camveil.pipeline.pipeline import Pipeline
from camveil.protocol import MAX_SDP_BYTES, PROTOCOL_VERSION, Failure, Health, SessionOpened
from camveil.rtc.limits import SessionLimits
from camveil.rtc.peer import Peer
from camveil.rtc.sessions import Sessions
from camveil.segmenters import open_chosen
from camveil.settings import Settings
from tests.server.component.page import Page
from tests.server.fakes import DEADLINE_S
from tests.server.unit.pictures import OpenedSegmenter

ID = "abcdefghijklmnopabcdefghijklmnop"
ORIGIN = {"Origin": f"chrome-extension://{ID}"}
TOKEN = "mU0n3kT8wq1Zr5sVx7Yb2Cd4Ef6Gh9JkLmNpQrStUvW"


class Door:
    """A running application and a client that knocks."""

    def __init__(
        self,
        sessions: Sessions,
        backgrounds: Backgrounds,
        in_force: InForce,
        client: ClientSession,
        url: str,
    ) -> None:
        self.sessions = sessions
        self.backgrounds = backgrounds
        self.in_force = in_force
        self.client = client
        self.url = url

    async def get(self, path: str, **headers: str) -> ClientResponse:
        return await self.client.get(self.url + path, headers=headers)

    async def post(self, body: object, headers: dict[str, str] | None = None) -> ClientResponse:
        """A message, or bytes as they are, from the extension unless the headers say otherwise."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        all_headers = {"Content-Type": "application/json", **ORIGIN, **(headers or {})}
        return await self.client.post(self.url + "/sessions", data=data, headers=all_headers)


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with opened_door(token=None) as door:
        yield door


@pytest.fixture
async def paired_door() -> AsyncIterator[Door]:
    """A server that asks for TOKEN."""
    async with opened_door(token=TOKEN) as door:
        yield door


@asynccontextmanager
async def opened_door(
    token: str | None, metrics: Metrics | None = None, sources: Sources | None = None
) -> AsyncIterator[Door]:
    clock = SystemClock()
    segmenter, backgrounds = OpenedSegmenter("landscape"), Backgrounds()
    sessions = Sessions(
        make_pipeline=lambda: Pipeline(segmenter, clock),
        clock=clock,
        limits=SessionLimits(count=1),
        meter=metrics,
    )
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        settings = Settings(
            host="127.0.0.1", port=port, model="landscape", extension_ids=(ID,), token=token
        )
        in_force = InForce(settings)
        models = ModelSwitch(in_force, segmenter, lambda chosen: open_chosen(chosen, clock))
        app = build_app(
            in_force, port, sessions, backgrounds, models, sources=sources, metrics=metrics
        )
        runner = make_runner(app)
        await runner.setup()
        await web.SockSite(runner, listener).start()
        async with ClientSession() as client:
            yield Door(sessions, backgrounds, in_force, client, f"http://127.0.0.1:{port}")
        await runner.cleanup()
    assert len(sessions) == 0


def offer(sdp: str, version: int = PROTOCOL_VERSION, tab: int = 1) -> dict[str, Any]:
    return {"type": "openSession", "protocol_version": version, "tab": tab, "sdp": sdp}


async def failure(response: ClientResponse, status: int, code: str) -> Failure:
    """The answer, which must be this failure, and readable by nobody but who asked."""
    assert response.status == status
    assert response.content_type == "application/json"
    assert not [name for name in response.headers if name.startswith("Access-Control")]
    message = wire.decode_one(await response.text(), Failure)
    assert message.code == code
    assert message.message.endswith(".")
    assert message.protocol_version == PROTOCOL_VERSION
    return message


async def test_health_says_what_runs(door: Door) -> None:
    response = await door.get("/healthz")
    assert response.status == 200
    health = wire.decode_one(await response.text(), Health)
    assert (health.version, health.model, health.sessions) == (release(), "landscape", 0)
    assert health.frame_rate == 0


async def test_the_extension_opens_a_session_and_the_app_closes_it(door: Door) -> None:
    page = Page()
    response = await door.post(offer(await page.offer()))
    assert response.status == 200
    opened = wire.decode_one(await response.text(), SessionOpened)
    await page.connect(opened.sdp)
    health = wire.decode_one(await (await door.get("/healthz")).text(), Health)
    assert health.sessions == 1
    await page.close()


async def test_as_many_sessions_as_allowed(door: Door) -> None:
    page = Page()
    sdp = await page.offer()
    assert (await door.post(offer(sdp))).status == 200
    await failure(await door.post(offer(sdp)), 503, "too-many-sessions")
    await page.close()


@pytest.mark.parametrize("path", ["/", "/healthz", "/metrics", "/sessions", "/nothing"])
async def test_no_other_host_is_answered(door: Door, path: str) -> None:
    await failure(await door.get(path, Host="evil.example"), 421, "host-refused")


async def test_no_other_host_may_post(door: Door) -> None:
    response = await door.post(offer("v=0"), {"Host": "evil.example"})
    await failure(response, 421, "host-refused")


@pytest.mark.parametrize("origin", ["https://example.com", "null", "chrome-extension://other", ""])
async def test_no_other_origin_opens_a_session(door: Door, origin: str) -> None:
    await failure(await door.post(offer("v=0"), {"Origin": origin}), 403, "origin-refused")
    assert len(door.sessions) == 0


async def test_a_post_without_an_origin_is_refused(door: Door) -> None:
    response = await door.client.post(door.url + "/sessions", json=offer("v=0"))
    await failure(response, 403, "origin-refused")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
async def test_only_json_is_read(door: Door, kind: str) -> None:
    response = await door.post(offer("v=0"), {"Content-Type": kind})
    await failure(response, 415, "bad-message")


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff\xfe", b'{"type":"closeSession"}', b'{"type":"openSession"}']
)
async def test_what_is_not_an_offer_is_refused(door: Door, body: bytes) -> None:
    await failure(await door.post(body), 400, "bad-message")


async def test_a_body_without_end_is_not_read(door: Door) -> None:
    response = await door.post(b"x" * (3 * MAX_SDP_BYTES))
    await failure(response, 413, "bad-message")


async def test_a_body_that_is_not_packed_as_it_claims(door: Door) -> None:
    response = await door.post(b"not packed", {"Content-Encoding": "gzip"})
    await failure(response, 400, "bad-message")


async def test_an_offer_whose_client_hangs_up_leaves_no_session(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(*_: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(Peer, "answer", never)
    page = Page()
    request = asyncio.create_task(door.post(offer(await page.offer())))
    async with asyncio.timeout(DEADLINE_S):
        while len(door.sessions) == 0:  # noqa: ASYNC110  sessions tell nobody of their number
            await asyncio.sleep(0)
        request.cancel()
        while len(door.sessions) > 0:  # noqa: ASYNC110
            await asyncio.sleep(0)
    await page.close()


async def test_an_offer_that_is_not_sdp(door: Door) -> None:
    message = await failure(await door.post(offer("hello")), 400, "bad-sdp")
    assert "session description" in message.message
    await failure(await door.post(offer("v=0\r\n" + "a=x\r\n" * 15_000)), 400, "bad-sdp")
    assert len(door.sessions) == 0


@pytest.mark.parametrize(
    ("version", "advice"),
    [(PROTOCOL_VERSION + 1, "update the server"), (PROTOCOL_VERSION - 1, "update the extension")],
)
async def test_another_version_is_told_what_to_update(
    door: Door, version: int, advice: str
) -> None:
    response = await door.post(offer("v=0", version) | {"novelty": True})
    assert advice in (await failure(response, 409, "protocol-mismatch")).message


@pytest.mark.parametrize(
    "path", ["/nothing", "/demo/index.html", "/..%2f__main__.py", "/types.d.ts"]
)
async def test_what_is_not_there_is_not_found(door: Door, path: str) -> None:
    await failure(await door.get(path), 404, "bad-message")


async def test_without_the_package_that_counts_there_is_no_page_of_metrics(door: Door) -> None:
    await failure(await door.get("/metrics"), 404, "bad-message")


async def test_metrics_tell_of_sessions_and_of_what_was_refused() -> None:
    async with opened_door(None, Metrics("landscape", "cpu")) as door:
        page = Page()
        sdp = await page.offer()
        await door.post(offer(sdp))
        await door.post(offer(sdp))
        response = await door.get("/metrics")
        assert response.content_type == "text/plain"
        assert not [name for name in response.headers if name.startswith("Access-Control")]
        lines = (await response.text()).splitlines()
        assert "camveil_sessions 1.0" in lines
        assert "camveil_sessions_opened_total 1.0" in lines
        assert 'camveil_requests_refused_total{code="too-many-sessions"} 1.0' in lines
        await page.close()


async def test_sessions_are_not_listed_and_nothing_is_deleted(door: Door) -> None:
    await failure(await door.get("/sessions"), 405, "bad-message")
    for method in ("DELETE", "PUT", "OPTIONS"):
        response = await door.client.request(method, door.url + "/sessions", headers=ORIGIN)
        await failure(response, 405, "bad-message")


async def test_the_demo_page_is_served_under_a_strict_policy(door: Door) -> None:
    response = await door.get("/")
    assert response.status == 200
    assert response.content_type == "text/html"
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"
    script = await door.get("/camera.js")
    assert script.status == 200
    assert "javascript" in script.content_type


async def test_the_examples_may_have_workers_that_know_the_effects(door: Door) -> None:
    response = await door.get("/examples.html")
    assert response.status == 200
    policy = response.headers["Content-Security-Policy"]
    directives = {directive.split()[0] for directive in policy.split(";")}
    assert not directives & {"default-src", "script-src", "worker-src", "connect-src"}
    assert {"base-uri", "frame-ancestors"} <= directives
    worker = await door.get("/example-worker-frames.js")
    assert worker.headers["Content-Security-Policy"].startswith("default-src 'none'")


async def test_no_other_origin_can_show_run_or_hold_on_to_anything_of_ours(door: Door) -> None:
    for path in ("/", "/icon.svg", "/camera.js", "/panel.css", "/healthz", "/nowhere"):
        headers = (await door.get(path)).headers
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


async def test_who_has_the_token_opens_a_session(paired_door: Door) -> None:
    page = Page()
    right = {"Authorization": f"Bearer {TOKEN}"}
    response = await paired_door.post(offer(await page.offer()), right)
    assert response.status == 200
    await page.connect(wire.decode_one(await response.text(), SessionOpened).sdp)
    await page.close()


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", f"Bearer {TOKEN}x", f"Basic {TOKEN}", TOKEN, "Bearer \udcff"]
)
async def test_who_has_another_token_or_none_opens_no_session(
    paired_door: Door, authorization: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    given = {"Authorization": authorization} if authorization else {}
    response = await paired_door.post(offer("v=0"), given)
    assert response.headers["WWW-Authenticate"] == "Bearer"
    message = await failure(response, 401, "not-paired")
    assert "camveil pair" in message.message
    assert len(paired_door.sessions) == 0
    assert TOKEN not in f"{message} {dict(response.headers)} {caplog.text}"


async def test_the_token_does_not_stand_in_for_the_origin(paired_door: Door) -> None:
    right = {"Authorization": f"Bearer {TOKEN}", "Origin": "https://example.com"}
    await failure(await paired_door.post(offer("v=0"), right), 403, "origin-refused")


@pytest.mark.parametrize(
    ("given", "paired"), [({}, False), ({"Authorization": f"Bearer {TOKEN}"}, True)]
)
async def test_health_says_whether_a_session_would_be_opened(
    paired_door: Door, given: dict[str, str], paired: bool
) -> None:
    response = await paired_door.get("/healthz", **given)
    assert response.status == 200
    text = await response.text()
    assert wire.decode_one(text, Health).paired is paired
    assert TOKEN not in text


async def test_a_server_without_a_token_takes_everybody_for_paired(door: Door) -> None:
    for given in ({}, {"Authorization": "Bearer another"}):
        response = await door.get("/healthz", **given)
        assert wire.decode_one(await response.text(), Health).paired


async def test_a_client_that_never_ends_its_request_does_not_hold_up_others(door: Door) -> None:
    host, port = "127.0.0.1", int(door.url.rsplit(":", 1)[1])
    _, writer = await asyncio.open_connection(host, port)
    writer.write(
        f"POST /sessions HTTP/1.1\r\nHost: {host}:{port}\r\n{'Origin'}: {ORIGIN['Origin']}\r\n"
        "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{".encode()
    )
    await writer.drain()
    assert (await door.get("/healthz")).status == 200
    writer.close()
    await writer.wait_closed()
