"""The command, as the person at the keyboard meets it."""

import asyncio
import json
import re
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from aiohttp import ClientSession

from camveil import wire
from camveil.pairing import make_token
from camveil.protocol import Failure, UplinkFrame
from camveil.segmenters import MODELS, models_dir
from tests.server.component.page import Page
from tests.server.component.running_server import (
    HEADERS,
    ID,
    PACKAGES,
    STOP_WITHIN_S,
    RunningServer,
    free_port,
    serving,
)
from tests.server.fakes import DEADLINE_S


async def test_three_lines_then_silence_until_it_is_stopped() -> None:
    async with serving() as server:
        demo_page, extension, stop = await server.started()
        assert server.url + "/" in demo_page
        assert str(PACKAGES.parent / "extension" / "dist") in extension or "make run" in extension
        assert "Ctrl-C" in stop
        async with ClientSession() as client, client.get(server.url + "/healthz") as response:
            assert response.status == 200
        assert await server.stop(signal.SIGINT) < STOP_WITHIN_S
        output, errors = await server.rest()
        assert server.process.returncode == 0
        assert output == ""
        lines = errors.splitlines()
        assert all(re.match(r"time=\S+ level=info event=\w+", line) for line in lines)
        assert [re.findall(r"event=(\S+)", line)[0] for line in lines] == [
            "listening",
            "stopping",
            "stopped",
        ]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_ends_in_time_in_the_middle_of_a_session(number: signal.Signals) -> None:
    async with serving("--extension-id", ID) as server:
        await server.started()
        page = Page()
        opened = await server.open_session(page)
        await page.connect(opened.sdp)
        await page.configure(blur=True, mask=True)
        page.show(0)
        await page.inbox.next(UplinkFrame)
        assert await server.stop(number) < STOP_WITHIN_S
        assert server.process.returncode == 0
        _, errors = await server.rest()
        last = [line for line in errors.splitlines() if f"session={opened.session_id}" in line][-1]
        assert "now=closed" in last
        assert "traceback" not in errors
        await page.close()


async def test_a_second_server_takes_over_at_once() -> None:
    port = free_port()
    for _ in range(2):
        async with serving(port=port) as server, ClientSession() as client:
            await server.started()
            async with client.get(server.url + "/healthz") as response:
                assert response.status == 200
            # The client's connection is still open: the server closes it, and it lingers.
            await server.stop(signal.SIGTERM)


async def test_a_port_in_use_is_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        async with serving(port=port) as server:
            assert f"Port {port} on 127.0.0.1 is in use" in await server.refused()


@pytest.fixture
def copied_packages(tmp_path: Path) -> Path:
    """A checkout of its own, whose model files a test may spoil."""
    shutil.copytree(
        PACKAGES, tmp_path / "server", ignore=shutil.ignore_patterns("__pycache__", ".*cache")
    )
    shutil.copy(PACKAGES.parent / "pyproject.toml", tmp_path)
    shutil.copytree(models_dir(), tmp_path / "models", ignore=shutil.ignore_patterns("*.py"))
    return tmp_path / "server"


@pytest.mark.parametrize("model", list(MODELS))
async def test_a_missing_model_is_one_line(copied_packages: Path, model: str) -> None:
    file = copied_packages.parent / "models" / MODELS[model].file
    file.unlink()
    async with serving("--model", model, packages=copied_packages) as server:
        line = await server.refused()
        assert str(file) in line
        assert "missing" in line


async def test_a_broken_model_is_one_line(copied_packages: Path) -> None:
    file = copied_packages.parent / "models" / MODELS["landscape"].file
    file.write_bytes(b"not a model" + file.read_bytes()[11:])
    async with serving(packages=copied_packages) as server:
        line = await server.refused()
        assert str(file) in line
        assert "damaged" in line


def network_namespaces_permitted() -> bool:
    unshare = shutil.which("unshare")
    return unshare is not None and subprocess.run([unshare, "-rn", "true"]).returncode == 0


@pytest.mark.skipif(not network_namespaces_permitted(), reason="network namespaces not permitted")
async def test_without_a_network_interface_the_failure_says_so() -> None:
    """In a network namespace there is nothing but lo."""
    probe = Path(__file__).with_name("no_interface_probe.py")
    process = await asyncio.create_subprocess_exec(
        "unshare", "-rn", sys.executable, str(probe), stdout=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(3 * DEADLINE_S):
        output, _ = await process.communicate()
    seen = json.loads(output)
    failure = wire.decode_one(seen["answer"], Failure)
    assert (seen["status"], failure.code) == (503, "no-network-interface")
    assert json.loads(seen["health"])["sessions"] == 0
    assert seen["returncode"] == 0


@pytest.mark.parametrize("workers", [1, 2])
async def test_what_changes_in_its_files_counts_while_it_runs(tmp_path: Path, workers: int) -> None:
    folder = tmp_path / "camveil"
    folder.mkdir(mode=0o700)
    file = folder / "config.toml"

    def write(*lines: str) -> None:
        file.write_text("\n".join((f"workers = {workers}", *lines)))

    async def knock(server: RunningServer) -> int:
        """The status of a request that gets as far as it is allowed to, and no further."""
        async with (
            ClientSession() as client,
            client.post(server.url + "/sessions", data=b"{}", headers=HEADERS) as response,
        ):
            return response.status

    write('log_format = "json"', f'extension_ids = ["{ID}"]')
    async with serving(config=tmp_path) as server:
        await server.started()
        await server.told("listening", workers)
        assert await knock(server) == 400
        write("nonsense")
        await server.told("config-ignored", workers)
        assert await knock(server) == 400
        write("model = 'general'")
        for event in await server.told("config-waits-for-restart", workers):
            assert event["options"] == "log_format"
        await server.told("config-changed", workers)
        for event in await server.told("model-changed", workers):
            assert event["model"] == "general"
        assert await knock(server) == 403
        write(f'extension_ids = ["{ID}"]')
        await server.told("config-changed", workers)
        assert await knock(server) == 400
        write("nonsense")
        await server.told("config-ignored", workers)
        token = make_token(folder / "pairing-token")
        for event in await server.told("config-changed", workers):
            assert event["options"] == "token"
        assert await knock(server) == 401
        await server.stop(signal.SIGTERM)
        assert token not in f"{server.events} {await server.rest()}"


async def test_a_file_that_cannot_be_used_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "camveil").mkdir(mode=0o700)
    (tmp_path / "camveil" / "config.toml").write_text("max_sessions = 0")
    async with serving(config=tmp_path) as server:
        assert "max_sessions: 0 is not a whole number from 1" in await server.refused()
