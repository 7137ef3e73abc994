"""The door for backgrounds: pictures go in, from the extension alone, and none ever comes out."""

import asyncio
from typing import Final

from aiohttp import web

from camveil import wire
from camveil.backgrounds.store import Backgrounds
from camveil.errors import BackgroundRefused
from camveil.http.access import check_entitled
from camveil.http.in_force import InForce
from camveil.http.siblings import Siblings
from camveil.log import Log
from camveil.protocol import MAX_IMAGE_BYTES, MAX_VIDEO_BYTES, BackgroundStored

LOG: Final = Log()
PATH: Final = "/backgrounds"
LIMITS: Final = {"image": MAX_IMAGE_BYTES, "video": MAX_VIDEO_BYTES}
STALLS_AFTER_S = 5.0
"Without a byte. One file's way here is everybody's wait."
SLOWEST_BYTES_PER_S: Final = 64 << 10
"On the whole, after those seconds: no network at home is slower."


class BackgroundRoutes:
    """Takes files, one at a time: however many come, there is memory for one."""

    def __init__(
        self, backgrounds: Backgrounds, in_force: InForce, siblings: Siblings | None
    ) -> None:
        self._backgrounds = backgrounds
        self._in_force = in_force
        self._siblings = siblings
        self._turn = asyncio.Lock()

    def table(self) -> list[web.RouteDef]:
        return [web.post(PATH, self.store)]

    async def store(self, request: web.Request) -> web.Response:
        settings = self._in_force.settings
        check_entitled(request.headers, settings.obeyed_extensions, settings.token)
        limit_bytes = LIMITS.get(request.content_type.partition("/")[0])
        # A page can send other types without the browser asking us first.
        if limit_bytes is None:
            raise BackgroundRefused("other-type")
        if (request.content_length or 0) > limit_bytes:
            raise BackgroundRefused("too-large", limit_bytes >> 20)
        async with self._turn:
            data = await _body(request, limit_bytes)
            try:
                background_id = await asyncio.to_thread(self._backgrounds.add, data)
            except BackgroundRefused as refused:
                LOG.warning("background-refused", reason=refused.reason)
                raise
            if self._siblings is not None:
                await self._siblings.share(PATH, request.headers, data)
        stored = BackgroundStored(id=background_id)
        return web.Response(text=wire.encode(stored), content_type="application/json")


async def _body(request: web.Request, limit_bytes: int) -> bytes:
    """Not `request.read`, whose limit is that of all other doors.

    Raises BackgroundRefused for more bytes than that, and TimeoutError if they come too slowly.
    """
    data = bytearray()
    loop = asyncio.get_running_loop()
    begun_s = loop.time()
    async with asyncio.timeout(STALLS_AFTER_S) as patience:
        async for chunk in request.content.iter_any():
            data += chunk
            if len(data) > limit_bytes:
                raise BackgroundRefused("too-large", limit_bytes >> 20)
            due_s = begun_s + len(data) / SLOWEST_BYTES_PER_S
            patience.reschedule(min(due_s, loop.time()) + STALLS_AFTER_S)
    return bytes(data)
