"""Several processes on one port, one of them killed in the middle."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import psutil
import pytest
from aiohttp import ClientSession

from camveil import wire
from camveil.pairing import make_token
from camveil.protocol import PROTOCOL_VERSION, ChangeSettings, Health, SettingsInForce
from camveil.wire import FrameResult
from tests.certificate import write_certificate
from tests.server.component.page import FRAME_TICKS, Page
from tests.server.component.running_server import HEADERS, ID, RunningServer, serving
from tests.server.fakes import DEADLINE_S, MS

STOP_WITHIN_S = 3000 * MS
"A worker looks once a second whether it is to end."
MOST_PAGES = 8
TWO = ("--workers", "2", "--extension-id", ID)


@pytest.fixture
async def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[RunningServer]:
    """Two processes, both ready, with their sockets below the test's own folder."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    async with serving(*TWO) as running:
        await running.started()
        await until(lambda: len(found(tmp_path, "camveil-*/*.sock")) == 2)
        yield running


def found(folder: Path, pattern: str) -> list[Path]:
    return list(folder.glob(pattern))


async def until(happened: Callable[[], bool]) -> None:
    """What another process does makes no event here."""
    async with asyncio.timeout(DEADLINE_S):
        while not happened():  # noqa: ASYNC110
            await asyncio.sleep(20 * MS)


async def health(server: RunningServer) -> Health:
    async with ClientSession() as client, client.get(server.url + "/healthz") as response:
        return wire.decode_one(await response.text(), Health)


async def metrics(server: RunningServer) -> list[str]:
    async with ClientSession() as client, client.get(server.url + "/metrics") as response:
        return (await response.text()).splitlines()


async def in_call(server: RunningServer) -> Page:
    """A page whose masks flow."""
    page = Page()
    opened = await server.open_session(page)
    await page.connect(opened.sdp)
    await page.configure(mask=True)
    return page


async def is_served(page: Page, pts_90khz: int) -> None:
    page.show(pts_90khz)
    await page.inbox.next(FrameResult, lambda result: result.header.pts_90khz == pts_90khz)


def sockets(worker: psutil.Process) -> int:
    """How many it has for media: some for each of its sessions."""
    return sum(one.laddr.ip != "127.0.0.1" for one in worker.net_connections("udp"))


async def test_a_killed_process_takes_its_own_sessions_only(server: RunningServer) -> None:
    workers = psutil.Process(server.process.pid).children()
    assert len(workers) == 2
    pages: list[Page] = []
    # On a busy machine the first two may go to the same one.
    while not all(sockets(worker) for worker in workers):
        assert len(pages) < MOST_PAGES
        pages.append(await in_call(server))
    for page in pages:
        await is_served(page, 0)
    assert (await health(server)).sessions == len(pages)

    workers[0].kill()
    frames = {asyncio.create_task(is_served(page, FRAME_TICKS)) for page in pages}
    served, waiting = await asyncio.wait(frames, return_when=asyncio.FIRST_COMPLETED)
    left = (await health(server)).sessions
    assert 0 < left < len(pages)
    while len(served) < left:
        more, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        served |= more
    for frame in served:
        frame.result()
    for frame in waiting:
        frame.cancel()

    await until(lambda: len(psutil.Process(server.process.pid).children()) == 2)
    lines = await metrics(server)
    assert f"camveil_sessions {left}.0" in lines
    opened = f"camveil_sessions_opened_total {len(pages)}.0"
    assert opened in lines, "what it had counted still counts"
    pages.append(await in_call(server))
    await is_served(pages[-1], 0)
    assert (await health(server)).sessions == left + 1
    for page in pages:
        await page.close()


async def test_all_of_them_use_the_model_that_is_chosen_and_so_does_a_successor(
    tmp_path: Path,
) -> None:
    choice = ChangeSettings(protocol_version=PROTOCOL_VERSION, model="general", provider="")
    async with serving(*TWO, "--log-format", "json", config=tmp_path) as server:
        await server.started()
        await server.told("listening", 2)
        async with (
            ClientSession() as client,
            client.post(
                server.url + "/settings", data=wire.encode(choice), headers=HEADERS
            ) as answer,
        ):
            assert wire.decode_one(await answer.text(), SettingsInForce).model == "general"
        for event in await server.told("model-changed", 2):
            assert event["model"] == "general"
        psutil.Process(server.process.pid).children()[0].kill()
        (event,) = await server.told("listening", 1)
        assert event["model"] == "general"


async def test_a_successor_asks_for_the_token_whatever_is_wrong_with_the_model(
    tmp_path: Path,
) -> None:
    async with serving(*TWO, "--log-format", "json", config=tmp_path) as server:
        await server.started()
        await server.told("listening", 2)
        make_token(tmp_path / "camveil" / "pairing-token")
        (tmp_path / "camveil" / "config.toml").write_text("model = 'nope'\n")
        for worker in psutil.Process(server.process.pid).children():
            worker.kill()
        await server.told("listening", 2)
        async with (
            ClientSession() as client,
            client.post(server.url + "/sessions", data=b"{}", headers=HEADERS) as answer,
        ):
            assert answer.status == 401


async def test_sessions_are_shared_out_evenly(server: RunningServer) -> None:
    pages = [Page() for _ in range(6)]
    await asyncio.gather(*(server.open_session(page) for page in pages))
    assert (await health(server)).sessions == 6
    counts = [sockets(worker) for worker in psutil.Process(server.process.pid).children()]
    assert max(counts) - min(counts) <= 2 * min(counts), f"sockets of each: {counts}"
    for page in pages:
        await page.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_ends_in_time_and_leaves_nothing(
    server: RunningServer, tmp_path: Path, number: signal.Signals
) -> None:
    page = await in_call(server)
    await is_served(page, 0)
    workers = psutil.Process(server.process.pid).children()
    assert await server.stop(number) < STOP_WITHIN_S
    assert server.process.returncode == 0
    _, errors = await server.rest()
    assert "traceback" not in errors.lower()
    assert "now=closed" in errors
    assert not any(worker.is_running() for worker in workers)
    assert found(tmp_path, "camveil-*") == []
    await page.close()


async def test_what_keeps_it_from_starting_is_one_line(server: RunningServer) -> None:
    async with serving(*TWO, port=server.port) as second:
        assert f"Port {server.port} on 127.0.0.1 is in use" in await second.refused()
    async with serving(*TWO, "--model", "/nowhere.onnx") as second:
        assert "/nowhere.onnx" in await second.refused()


async def test_all_of_them_speak_tls(tmp_path: Path) -> None:
    certificate = tmp_path / "camveil.pem"
    write_certificate(certificate, "camveil.example")
    tls = ("--tls-cert", str(certificate), "--tls-key", str(certificate))
    async with serving(*TWO, *tls, "--name", "camveil.example") as server:
        demo_page, _, _ = await server.started()
        assert "https://camveil.example" in demo_page
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: camveil.example\r\n\r\n")
        assert await reader.read() == b"", "no word without TLS"
        writer.close()


async def test_its_sockets_are_for_this_user_alone(server: RunningServer, tmp_path: Path) -> None:
    (folder,) = found(tmp_path, "camveil-*")
    assert folder.stat().st_mode & 0o077 == 0
