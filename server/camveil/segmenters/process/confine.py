"""What the model's process takes from itself before it reads the model.

This is no wall against code that has taken the process over. It is what keeps a model, however it
was made, from the person's files, from the machine's memory and from staying behind.
"""

import contextlib
import os
import sys
import tempfile
from typing import Final

MAX_MEMORY_BYTES: Final = 4 << 30
"Of addresses, the libraries' own third of a GB included."


def confine(*, devices: bool = False) -> None:
    """Nothing more is opened, written, started or dumped, and memory has an end.

    What has been imported works on; what has not can no longer be. `devices` are for those who
    want the model to run on one: its libraries open, start and map at any time what they please,
    and what they may not leave is only a dump or a file.
    """
    # A model can name files that hold its weights, next to itself or in the current folder: in one
    # that no longer exists there is nothing, and nothing of it stays behind.
    folder = tempfile.mkdtemp()
    os.chdir(folder)
    os.rmdir(folder)
    if sys.platform == "win32":
        return
    import resource

    limits = {
        resource.RLIMIT_CORE: 0,  # a dump would hold a picture
        resource.RLIMIT_FSIZE: 0,
    }
    if not devices:
        limits[resource.RLIMIT_AS] = MAX_MEMORY_BYTES
        limits[resource.RLIMIT_NPROC] = 0
        limits[resource.RLIMIT_NOFILE] = 0
    for kind, limit in limits.items():
        _, hard = resource.getrlimit(kind)
        lowest = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        # macOS knows some of these by name alone.
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(kind, (lowest, lowest))
