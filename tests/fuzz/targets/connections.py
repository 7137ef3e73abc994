"""Offers all the way: what aiortc makes of one, and what is left when the connection is closed."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

from camveil.errors import BadSdp
from camveil.rtc.peer import Peer
from tests.fuzz.target import Target
from tests.fuzz.targets import offers
from tests.server.fakes import ScriptedTrack

MAX_TURNS = 20
"Of the event loop, for aiortc to end the tasks that it began."
_loop = asyncio.new_event_loop()
_unhandled: list[dict[str, Any]] = []
_loop.set_exception_handler(lambda _, context: _unhandled.append(context))


def run(data: bytes) -> None:
    # Names are looked up in the network, which takes a second and has nobody to answer here.
    text = data.decode(errors="replace").replace(".local", ".invalid")
    _loop.run_until_complete(_accept_and_close(text))
    assert not _unhandled, _unhandled


async def _accept_and_close(offer_sdp: str) -> None:
    peer = Peer(local=True, on_connected=lambda: None, on_lost=lambda: None)
    try:
        with contextlib.suppress(BadSdp):
            await peer.accept(offer_sdp, ScriptedTrack())
    finally:
        await peer.close()
    for _ in range(MAX_TURNS):
        if len(asyncio.all_tasks()) == 1:
            return
        await asyncio.sleep(0)
    raise AssertionError(f"tasks are left: {asyncio.all_tasks()}")


TARGET = Target(
    run=run,
    corpus=offers.TARGET.corpus,
    words=offers.TARGET.words,
    max_bytes=offers.TARGET.max_bytes,
    limit_s=None,
)
