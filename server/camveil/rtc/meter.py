"""What is counted of every frame, for whoever watches the server from outside."""

from enum import Enum
from typing import Protocol

from camveil.values import StageTimings


class Outcome(Enum):
    """What became of a frame that was processed."""

    COMPOSED = "composed"
    "A picture with its background hidden went back."
    MASKED = "masked"
    "Its mask alone was wanted, and went back."
    LATE = "late"
    "A picture would have come too late: none went back, and the page hides its own."
    SUPERSEDED = "superseded"
    "The page began anew in the meantime; likewise."
    FAILED = "failed"
    "Model, effect or codec failed; likewise."


class Drop(Enum):
    """Why something was left out."""

    STALE = "stale"
    "A frame was too old when it arrived."
    REPLACED = "replaced"
    "A frame was still waiting when a newer one came."
    RESULT = "result"
    "A result found its channel full or closed."


class Meter(Protocol):
    """Counts. For the event loop only; each call must be quick."""

    def frame(self, timings: StageTimings, outcome: Outcome) -> None:
        """A frame was processed."""

    def dropped(self, drop: Drop, count: int) -> None:
        """So many were left out."""

    def concealed(self) -> None:
        """A page begins to hide whole frames, as far as the server knows."""

    def opened(self) -> None:
        """A session was opened."""

    def sessions(self, count: int) -> None:
        """So many are open now."""


class NoMeter:
    """Nobody watches."""

    def frame(self, timings: StageTimings, outcome: Outcome) -> None:
        pass

    def dropped(self, drop: Drop, count: int) -> None:
        pass

    def concealed(self) -> None:
        pass

    def opened(self) -> None:
        pass

    def sessions(self, count: int) -> None:
        pass
