"""The settings that count now, and how a change of their files reaches a server that runs."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from aiohttp import web

from camveil.errors import CamveilError, TokenUnusable
from camveil.log import Log
from camveil.settings import OPTIONS, Settings

LOOK_EVERY_S: Final = 1.0
LOG: Final = Log()


@dataclass(frozen=True, slots=True)
class Sources:
    """Where settings were read from, and how to read them again."""

    files: tuple[Path, ...]
    "Any of them may come, go, or change."
    read: Callable[[], Settings]
    "Raises CamveilError."
    token: Callable[[], str | None]
    "The pairing token, whatever is wrong with all else. Raises TokenUnusable."
    overruling: Callable[[str], str | None] = lambda _name: None
    "The flag or the variable that decides on this option, whatever the files say."
    store: Callable[[Mapping[str, str]], None] = lambda _values: None
    "Writes these options into a file; raises ConfigNotWritten."


class InForce:
    """One for each server: what asks for `settings` each time obeys a change at once."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._followers: list[Callable[[Settings], None]] = []

    def follow(self, obey: Callable[[Settings], None]) -> None:
        """Call this with the settings after each change."""
        self._followers.append(obey)

    def change(self, wanted: Settings) -> None:
        """Obey what can be obeyed of these now. Raises ExposureRefused."""
        before, self.settings = self.settings, live_part(self.settings, wanted)
        if waiting := differences(self.settings, wanted):
            LOG.warning("config-waits-for-restart", options=",".join(waiting))
        if changed := differences(before, self.settings):
            LOG.info("config-changed", options=",".join(changed))
        for obey in self._followers:
            obey(self.settings)


def live_part(now: Settings, wanted: Settings) -> Settings:
    """These settings, with what may change while the server runs as wanted."""
    live = {option.name: getattr(wanted, option.name) for option in OPTIONS if option.live}
    return replace(now, token=wanted.token, **live)


def latest(settings: Settings, sources: Sources | None) -> Settings:
    """These, with what has changed in the files since then, as far as it can be obeyed."""
    if sources is None:
        return settings
    try:
        return live_part(settings, _wanted(settings, sources))
    except CamveilError as error:
        LOG.warning("config-ignored", reason=error)
        return settings


def _wanted(settings: Settings, sources: Sources) -> Settings:
    """What the files say; these settings and the token, while no more of it can be used.

    Raises CamveilError.
    """
    try:
        return sources.read()
    except TokenUnusable:
        raise
    except CamveilError as error:
        LOG.warning("config-ignored", reason=error)
        # Else a token that the person has taken back would be good until the file is mended.
        return replace(settings, token=sources.token())


def differences(one: Settings, other: Settings) -> list[str]:
    """The names of what differs."""
    names = (*(option.name for option in OPTIONS), "token")
    return [name for name in names if getattr(one, name) != getattr(other, name)]


def following(
    in_force: InForce, sources: Sources | None
) -> Callable[[web.Application], AsyncIterator[None]]:
    """For an application's `cleanup_ctx`: obey changes as long as it runs."""

    async def follow(_app: web.Application) -> AsyncIterator[None]:
        if sources is None:
            yield
            return
        watching = asyncio.create_task(_watch(in_force, sources), name="watch-settings")
        yield
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching

    return follow


async def _watch(in_force: InForce, sources: Sources) -> None:
    seen = _state(sources.files)
    while True:
        await asyncio.sleep(LOOK_EVERY_S)
        now = _state(sources.files)
        if now == seen:
            continue
        seen = now
        try:
            in_force.change(_wanted(in_force.settings, sources))
        except CamveilError as error:
            LOG.warning("config-ignored", reason=error)


def _state(files: tuple[Path, ...]) -> list[tuple[int, int, int] | None]:
    """What differs when a file has changed."""
    states: list[tuple[int, int, int] | None] = []
    for file in files:
        try:
            status = os.stat(file)
        except OSError:
            states.append(None)
        else:
            states.append((status.st_ino, status.st_mtime_ns, status.st_size))
    return states
