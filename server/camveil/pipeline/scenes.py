"""Backgrounds that come from elsewhere, as the pipeline wants them."""

from dataclasses import dataclass
from typing import Protocol

from camveil.protocol import ReasonCode
from camveil.values import Matrix, Planes, Size


@dataclass(frozen=True, slots=True, eq=False)
class Backdrop:
    """One picture of a scene, made to be put behind a person."""

    sharp: Planes
    "Of the picture's size."
    soft: Planes
    "The same out of focus, for where the edge is unsure."
    light: Planes
    "The same, small: its light on the person."


@dataclass(frozen=True, slots=True)
class Broken:
    """A scene that cannot be shown any further."""

    background_id: str
    reason: ReasonCode
    parts: tuple[str, ...]
    "As BackgroundRefused has them."


class Scene(Protocol):
    """An image, or a video that goes on."""

    def backdrop(
        self, size: Size, *, full_range: bool, now_s: float, matrix: Matrix = Matrix.BT601
    ) -> Backdrop:
        """What it shows at this moment, covering this size, in a picture's range and by its matrix.

        Raises BackgroundRefused.
        """
        ...

    def close(self) -> None:
        """Release what only this scene has."""
        ...


class Scenes(Protocol):
    """Where scenes come from; for any thread."""

    def open(self, background_id: str) -> Scene | None:
        """None if there is none with this id, or not yet. Raises BackgroundRefused."""
        ...


class NoScenes:
    """For a pipeline that only blurs."""

    def open(self, background_id: str) -> Scene | None:
        return None
