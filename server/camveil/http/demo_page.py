"""The demo page's files, and nothing else from this machine."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from aiohttp import web

FOLDER: Final = Path(__file__).resolve().parents[1] / "demo_page"
SUFFIXES: Final = {".html", ".js", ".css", ".svg", ".png"}
INDEX: Final = "index.html"
EXAMPLES: Final = "/examples.html"


def demo_page_routes(folder: Path = FOLDER) -> list[web.RouteDef]:
    """One route for each file that lies there now: no name in a request ever becomes a path."""
    return [
        web.get("/" if path.name == INDEX else f"/{path.name}", _handler(path))
        for path in sorted(folder.glob("*"))
        if path.suffix in SUFFIXES
    ]


def _handler(path: Path) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def file(_request: web.Request) -> web.StreamResponse:
        return web.FileResponse(path)

    return file
