"""Which model counts, and how another takes its place while the server runs."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Final

from camveil.errors import CamveilError
from camveil.http.in_force import InForce
from camveil.http.told_providers import tell_providers
from camveil.log import Log
from camveil.segmenters import OwnedSegmenter, SegmenterInForce
from camveil.segmenters.providers import Choices, providers_words
from camveil.settings import Settings

LOG: Final = Log()


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
        self._following: set[asyncio.Task[None]] = set()
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

    async def use(self, model: str, provider: str, first: Callable[[], None]) -> None:
        """Let these count for every picture from now on.

        `first` runs in a thread when they are ready; what it raises leaves all as it was, as do
        ModelUnavailable and ModelRefused.
        """
        wanted = (model, provider)
        async with self._turn:
            if wanted == self._chosen:
                await asyncio.to_thread(first)
                return
            settings = replace(self._in_force.settings, model=model, provider=provider)
            opened = await self._opened(settings)
            try:
                await asyncio.to_thread(first)
            except BaseException:
                opened.close()
                raise
            self._put(opened, wanted)
        self._in_force.change(replace(self._in_force.settings, model=model, provider=provider))

    async def stop(self) -> None:
        """Follow no further change."""
        for task in list(self._following):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    def _obey(self, settings: Settings) -> None:
        if _choice_of(settings) == self._chosen:
            return
        task = asyncio.create_task(self._follow(), name="follow-model")
        self._following.add(task)
        task.add_done_callback(self._following.discard)

    async def _follow(self) -> None:
        async with self._turn:
            settings = self._in_force.settings  # which may have changed again
            wanted = _choice_of(settings)
            if wanted == self._chosen:
                return
            try:
                self._put(await self._opened(settings), wanted)
            except CamveilError as error:
                LOG.warning("model-kept", model=self.segmenter.name, reason=error)

    async def _opened(self, settings: Settings) -> OwnedSegmenter:
        """Ready to be used. Who is cancelled meanwhile leaves none behind."""

        def opened() -> OwnedSegmenter:
            segmenter = self._open_chosen(settings)
            try:
                segmenter.wait_ready()
            except BaseException:
                segmenter.close()
                raise
            return segmenter

        opening = asyncio.create_task(asyncio.to_thread(opened), name="open-model")
        try:
            return await asyncio.shield(opening)
        except asyncio.CancelledError:
            opening.add_done_callback(_close)
            raise

    def _put(self, segmenter: OwnedSegmenter, chosen: tuple[str, str]) -> None:
        self.segmenter.replace(segmenter)
        self._chosen = chosen
        name, provider = segmenter.name, providers_words(segmenter.choices)
        LOG.info("model-changed", model=name, provider=provider)
        tell_providers(chosen[1], segmenter.choices, LOG)
        self._on_changed(name, provider)


def _choice_of(settings: Settings) -> tuple[str, str]:
    return settings.model, settings.provider


def _close(opening: "asyncio.Task[OwnedSegmenter]") -> None:
    if not opening.cancelled() and opening.exception() is None:
        opening.result().close()
