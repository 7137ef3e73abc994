"""A user's own model that takes any size: itself, and itself with a smaller input."""

from collections.abc import Callable
from dataclasses import replace
from threading import Lock
from typing import Final

from camveil.errors import ModelFailed, ModelRefused
from camveil.log import Log
from camveil.segmenters.base import Segmenter
from camveil.segmenters.process.segmenter import ProcessSegmenter
from camveil.segmenters.process.wishes import Found, Wishes, known
from camveil.segmenters.providers import Choices
from camveil.values import Alpha, Picture, Size

STEP_PX: Final = 32
"Networks halve their pictures up to five times."
OF_SIDES: Final = 0.75
WORTH_IT: Final = 0.7
"Of the pixels: what saves less is not worth a process."

Start = Callable[[str | None, Wishes], ProcessSegmenter]
"Begins to load the model with these wishes; the name is for what is not the model as it was given."


def smaller(size: Size) -> Size | None:
    """What to try in place of this input; None if nothing is left to save."""
    width, height = (max(1, round(OF_SIDES * side / STEP_PX)) * STEP_PX for side in size)
    if width * height > WORTH_IT * size.width * size.height:
        return None
    return Size(width, height)


class Smaller:
    """The smaller input, and the usual one where it fails: what saves time loses no picture."""

    cheaper = None

    def __init__(self, smaller: Segmenter, full: Segmenter) -> None:
        self._smaller = smaller
        self._full = full

    @property
    def name(self) -> str:
        return self._smaller.name

    @property
    def input_size(self) -> Size:
        return self._smaller.input_size

    def segment(self, picture: Picture) -> Alpha:
        """As the protocol says; raises ModelFailed if neither has an alpha."""
        try:
            return self._smaller.segment(picture)
        except ModelFailed:
            return self._full.segment(picture)


class TwoSizesSegmenter:
    """Has a process for the model, and another one for the smaller input if there is one.

    The smaller one has to know the people in the portraits, too. If it does not, there is none.
    """

    def __init__(self, start: Start, wishes: Wishes) -> None:
        """Begin to load, and return."""
        self._start = start
        self._wishes = wishes
        self._full = start(None, wishes)
        self._cheaper: Smaller | None = None
        self._lock = Lock()
        # What follows is read and written with the lock held.
        self._smaller: ProcessSegmenter | None = None
        self._tried = False

    @property
    def name(self) -> str:
        return self._full.name

    @property
    def input_size(self) -> Size:
        return self._full.input_size

    @property
    def cheaper(self) -> Smaller | None:
        """There is none before it is ready."""
        return self._cheaper

    @property
    def choices(self) -> Choices:
        self.wait_ready()
        with self._lock:
            smaller = self._smaller
        return {**self._full.choices, **(smaller.choices if smaller else {})}

    def segment(self, picture: Picture) -> Alpha:
        """As the protocol says; raises ModelFailed."""
        return self._full.segment(picture)

    def wait_ready(self) -> None:
        """Wait until the model can be used in both sizes or in one; raises ModelRefused."""
        self._full.wait_ready()
        with self._lock:
            if not self._tried:
                self._tried = True
                self._smaller = self._begun(self._full.found)
            begun = self._smaller
        if begun is None or self._cheaper is not None:
            return
        try:
            begun.wait_ready()
        except ModelRefused:  # in the words of whoever made the model, which no log holds
            Log(model=self.name).info("model-of-one-size")
            with self._lock:
                self._smaller = None
            begun.close()
        else:
            self._cheaper = Smaller(begun, self._full)

    def close(self) -> None:
        """As ProcessSegmenter's, of all."""
        with self._lock:
            self._tried = True
            begun = self._smaller
        self._full.close()
        if begun is not None:
            begun.close()

    def _begun(self, found: Found) -> ProcessSegmenter | None:
        size = smaller(found.interface.input_size) if found.any_size else None
        if size is None:
            return None
        interface = replace(found.interface, input_size=size)
        wishes = known(interface, tried=False, provider=self._wishes.provider)
        return self._start(f"{self.name}-{size.width}x{size.height}", wishes)
