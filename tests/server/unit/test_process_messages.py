"""Neither side of the process's socket believes what the other has not said."""

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from camveil.segmenters.process.messages import (
    ABOUT_THE_MODEL,
    HEADER,
    MAX_REASON_BYTES,
    Garbled,
    Kind,
    about_a_picture,
    decode_alpha,
    decode_header,
    decode_picture,
    decode_reason,
    decode_size,
    encode_header,
    encode_picture,
    encode_reason,
    encode_size,
)
from camveil.segmenters.registry import SIDE_PX
from camveil.segmenters.tensors import shrink
from camveil.values import Size
from tests.server.unit.pictures import noise_picture

SIZE = Size(32, 16)
sides = st.integers(SIDE_PX[0], SIDE_PX[-1])


def test_a_picture_survives_the_way() -> None:
    shrunk = shrink(noise_picture(Size(64, 48)), SIZE)
    there = decode_picture(encode_picture(shrunk), SIZE)
    assert there.full_range == shrunk.full_range
    for before, after in ((shrunk.y, there.y), (shrunk.u, there.u), (shrunk.v, there.v)):
        assert np.array_equal(before, after)


@given(sides, sides)
def test_every_size_that_a_model_may_have_survives_the_way(width: int, height: int) -> None:
    assert decode_size(encode_size(Size(width, height))) == Size(width, height)


@pytest.mark.parametrize("size", [(15, 16), (16, 15), (1025, 16), (16, 65_535), (0, 0)])
def test_a_size_that_no_model_may_have_is_garbled(size: tuple[int, int]) -> None:
    with pytest.raises(Garbled):
        decode_size(encode_size(Size(*size)))


def test_the_answers_that_fit() -> None:
    for kind, number, length, fitting in (
        (Kind.READY, 0, 4, ABOUT_THE_MODEL),
        (Kind.REFUSED, 0, MAX_REASON_BYTES, ABOUT_THE_MODEL),
        (Kind.ALPHA, 7, 32 * 16, about_a_picture(SIZE)),
        (Kind.FAILED, 7, 0, about_a_picture(SIZE)),
    ):
        head = decode_header(encode_header(kind, length, number), number, fitting)
        assert head == (kind, number, length)


@pytest.mark.parametrize(
    ("kind", "number", "length"),
    [
        (Kind.ALPHA, 7, 32 * 16 - 1),
        (Kind.ALPHA, 7, 32 * 16 + 1),
        (Kind.ALPHA, 7, 2**32 - 1),
        (Kind.ALPHA, 7, 0),
        (Kind.ALPHA, 6, 32 * 16),
        (Kind.FAILED, 7, 1),
        (Kind.READY, 7, 4),
        (Kind.PICTURE, 7, 32 * 16),
    ],
)
def test_an_answer_that_does_not_fit_is_garbled(kind: Kind, number: int, length: int) -> None:
    with pytest.raises(Garbled):
        decode_header(encode_header(kind, length, number), 7, about_a_picture(SIZE))


@given(st.binary(min_size=HEADER.size, max_size=HEADER.size), st.integers(0, 2**32 - 1))
def test_any_other_bytes_are_garbled(data: bytes, number: int) -> None:
    lengths = about_a_picture(SIZE)
    try:
        head = decode_header(data, number, lengths)
    except Garbled:
        return
    assert head.number == number
    assert head.length in lengths[Kind(head.kind)]


@given(st.binary(min_size=32 * 16, max_size=32 * 16))
def test_any_bytes_of_an_alpha_are_one(data: bytes) -> None:
    alpha = decode_alpha(bytearray(data), SIZE)
    assert alpha.size == SIZE
    assert alpha.values.tobytes() == data


def test_a_pickle_is_a_text_like_any_other() -> None:
    assert decode_reason(pickle.dumps(Size(1, 1))).isprintable()


@given(st.binary(max_size=MAX_REASON_BYTES))
def test_a_reason_is_one_line_of_plain_characters(data: bytes) -> None:
    reason = decode_reason(data)
    assert reason
    assert reason.isascii()
    assert reason.isprintable()


def test_a_reason_is_cut_where_the_other_side_would_refuse_it() -> None:
    assert encode_reason("a" * 5000) == b"a" * MAX_REASON_BYTES
    assert decode_reason(encode_reason("its input is int8\x1b[2J")) == "its input is int8?[2J"
