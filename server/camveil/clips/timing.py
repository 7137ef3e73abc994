"""Times and turns of a clip's frames; pure."""

from typing import Final

QUARTER_TURN_DEGREES: Final = 90


def rising(pts: int | None, last: int | None, step: int) -> int:
    """A frame's time, later than the last one's.

    Old files lack times, and damaged ones repeat some; no encoder takes either.
    """
    if last is None:
        return pts or 0
    return last + max(1, step) if pts is None else max(pts, last + 1)


def quarter_turns(degrees: float) -> int:
    """Of a rotation, counterclockwise: 0 to 3. No camera is held at another angle."""
    return round(degrees / QUARTER_TURN_DEGREES) % 4
