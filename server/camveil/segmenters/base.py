"""What the pipeline expects of a model."""

from typing import Protocol

from camveil.segmenters.providers import Choices
from camveil.values import Alpha, Picture, Size


class Segmenter(Protocol):
    """Tells the person from the background, one picture at a time, without memory."""

    @property
    def name(self) -> str:
        """Key in the registry, for people to read."""

    @property
    def input_size(self) -> Size:
        """Size of every alpha."""

    @property
    def cheaper(self) -> "Segmenter | None":
        """One that takes less time and makes worse masks; usable as long as this one."""

    def segment(self, picture: Picture) -> Alpha:
        """Alpha of a picture of any size, its full view squeezed into `input_size`.

        Safe to call from several threads at once. Raises anything when the model fails.
        """


class OwnedSegmenter(Segmenter, Protocol):
    """A segmenter as the one who opened it has it."""

    def wait_ready(self) -> None:
        """Wait until the model is loaded; raises ModelRefused if it cannot be, or was closed."""

    @property
    def choices(self) -> Choices:
        """What runs each of its models; waits and raises as `wait_ready` does."""

    def close(self) -> None:
        """Release what it holds, in any thread; can be called again."""
