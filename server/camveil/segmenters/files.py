"""Model files: read whole, within limits, and never parsed here."""

import hashlib
import sys
from pathlib import Path
from typing import Final

from camveil.errors import ModelRefused
from camveil.segmenters.registry import BY_SHA256

MAX_MODEL_BYTES: Final = 256 << 20
"Of a user's own file; it stays in memory, so that the model can be started again."


def read_own_model(path: Path, *, else_there_are: str) -> bytes:
    """The same of a file of which nothing is known; raises ModelRefused for one that ships, too.

    Those take luma and chroma, and no file can say so. Fed with red, green and blue they know the
    people in the portraits, and not those before a camera.
    """
    content = read_model(path, else_there_are=else_there_are)
    name = BY_SHA256.get(hashlib.sha256(content).hexdigest())
    if name is not None:
        raise ModelRefused(path, f"it is built in; it is used by its name, {name}")
    return content


def read_model(path: Path, *, else_there_are: str) -> bytes:
    """The file's content; `else_there_are` names models for whom there is no such file.

    Raises ModelRefused.
    """
    if sys.platform == "win32":  # it has no sockets that a process could be handed
        raise ModelRefused(path, "models of one's own need another system than Windows")
    try:
        if not path.exists():
            raise ModelRefused(path, f"there is no such file; {else_there_are}")
        # Reading from anything else may never end.
        if not path.is_file():
            raise ModelRefused(path, "it is no file")
        with path.open("rb") as file:
            content = file.read(MAX_MODEL_BYTES + 1)
    except OSError as exc:
        raise ModelRefused(path, f"it cannot be read ({exc.strerror})") from exc
    if len(content) > MAX_MODEL_BYTES:
        raise ModelRefused(path, f"it is larger than {MAX_MODEL_BYTES >> 20} MB")
    return content
