"""The model that counts now: another can take its place while cameras are on."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

from camveil.segmenters.base import OwnedSegmenter, Segmenter
from camveil.segmenters.providers import Choices
from camveil.values import Alpha, Picture, Size


@dataclass(slots=True, eq=False)
class _Held:
    """A segmenter, and how many pictures are in it."""

    segmenter: OwnedSegmenter
    pictures: int = 0


class SegmenterInForce:
    """Asks whichever segmenter counts; owns it, and those before that are not done yet."""

    def __init__(self, segmenter: OwnedSegmenter) -> None:
        self._lock = Lock()
        # What follows is read and written with the lock held.
        self._held = _Held(segmenter)
        self._leaving: list[_Held] = []
        self._closed = False
        self._cheaper = _Cheaper(self)

    @property
    def name(self) -> str:
        return self._held.segmenter.name

    @property
    def input_size(self) -> Size:
        return self._held.segmenter.input_size

    @property
    def choices(self) -> Choices:
        return self._held.segmenter.choices

    @property
    def cheaper(self) -> "Segmenter | None":
        """Of the one that counts when it is asked."""
        return None if self._held.segmenter.cheaper is None else self._cheaper

    def segment(self, picture: Picture) -> Alpha:
        with self.taken() as segmenter:
            return segmenter.segment(picture)

    def wait_ready(self) -> None:
        self._held.segmenter.wait_ready()

    def replace(self, segmenter: OwnedSegmenter) -> None:
        """Let this one, which is ready, count for each picture from now on.

        The one before is closed when the last picture in it is done.
        """
        with self._lock:
            if self._closed:
                unused: OwnedSegmenter | None = segmenter
            else:
                before, self._held = self._held, _Held(segmenter)
                unused = before.segmenter
                if before.pictures:
                    self._leaving.append(before)
                    unused = None
        if unused is not None:
            unused.close()

    def close(self) -> None:
        """At once: whoever waits for a picture is told that there is none."""
        with self._lock:
            self._closed = True
            every = [*self._leaving, self._held]
        for held in every:
            held.segmenter.close()

    @contextmanager
    def taken(self) -> Iterator[OwnedSegmenter]:
        """The one that counts now, which stays open meanwhile."""
        with self._lock:
            held = self._held
            held.pictures += 1
        try:
            yield held.segmenter
        finally:
            with self._lock:
                held.pictures -= 1
                gone = held in self._leaving and held.pictures == 0
                if gone:
                    self._leaving.remove(held)
            if gone:
                held.segmenter.close()


class _Cheaper:
    """The cheaper one of the segmenter in force; where that has none any more, itself."""

    cheaper = None

    def __init__(self, in_force: SegmenterInForce) -> None:
        self._in_force = in_force

    @property
    def name(self) -> str:
        return self._in_force.name

    @property
    def input_size(self) -> Size:
        with self._in_force.taken() as segmenter:
            return (segmenter.cheaper or segmenter).input_size

    def segment(self, picture: Picture) -> Alpha:
        with self._in_force.taken() as segmenter:
            return (segmenter.cheaper or segmenter).segment(picture)
