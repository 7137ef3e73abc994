"""`camveil serve --model FILE`: whatever the model does, the server and its sessions go on."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import pytest
from aiohttp import ClientSession

from camveil import wire
from camveil.protocol import FLAG_COMPOSED, Failure, Health, UplinkFrame
from camveil.wire import FrameResult
from tests.server.component.own_models import model_processes, the_process
from tests.server.component.page import Page
from tests.server.component.running_server import ID, STOP_WITHIN_S, RunningServer, serving
from tests.server.fakes import DEADLINE_S
from tests.server.unit.model_variants import Variant
from tests.server.unit.tiny_models import bright_model, endless_model

LANDSCAPE = Variant().file()


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "Jo Miller"
    folder.mkdir()
    file = folder / "own model.onnx"
    file.write_bytes(LANDSCAPE)
    return file


class Call:
    """A page in a call with blur on, that shows one frame after the other."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def result(self) -> FrameResult:
        """Of the next frame."""
        pts_90khz = self.page.now_90khz()
        self.page.show(pts_90khz)
        return await self.page.inbox.next(
            FrameResult, lambda result: result.header.pts_90khz == pts_90khz
        )

    async def until(self, *, composed: bool) -> None:
        async with asyncio.timeout(DEADLINE_S):
            while bool((await self.result()).header.flags & FLAG_COMPOSED) != composed:
                pass


@asynccontextmanager
async def calling(server: RunningServer) -> AsyncIterator[Call]:
    page = Page()
    await page.connect((await server.open_session(page)).sdp)
    await page.configure(blur=True)
    await page.anchor()
    yield Call(page)
    await page.close()


def process_of(server: RunningServer) -> psutil.Process:
    return the_process(server.process.pid)


async def test_two_calls_outlive_a_model_that_is_killed(model: Path) -> None:
    async with serving("--extension-id", ID, "--model", str(model)) as server:
        await server.started()
        async with calling(server) as one, calling(server) as other:
            for call in (one, other):
                await call.until(composed=True)
            # Frames fail while there is no process, and then come again, in both calls.
            failing = [asyncio.create_task(call.until(composed=False)) for call in (one, other)]
            killed = process_of(server)
            killed.kill()
            await asyncio.gather(*failing)
            await asyncio.gather(*(call.until(composed=True) for call in (one, other)))
            assert process_of(server) != killed
            failure = await one.page.inbox.next(Failure)
            assert failure.code == "model-unavailable"
            assert "own model" not in failure.message
        assert await server.stop(signal.SIGTERM) < STOP_WITHIN_S
        _, errors = await server.rest()
    assert "traceback" not in errors
    assert "Miller" not in errors


async def test_health_names_the_file_without_its_folder(model: Path) -> None:
    """Also a file whose name is no text."""
    odd = model.with_name(os.fsdecode(b"m\xf6del.onnx"))
    odd.write_bytes(LANDSCAPE)
    async with serving("--model", str(odd)) as server, ClientSession() as client:
        await server.started()
        async with client.get(server.url + "/healthz") as response:
            health = wire.decode_one(await response.text(), Health)
    assert health.model == "m?del.onnx"


async def test_it_ends_in_time_while_a_model_stands_still(model: Path) -> None:
    async with serving("--extension-id", ID, "--model", str(model)) as server:
        await server.started()
        page = Page()
        await page.connect((await server.open_session(page)).sdp)
        await page.configure(blur=True)
        process = process_of(server)
        process.suspend()
        page.show(0)
        await page.inbox.next(UplinkFrame)
        assert await server.stop(signal.SIGINT) < STOP_WITHIN_S
        await page.close()
        assert server.process.returncode == 0
        assert not process.is_running()
        _, errors = await server.rest()
    assert "traceback" not in errors


async def test_it_ends_in_time_while_a_model_is_loaded(tmp_path: Path) -> None:
    file = tmp_path / "endless.onnx"
    file.write_bytes(endless_model(at_least=1e18))
    async with serving("--model", str(file)) as server:
        async with asyncio.timeout(DEADLINE_S):
            # Nothing is said before the model is ready, so there is no event to wait for.
            while not model_processes(server.process.pid):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        process = process_of(server)
        assert await server.stop(signal.SIGINT) < STOP_WITHIN_S
        assert server.process.returncode == 0
        assert not process.is_running()
        assert (await server.rest())[0] == ""


async def test_a_file_that_is_missing_is_one_line(tmp_path: Path) -> None:
    file = tmp_path / "landscpe"
    async with serving("--model", str(file)) as server:
        line = await server.refused()
    assert f"{file} cannot be used: there is no such file" in line
    assert "models are pair, landscape, general" in line


async def test_a_file_that_is_no_model_says_why(tmp_path: Path) -> None:
    file = tmp_path / "own.onnx"
    file.write_bytes(b"not a model")
    async with serving("--model", str(file)) as server:
        assert f"{file} cannot be used: it does not load" in await server.refused()


async def test_a_model_of_something_else_does_not_reach_a_camera(tmp_path: Path) -> None:
    file = tmp_path / "bright.onnx"
    file.write_bytes(bright_model())
    async with serving("--model", str(file)) as server:
        assert "on two portraits it does not tell people" in await server.refused()
