"""From what the command line names to a segmenter."""

import sys
from pathlib import Path
from typing import Final

from camveil.clock import Clock
from camveil.errors import ModelRefused
from camveil.segmenters.base import OwnedSegmenter
from camveil.segmenters.process.segmenter import ProcessSegmenter
from camveil.segmenters.registry import MODELS
from camveil.segmenters.selfie import SelfieSegmenter

MAX_MODEL_BYTES: Final = 256 << 20
"Of a user's own file; it stays in memory, so that the model can be started again."


def open_segmenter(model: str, models_dir: Path, clock: Clock) -> OwnedSegmenter:
    """The built-in model of this name, otherwise the user's own file of this path.

    A built-in model is ready; another only begins to load. The caller closes it. Raises
    ModelUnavailable or ModelRefused.
    """
    if model in MODELS:
        return load_segmenter(model, models_dir)
    path = Path(model)
    if sys.platform == "win32":  # it has no sockets that a process could be handed
        raise ModelRefused(path, "models of one's own need another system than Windows")
    return ProcessSegmenter(path, _read(path), clock)


def load_segmenter(name: str, models_dir: Path) -> OwnedSegmenter:
    """The model with this name in the registry (KeyError if none); raises ModelUnavailable."""
    return SelfieSegmenter(MODELS[name], models_dir)


def _read(path: Path) -> bytes:
    try:
        if not path.exists():
            names = " and ".join(MODELS)
            raise ModelRefused(path, f"there is no such file; the built-in models are {names}")
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
