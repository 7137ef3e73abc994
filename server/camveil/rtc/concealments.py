"""How often a page had to hide whole frames, as far as the server can know."""

from collections.abc import Callable

from camveil.protocol import GOOD_FRAMES_TO_RECOVER


class Concealments:
    """Follows the page's rule: what is not in time hides, and good frames in a row end it."""

    def __init__(self, on_begin: Callable[[], None]) -> None:
        self._on_begin = on_begin
        self._hides = False
        self._good_frames = 0

    def forget(self) -> None:
        """Blur begins or ends, or the page begins anew: nothing hides by what was before."""
        self._hides = False
        self._good_frames = 0

    def frame(self, *, in_time: bool) -> None:
        """Take note of a frame that was to be composed."""
        if in_time:
            self._good_frames += 1
            if self._good_frames >= GOOD_FRAMES_TO_RECOVER:
                self._hides = False
            return
        self._good_frames = 0
        if not self._hides:
            self._hides = True
            self._on_begin()
