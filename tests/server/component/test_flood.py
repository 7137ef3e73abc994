"""A program on this machine that asks for sessions as fast as it can, while one session runs."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from typing import Final

import psutil
from aiohttp import ClientSession
from av import VideoFrame

from camveil import wire
from camveil.protocol import FLAG_COMPOSED, PROTOCOL_VERSION, Health, OpenSession
from camveil.rtc.limits import SessionLimits
from camveil.wire import FrameResult
from tests.server.component.page import Page
from tests.server.component.running_server import HEADERS, ID, RunningServer, serving
from tests.server.fakes import DEADLINE_S, MS

REQUESTS: Final = int(os.environ.get("FLOOD_REQUESTS", "2000"))
"Ten thousand in `make faults`."
AT_ONCE: Final = 20
LEFT_OUT_AFTER_S: Final = 1000 * MS
FRAME_EVERY: Final = 100
"Requests from one frame of the running session to the next."
TABS: Final = 3
"Not enough to fill the server: the person's own tabs still find room."
MOST_GROWTH_BYTES: Final = 200 << 20
"For 24 sessions, most of which never connect. Ten thousand would need gigabytes."


async def is_composed(page: Page, pts_90khz: int) -> bool:
    """Show a frame; whether it comes back composed. A server that is late leaves it out."""
    page.show(pts_90khz)
    try:
        async with asyncio.timeout(LEFT_OUT_AFTER_S):
            result = await page.inbox.next(
                FrameResult, lambda result: result.header.pts_90khz == pts_90khz
            )
    except TimeoutError:
        return False
    if result.header.flags != FLAG_COMPOSED:
        return False
    await page.inbox.next(VideoFrame, lambda frame: frame.pts == pts_90khz)
    return True


async def test_a_flood_of_requests_harms_no_session_and_fills_nothing() -> None:
    async with serving("--extension-id", ID) as server, ClientSession() as client:
        await server.started()
        page, stranger = Page(), Page()
        await page.connect((await server.open_session(page)).sdp)
        await page.configure(blur=True)
        await page.anchor()
        process = psutil.Process(server.process.pid)
        before_bytes = process.memory_info().rss
        asked = iter(range(1, REQUESTS + 1))
        bodies = [
            wire.encode(
                OpenSession(
                    protocol_version=PROTOCOL_VERSION, tab=100 + tab, sdp=await stranger.offer()
                )
            )
            for tab in range(TABS)
        ]
        statuses: Counter[int] = Counter()
        one_by_one = asyncio.Lock()

        async def show() -> None:
            """Show frames until one comes back composed: on a slow machine some come too late."""
            async with one_by_one, asyncio.timeout(DEADLINE_S):
                while not await is_composed(page, page.now_90khz()):
                    pass

        async def ask() -> None:
            for number in asked:
                async with client.post(
                    server.url + "/sessions", data=bodies[number % TABS], headers=HEADERS
                ) as response:
                    statuses[response.status] += 1
                if number % FRAME_EVERY == 0:
                    await show()

        await asyncio.gather(*(ask() for _ in range(AT_ONCE)))
        assert statuses.total() == REQUESTS
        assert set(statuses) == {200, 503}
        await only_so_many(client, server, 1 + TABS * SessionLimits().count_per_tab)
        assert process.memory_info().rss - before_bytes < MOST_GROWTH_BYTES
        # Another tab still finds room.
        other = Page()
        await other.connect((await server.open_session(other)).sdp)
        for one in (page, stranger, other):
            await one.close()


async def only_so_many(client: ClientSession, server: RunningServer, most: int) -> None:
    """Wait for those that gave way to others: they count until all of theirs is released."""
    async with asyncio.timeout(DEADLINE_S):
        while await sessions_of(client, server) > most:
            pass


async def sessions_of(client: ClientSession, server: RunningServer) -> int:
    async with client.get(server.url + "/healthz") as response:
        return wire.decode_one(await response.text(), Health).sessions
