"""All sessions of this server."""

import asyncio
import gc
import os
import secrets
from collections.abc import Callable, Container
from dataclasses import dataclass
from typing import Final

from aioice import ice

from camveil import memory
from camveil.clock import Clock
from camveil.errors import NoNetworkInterface, TooManySessions
from camveil.pipeline.pipeline import Pipeline
from camveil.rtc.limits import SessionLimits
from camveil.rtc.meter import Meter, NoMeter
from camveil.rtc.session import Session
from camveil.rtc.session_state import Event, State
from camveil.rtc.stats import FrameStats
from camveil.rtc.tab_limit import Tab, session_to_end
from camveil.rtc.told_events import ToldEvents

TIDY_AFTER_S: Final = 1.0
"After the first of the sessions that ended: once for all that end together."


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A session that waits for its page to connect."""

    session_id: str
    answer_sdp: str


class Sessions:
    """Opens sessions, counts them, and closes them all."""

    def __init__(
        self,
        *,
        make_pipeline: Callable[[], Pipeline],
        clock: Clock,
        limits: SessionLimits,
        local: bool = True,
        meter: Meter | None = None,
        backgrounds: Container[str] = (),
    ) -> None:
        self._meter = meter or NoMeter()
        self.stats = FrameStats(clock, self._meter)
        self.events = ToldEvents(clock)
        self._make_pipeline = make_pipeline
        self._clock = clock
        self.limits = limits
        "Those that the next session counts with."
        self._local = local
        self._backgrounds = backgrounds
        # Everyone at once would help nobody: the cores are shared fairly, a frame at a time.
        self._turns = asyncio.Semaphore(os.cpu_count() or 1)
        self._tabs: dict[Session, Tab] = {}
        self._tidying: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        """Sessions that hold something, those being opened or closed included."""
        return len(self._tabs)

    async def open(self, offer_sdp: str, tab: Tab) -> Opened:
        """Answer an offer with a new session.

        Raises TooManySessions, TooManySessionsOfTab, NoNetworkInterface, BadSdp, or TimeoutError
        when the answer takes too long. Then nothing of the session is left running.
        """
        if len(self) >= self.limits.count:
            raise TooManySessions(self.limits.count)
        # Without candidates of our own ICE would wait for ever, without an event or an error.
        if not ice.get_host_addresses(use_ipv4=True, use_ipv6=True):
            raise NoNetworkInterface
        ending = session_to_end(self._quiet_s(tab), self.limits)
        if ending is not None:
            ending.end(Event.ROOM_NEEDED)
        session = Session(
            secrets.token_hex(4),
            pipeline=self._make_pipeline(),
            turns=self._turns,
            clock=self._clock,
            stats=self.stats,
            events=self.events,
            limits=self.limits,
            local=self._local,
            backgrounds=self._backgrounds,
            on_closed=self._forget,
        )
        self._tabs[session] = tab
        self._meter.sessions(len(self))
        async with asyncio.timeout(self.limits.open_within_s):
            answer_sdp = await session.answer(offer_sdp)
        self._meter.opened()
        return Opened(session_id=session.session_id, answer_sdp=answer_sdp)

    async def close_all(self) -> None:
        """Close every session and wait until nothing of them runs."""
        closing = [session.close(Event.SERVER_STOPPED) for session in self._tabs]
        await asyncio.gather(*closing)

    def _forget(self, session: Session) -> None:
        del self._tabs[session]
        self._meter.sessions(len(self))
        if self._tidying is None:
            self._tidying = asyncio.get_running_loop().call_later(TIDY_AFTER_S, self._tidy)

    def _tidy(self) -> None:
        self._tidying = None
        gc.collect()  # connections refer to themselves, and are found late otherwise
        asyncio.get_running_loop().run_in_executor(None, memory.give_back)

    def _quiet_s(self, tab: Tab) -> dict[Session, float]:
        """Of the tab's sessions that are not closing, for how long each has been quiet."""
        return {
            session: session.quiet_s
            for session, owner in self._tabs.items()
            if owner == tab and session.state is not State.CLOSING
        }
