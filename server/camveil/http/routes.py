"""One coroutine for each thing that can be asked: check, decode, call, encode."""

import asyncio
from typing import Final, TypeVar

from aiohttp import web

from camveil import wire
from camveil.errors import BadMessage
from camveil.http.access import check_entitled, is_paired
from camveil.http.in_force import InForce
from camveil.http.model_switch import ModelSwitch
from camveil.http.siblings import Siblings, together
from camveil.protocol import (
    MAX_SDP_BYTES,
    PROTOCOL_VERSION,
    Health,
    Message,
    OpenSession,
    SessionOpened,
)
from camveil.rtc.sessions import Sessions
from camveil.rtc.tab_limit import Tab
from camveil.segmenters.providers import providers_words

M = TypeVar("M", bound=Message)

MAX_BODY_BYTES: Final = 2 * MAX_SDP_BYTES
"JSON writes some of an offer's characters as two."


class SessionRoutes:
    """Health, and the one request that opens something."""

    def __init__(
        self,
        sessions: Sessions,
        in_force: InForce,
        *,
        release: str,
        models: ModelSwitch,
        siblings: Siblings | None = None,
    ) -> None:
        self._sessions = sessions
        self._in_force = in_force
        self._release = release
        self._models = models
        self._siblings = siblings
        self._choosing = asyncio.Lock()

    def table(self) -> list[web.RouteDef]:
        return [web.get("/healthz", self.health), web.post("/sessions", self.open_session)]

    async def health(self, request: web.Request) -> web.Response:
        means = self._sessions.stats.means()
        duration = self._sessions.events.frame_duration()
        cpu = self._sessions.events.cpu_utilization()
        health = Health(
            protocol_version=PROTOCOL_VERSION,
            version=self._release,
            model=self._models.segmenter.name,
            provider=providers_words(self._models.choices),
            paired=is_paired(request.headers.get("Authorization"), self._in_force.settings.token),
            sessions=len(self._sessions),
            decode_wait_ms=means.wait_ms,
            segment_ms=means.segment_ms,
            composite_ms=means.composite_ms,
            encode_ms=means.encode_ms,
            frame_rate=means.frame_rate,
            avg_filter_duration_ms=duration.avgFilterDurationMillis if duration else 0.0,
            frames_dropped=duration.framesDropped if duration else 0,
            camera_frame_rate=duration.framerate if duration else 0.0,
            duration_period_ms=duration.periodMillis if duration else 0.0,
            cpu_utilization=cpu.cpuUtilization if cpu else 0.0,
            filter_ms=cpu.filterMillis if cpu else 0.0,
            cpu_period_ms=cpu.periodMillis if cpu else 0.0,
        )
        if self._siblings is not None:
            others = await self._siblings.all(request.headers)
            health = together(health, [one.health for one in others])
        return answer(health)

    async def open_session(self, request: web.Request) -> web.Response:
        settings = self._in_force.settings
        origin = check_entitled(request.headers, settings.obeyed_extensions, settings.token)
        body = await request.read()
        asked = message_in(request, body, OpenSession)
        if self._siblings is None:
            return await self._open(asked, origin)
        # One after the other: each counts where the next one goes.
        async with self._choosing:
            others = await self._siblings.all(request.headers)
            idlest = min(others, key=lambda one: one.health.sessions, default=None)
            if idlest is not None and idlest.health.sessions < len(self._sessions):
                opened = await self._siblings.open(idlest, request.headers, body)
                if opened is not None:
                    return opened
            return await self._open(asked, origin)

    async def _open(self, asked: OpenSession, origin: str) -> web.Response:
        opened = await self._sessions.open(asked.sdp, Tab(origin, asked.tab))
        return answer(
            SessionOpened(
                protocol_version=PROTOCOL_VERSION,
                session_id=opened.session_id,
                sdp=opened.answer_sdp,
            )
        )


def message_in(request: web.Request, body: bytes, expected: type[M]) -> M:
    """The message that a request brings. Raises BadMessage or ProtocolMismatch."""
    # A page can send other types without the browser asking us first.
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
    try:
        return wire.decode_request(body.decode(), expected)
    except UnicodeDecodeError:
        raise BadMessage("it is not UTF-8") from None


def answer(message: Message) -> web.Response:
    return web.Response(text=wire.encode(message), content_type="application/json")
