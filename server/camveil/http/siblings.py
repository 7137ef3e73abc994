"""The other processes that serve the same port: how busy each is, and sessions for the least busy.

Each listens on a socket of its own too, in a folder that no other user can enter.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Final

from aiohttp import ClientError, ClientSession, ClientTimeout, UnixConnector, web

from camveil import wire
from camveil.errors import CamveilError
from camveil.protocol import Health

ANSWERS_WITHIN_S: Final = 0.5
"One that is busy for longer gets no session."
OPENS_WITHIN_S: Final = 6.0
"A little more than `SessionLimits.open_within_s`."
PASSED_ON: Final = ("Host", "Origin", "Authorization", "Content-Type")


@dataclass(frozen=True, slots=True)
class Sibling:
    """Another process, as it was a moment ago."""

    socket: Path
    health: Health


class Siblings:
    """All other processes that have a socket in `folder`; `own` is that of this one."""

    def __init__(self, folder: Path, own: Path) -> None:
        self._folder = folder
        self._own = own

    async def all(self, headers: Mapping[str, str]) -> list[Sibling]:
        """Those that answer a request with these headers."""
        others = [path for path in sorted(self._folder.glob("*.sock")) if path != self._own]
        found = await asyncio.gather(*(_ask(path, headers) for path in others))
        return [one for one in found if one is not None]

    async def open(
        self, sibling: Sibling, headers: Mapping[str, str], body: bytes
    ) -> web.Response | None:
        """Its answer to a request to open a session; None if it ends in the middle of it."""
        try:
            async with (
                _client(sibling.socket, OPENS_WITHIN_S) as client,
                client.post(
                    "http://sibling/sessions", data=body, headers=_passed(headers)
                ) as answer,
            ):
                return web.Response(
                    status=answer.status,
                    body=await answer.read(),
                    content_type=answer.content_type,
                )
        except (ClientError, TimeoutError):
            return None

    async def share(self, path: str, headers: Mapping[str, str], body: bytes) -> None:
        """Tell all of them the same. One that does not hear it asks for it when it needs it."""
        others = [one for one in sorted(self._folder.glob("*.sock")) if one != self._own]
        await asyncio.gather(*(_post(one, path, headers, body) for one in others))


def together(health: Health, others: list[Health]) -> Health:
    """What all processes do, as if they were one: means of times, and the worst of events."""
    every = [health, *others]
    frame_rate = sum(one.frame_rate for one in every)

    def mean(of: str) -> float:
        total: float = sum(getattr(one, of) * one.frame_rate for one in every)
        return total / frame_rate if frame_rate else 0.0

    slowest = max(every, key=lambda one: one.avg_filter_duration_ms * one.camera_frame_rate)
    busiest = max(every, key=lambda one: one.cpu_utilization)
    return replace(
        health,
        avg_filter_duration_ms=slowest.avg_filter_duration_ms,
        frames_dropped=slowest.frames_dropped,
        camera_frame_rate=slowest.camera_frame_rate,
        duration_period_ms=slowest.duration_period_ms,
        cpu_utilization=busiest.cpu_utilization,
        filter_ms=busiest.filter_ms,
        cpu_period_ms=busiest.cpu_period_ms,
        sessions=sum(one.sessions for one in every),
        frame_rate=frame_rate,
        decode_wait_ms=mean("decode_wait_ms"),
        segment_ms=mean("segment_ms"),
        composite_ms=mean("composite_ms"),
        encode_ms=mean("encode_ms"),
    )


async def _ask(socket: Path, headers: Mapping[str, str]) -> Sibling | None:
    try:
        async with (
            _client(socket, ANSWERS_WITHIN_S) as client,
            client.get("http://sibling/healthz", headers=_passed(headers)) as answer,
        ):
            return Sibling(socket, wire.decode_one(await answer.text(), Health))
    except (ClientError, CamveilError, TimeoutError):  # it has ended, is starting, or hangs
        return None


async def _post(socket: Path, path: str, headers: Mapping[str, str], body: bytes) -> None:
    # What went wrong is known here: it has ended, is starting, or hangs.
    with suppress(ClientError, TimeoutError):
        async with (
            _client(socket, OPENS_WITHIN_S) as client,
            client.post(
                f"http://sibling{path}", data=BytesIO(body), headers=_passed(headers)
            ) as answer,
        ):
            await answer.read()


def _client(socket: Path, within_s: float) -> ClientSession:
    return ClientSession(
        connector=UnixConnector(str(socket)), timeout=ClientTimeout(total=within_s)
    )


def _passed(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: headers[name] for name in PASSED_ON if name in headers}
