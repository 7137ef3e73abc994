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
    decode_found,
    decode_header,
    decode_picture,
    decode_reason,
    decode_wishes,
    encode_found,
    encode_header,
    encode_picture,
    encode_reason,
    encode_wishes,
)
from camveil.segmenters.process.wishes import Found, Wishes, known
from camveil.segmenters.spec import IMAGENET, SIDE_PX, ModelInterface
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
    found = found_of(input_size=Size(width, height))
    assert decode_found(encode_found(found)) == found


def test_all_that_is_found_out_survives_the_way() -> None:
    interface = ModelInterface(
        input_size=SIZE,
        layout="NHWC",
        colours="BGR",
        input_ranges=IMAGENET,
        output=3,
        output_shape=(1, 16, 32, 21),
        activation="softmax",
        person_channel=15,
        output_range=(1.0, 0.0),
    )
    found = Found(
        interface=interface,
        notes=("one", "another"),
        licence="MIT",
        provider="cuda",
        provider_notes=("so",),
    )
    assert decode_found(encode_found(found)) == found
    wishes = known(interface, tried=True, provider="cuda")
    assert decode_wishes(encode_wishes(wishes)) == wishes


def test_wishes_that_nobody_has_survive_the_way() -> None:
    assert decode_wishes(encode_wishes(Wishes())) == Wishes()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"[32,16]", b"[15,16]"),
        (b"[32,16]", b"[1025,16]"),
        (b"[32,16]", b"[32]"),
        (b"[32,16]", b"[32,16.5]"),
        (b"[32,16]", b'"32x16"'),
        (b"[1,1,16,32]", b"[1,1,1,1]"),
        (b"[1,1,16,32]", b"[]"),
        (b'"person_channel":0', b'"person_channel":1'),
        (b'"person_channel":0', b'"person_channel":-1'),
        (b'"NCHW"', b'"CHWN"'),
        (b'"output_range":[0.0,1.0]', b'"output_range":[1,1]'),
        (b'"provider":"cpu"', b'"provider":"tpu"'),
        (b"{", b""),
        (b"{", b"\xff{"),
    ],
    ids=lambda value: value.decode(errors="replace"),
)
def test_what_no_model_may_be_is_garbled(old: bytes, new: bytes) -> None:
    sound = encode_found(found_of(input_size=SIZE))
    assert old in sound
    with pytest.raises(Garbled):
        decode_found(sound.replace(old, new, 1))


def test_words_of_the_model_s_own_cannot_play_with_the_terminal() -> None:
    found = decode_found(
        encode_found(
            Found(
                interface=found_of(input_size=SIZE).interface,
                notes=("\x1b[2Jnote",),
                licence="MIT\n\x07" + "x" * 1000,
                provider_notes=("\r",),
            )
        )
    )
    assert found.notes == ("?[2Jnote",)
    assert found.licence == "MIT?" + "x" * 96
    assert found.provider_notes == ("?",)


def found_of(*, input_size: Size) -> Found:
    return Found(interface=ModelInterface(input_size=input_size, output_shape=(1, 1, 16, 32)))


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
