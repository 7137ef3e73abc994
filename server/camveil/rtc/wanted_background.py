"""Which background the extension is to be asked for; pure."""

from collections.abc import Container
from typing import Final

from camveil.values import Background, Behind

AGAIN_AFTER_S: Final = 3.0
"It may be on its way, or what was asked has been killed."


class WantedBackground:
    """Of one session."""

    def __init__(self, stored: Container[str]) -> None:
        self._stored = stored
        self._told: tuple[str, float] | None = None

    def to_tell(self, behind: Behind, now_s: float) -> str | None:
        """The id of one that is missing, not too often; asked for each frame."""
        if not isinstance(behind, Background) or behind.id in self._stored:
            self._told = None
            return None
        if self._told is not None:
            told_id, told_s = self._told
            if told_id == behind.id and now_s - told_s < AGAIN_AFTER_S:
                return None
        self._told = (behind.id, now_s)
        return behind.id
