"""When the person is to hear that a background cannot be shown, or no further; pure."""

from camveil.pipeline.scenes import Broken
from camveil.protocol import BackgroundBroken
from camveil.values import Behind


class BrokenBackground:
    """Of one session."""

    def __init__(self) -> None:
        self._told_of: Behind | None = None

    def to_tell(self, behind: Behind, broken: Broken | None) -> BackgroundBroken | None:
        """Once for each time that it is chosen; asked for each frame, with what is wanted in it."""
        if behind != self._told_of:
            self._told_of = None
        if broken is None or self._told_of is not None:
            return None
        self._told_of = behind
        return BackgroundBroken(id=broken.background_id, reason=broken.reason, parts=broken.parts)
