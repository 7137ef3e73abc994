"""Memory that is free goes back to the system. Python, left alone, finds garbage late; glibc's
allocator keeps most of what it is given back.
"""

import ctypes
import gc
import sys
from typing import Final

M_ARENA_MAX: Final = -8
"From glibc's malloc.h."
ARENAS: Final = 2
"""By itself it makes one for each of the first threads, up to eight for each core: each with holes
that none of the others fill."""

_C_LIBRARY: Final = None if sys.platform == "win32" else ctypes.CDLL(None)


def share_arenas() -> None:
    """Let all threads allocate from the same few. For the program's begin, before any thread."""
    if _C_LIBRARY is not None and hasattr(_C_LIBRARY, "mallopt"):
        _C_LIBRARY.mallopt(M_ARENA_MAX, ARENAS)


def settle() -> None:
    """What has been imported stays: later searches for garbage, 40 ms each, need not look at it."""
    gc.collect()
    gc.freeze()


def give_back() -> None:
    """Return free memory to the system: some milliseconds, which need not be the event loop's."""
    if _C_LIBRARY is not None and hasattr(_C_LIBRARY, "malloc_trim"):
        _C_LIBRARY.malloc_trim(0)
