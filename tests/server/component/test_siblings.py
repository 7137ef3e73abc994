"""What one process of several tells the others."""

from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from aiohttp import web

from camveil.http.siblings import Siblings

HEADERS = {
    "Host": "localhost:8793",
    "Origin": "chrome-extension://abc",
    "Content-Type": "image/png",
    "Cookie": "not passed on",
}


class Sibling:
    """Listens on a socket of the folder, and remembers what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, bytes, str | None, bool]] = []

    async def handle(self, request: web.Request) -> web.Response:
        body = await request.read()
        origin = request.headers.get("Origin")
        self.told.append((request.path, body, origin, "Cookie" in request.headers))
        return web.Response()

    async def listen(self, socket: Path, resources: AsyncExitStack) -> None:
        app = web.Application(client_max_size=2**24)
        app.router.add_post("/{path:.*}", self.handle)
        runner = web.AppRunner(app)
        await runner.setup()
        resources.push_async_callback(runner.cleanup)
        await web.UnixSite(runner, socket).start()


@pytest.mark.parametrize("size", [3, 4 * 2**20])
async def test_a_file_is_shared_with_all_others_that_are_there(tmp_path: Path, size: int) -> None:
    file = bytes(size)
    one, other, own = Sibling(), Sibling(), Sibling()
    async with AsyncExitStack() as resources:
        for name, sibling in (("1", one), ("2", other), ("own", own)):
            await sibling.listen(tmp_path / f"{name}.sock", resources)
        (tmp_path / "gone.sock").touch()
        siblings = Siblings(tmp_path, tmp_path / "own.sock")
        await siblings.share("/backgrounds", HEADERS, file)
    told = [("/backgrounds", file, "chrome-extension://abc", False)]
    assert one.told == told
    assert other.told == told
    assert own.told == []
