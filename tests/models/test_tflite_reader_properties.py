"""Whatever is in a model file, it is read or refused."""

import contextlib
import struct
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import NotTflite
from models.tflite_reader import read_tflite
from tests.models.test_tflite_reader import build_tflite

CONTENT: Final = build_tflite()
IDENTIFIER: Final = CONTENT[4:8]
words = st.integers(0, 2**32 - 1) | st.sampled_from([0, 1, 2**16, 2**31 - 1, 2**31, 2**32 - 1])


@st.composite
def changed_models(draw: st.DrawFn) -> bytes:
    """The small model with a few numbers of its structure replaced, perhaps cut."""
    content = bytearray(CONTENT)
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(content) // 4 - 1)) * 4
        struct.pack_into("<I", content, place, draw(words))
    content[4:8] = IDENTIFIER
    return bytes(content[: draw(st.integers(8, len(content)) | st.just(len(content)))])


@given(changed_models())
def test_a_changed_model_is_read_or_refused(content: bytes) -> None:
    with contextlib.suppress(NotTflite):
        read_tflite(content)


@given(st.binary(max_size=200))
def test_any_bytes_after_the_identifier_are_read_or_refused(rest: bytes) -> None:
    with contextlib.suppress(NotTflite):
        read_tflite(rest[:4].ljust(4, b"\0") + IDENTIFIER + rest[4:])


@pytest.mark.parametrize("length", range(0, len(CONTENT), 5))
def test_a_cut_model_is_read_or_refused(length: int) -> None:
    with contextlib.suppress(NotTflite):
        read_tflite(CONTENT[:length])
