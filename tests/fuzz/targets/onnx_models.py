"""Model files, as a segmenter loads them once their hash is right."""

from __future__ import annotations

import contextlib
import hashlib
import tempfile
from dataclasses import replace
from pathlib import Path

from camveil.errors import ModelUnavailable
from camveil.segmenters.registry import LANDSCAPE
from camveil.segmenters.selfie import SelfieSegmenter
from camveil.values import Size
from tests.fuzz.target import Target
from tests.server.unit.pictures import flat_picture

# A small input: what is under test is the loading, and not the arithmetic.
SPEC = replace(LANDSCAPE, input_size=Size(16, 16), output_shape=(1, 1, 16, 16))
PICTURE = flat_picture(Size(16, 16), 128)
_folder = tempfile.TemporaryDirectory()
MODELS_DIR = Path(_folder.name)


def run(data: bytes) -> None:
    (MODELS_DIR / SPEC.file).write_bytes(data)
    spec = replace(SPEC, sha256=hashlib.sha256(data).hexdigest())
    with contextlib.suppress(ModelUnavailable):
        assert SelfieSegmenter(spec, MODELS_DIR).segment(PICTURE).size == SPEC.input_size


TARGET = Target(
    run=run,
    corpus="onnx_models",
    words=("input", "alpha", "Identity", "Conv", "Reshape", "Resize", "Sigmoid", "Loop", "If"),
    max_bytes=4096,
    limit_s=None,
)
