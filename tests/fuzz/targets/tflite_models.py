"""Model files, as the converter reads them."""

from __future__ import annotations

import contextlib

from models.errors import NotTflite
from models.tflite_reader import read_tflite
from tests.fuzz.target import Target


def run(data: bytes) -> None:
    with contextlib.suppress(NotTflite):
        # Nothing without the identifier gets far, and finding it is no use of anyone's time.
        read_tflite(data[:4] + b"TFL3" + data[8:])


TARGET = Target(run=run, corpus="tflite_models", max_bytes=2048)
