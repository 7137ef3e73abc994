"""Which model counts, and how another takes its place while the server runs."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from threading import Lock
from typing import Any, Final

from camveil.errors import ModelRefused, ModelUnavailable, SettingsRefused
from camveil.http.in_force import InForce
from camveil.http.told_providers import tell_providers
from camveil.log import Log
from camveil.segmenters import OwnedSegmenter, SegmenterInForce, ready
from camveil.segmenters.providers import Choices, providers_words
from camveil.settings import Settings

LOG: Final = Log()
MOST_AT_ONCE: Final = 4
"Choices that wait for their turn; a person makes one at a time."


class ModelSwitch:
    """One for each server, on its event loop; whoever made it closes `segmenter`."""

    def __init__(
        self,
        in_force: InForce,
        segmenter: OwnedSegmenter,
        open_chosen: Callable[[Settings], OwnedSegmenter],
        on_changed: Callable[[str, str], None] = lambda _name, _provider: None,
    ) -> None:
        """`segmenter` is the settings' choice, and ready.

        `open_chosen` opens another one's. `on_changed` hears the name of each and what runs it.
        """
        self.segmenter = SegmenterInForce(segmenter)
        self._in_force = in_force
        self._open_chosen = open_chosen
        self._on_changed = on_changed
        self._chosen = _choice_of(in_force.settings)
        self._turn = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self._lock = Lock()
        # What follows is read and written with the lock held.
        self._opening: OwnedSegmenter | None = None
        "Until it counts, or is closed and may be once more."
        self._stopped = False
        in_force.follow(self._obey)

    @property
    def model(self) -> str:
        """As it was chosen, which may be a file; `segmenter` has its name."""
        return self._chosen[0]

    @property
    def provider(self) -> str:
        """As it was chosen; `choices` has what runs the model."""
        return self._chosen[1]

    @property
    def choices(self) -> Choices:
        return self.segmenter.choices

    async def use(self, model: str, provider: str, first: Callable[[str, str], None]) -> None:
        """Let these count for every picture from now on, also if whoever asked goes away.

        An empty one stays what it is. `first` is called in a thread with what will count, when that
        is ready; what it raises leaves all as it was, as do ModelUnavailable and ModelRefused.
        Raises SettingsRefused if enough others wait.
        """
        if len(self._tasks) >= MOST_AT_ONCE:
            raise SettingsRefused("busy")
        # With the turn until the model is there: else each who gives up would leave one loading.
        await asyncio.shield(self._begin(self._use(model, provider, first)))

    async def stop(self) -> None:
        """Follow no further change; what is being opened is closed, in whatever thread."""
        with self._lock:
            self._stopped = True
            opening = self._opening
        for task in self._tasks:
            task.cancel()
        if opening is not None:
            await asyncio.to_thread(opening.close)
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _begin(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        task = asyncio.create_task(work, name="switch-model")
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # told to whoever asked, who may be gone

    async def _use(self, model: str, provider: str, first: Callable[[str, str], None]) -> None:
        async with self._turn:
            wanted = model, provider = model or self.model, provider or self.provider
            if wanted == self._chosen:
                await asyncio.to_thread(first, *wanted)
            else:
                settings = replace(self._in_force.settings, model=model, provider=provider)
                opened = await asyncio.to_thread(self._opened, settings)
                try:
                    await asyncio.to_thread(first, *wanted)
                except BaseException:
                    opened.close()
                    raise
                await self._put(opened, wanted)
        self._in_force.change(replace(self._in_force.settings, model=model, provider=provider))

    def _obey(self, settings: Settings) -> None:
        if _choice_of(settings) != self._chosen:
            self._begin(self._follow())

    async def _follow(self) -> None:
        async with self._turn:
            settings = self._in_force.settings  # which may have changed again
            wanted = _choice_of(settings)
            if wanted == self._chosen:
                return
            try:
                await self._put(await asyncio.to_thread(self._opened, settings), wanted)
            except (ModelUnavailable, ModelRefused) as error:
                LOG.warning("model-kept", model=self.segmenter.name, reason=error.reason)

    def _opened(self, settings: Settings) -> OwnedSegmenter:
        """Ready to be used; in a thread, which `stop` cannot end but by closing what it waits for.

        Raises ModelUnavailable or ModelRefused.
        """
        segmenter = self._open_chosen(settings)
        with self._lock:
            self._opening = segmenter
            stopped = self._stopped
        if stopped:  # and knew of nothing to close
            segmenter.close()
        return ready(segmenter)

    async def _put(self, segmenter: OwnedSegmenter, chosen: tuple[str, str]) -> None:
        with self._lock:
            self._opening = None
        self._chosen = chosen
        # It closes the one before, and whose process is in trouble takes its time.
        await asyncio.to_thread(self.segmenter.replace, segmenter)
        name, provider = segmenter.name, providers_words(segmenter.choices)
        LOG.info("model-changed", model=name, provider=provider)
        tell_providers(chosen[1], segmenter.choices, LOG)
        self._on_changed(name, provider)


def _choice_of(settings: Settings) -> tuple[str, str]:
    return settings.model, settings.provider
