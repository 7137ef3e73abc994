"""Which tests may run beside others, where two processes share the machine."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from tests.browser.staging import CLIPS, LANE

PLACES: Final = CLIPS.parent


@contextmanager
def a_turn(*, alone: bool) -> Iterator[None]:
    """Wait until nobody runs who has to be alone; if that is oneself, until nobody runs at all."""
    if not LANE:
        yield
        return
    PLACES.mkdir(parents=True, exist_ok=True)
    with (PLACES / "door").open("w") as door, (PLACES / "room").open("w") as room:
        # Who waits to be alone stands in the door: nobody else gets in before.
        fcntl.flock(door, fcntl.LOCK_EX)
        fcntl.flock(room, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        fcntl.flock(door, fcntl.LOCK_UN)
        yield
