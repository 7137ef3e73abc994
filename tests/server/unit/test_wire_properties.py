"""Whatever arrives as a message or a frame result is one, or is refused with an error of ours."""

import contextlib
import json
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camveil import wire
from camveil.errors import BadMessage, CamveilError
from camveil.protocol import (
    ERROR_MEANINGS,
    FIELD_RULES,
    FLAG_MASK,
    FRAME_RESULT_LAYOUT,
    MESSAGES,
    PROTOCOL_VERSION,
    FieldRule,
    Message,
    OpenSession,
)
from camveil.values import EffectSettings, StageTimings

EXACT_IN_JAVASCRIPT = 2**53 - 1
uint32s = st.integers(0, wire.UINT32_MAX)
# Beyond what a float can hold, and within what json reads.
huge_integers = st.integers(309, 4299).map(lambda digits: 10**digits)
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | huge_integers
    | st.floats()
    | st.text(st.characters()),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=8,
)


def values_by(rule: FieldRule) -> st.SearchStrategy[object]:
    """What a field of this rule may hold."""
    match rule.kind:
        case "boolean":
            return st.booleans()
        case "errorCode":
            return st.sampled_from(sorted(ERROR_MEANINGS))
        case "strings":
            return st.lists(st.text()).map(tuple)
        case "string":
            if rule.pattern is not None:
                return st.from_regex(rule.pattern.removesuffix("$") + r"\Z")
            return st.text(min_size=rule.min_length or 0)
        case "number":
            return st.floats(
                rule.minimum if rule.exclusive_minimum is None else rule.exclusive_minimum,
                rule.maximum,
                exclude_min=rule.exclusive_minimum is not None,
                allow_nan=False,
                allow_infinity=False,
            )
        case "integer":
            return st.integers(rule.minimum, rule.maximum or EXACT_IN_JAVASCRIPT)


def messages_of(kind: str) -> st.SearchStrategy[Message]:
    fields = {name: values_by(rule) for name, rule in FIELD_RULES[kind].items()}
    return st.builds(MESSAGES[kind], **fields)


messages = st.sampled_from(sorted(MESSAGES)).flatmap(messages_of)


@st.composite
def nearly_messages(draw: st.DrawFn) -> str:
    """A message of which one field is gone, new, or anything at all."""
    fields = json.loads(wire.encode(draw(messages)))
    name = draw(st.sampled_from([*fields, "novelty"]))
    if draw(st.booleans()):
        fields[name] = draw(json_values)
    else:
        fields.pop(name, None)
    return json.dumps(fields)


@given(messages)
def test_every_message_survives_the_way_there_and_back(message: Message) -> None:
    assert wire.decode(wire.encode(message)) == message


@given(st.text(st.characters()) | json_values.map(json.dumps) | nearly_messages())
def test_any_text_is_a_message_or_refused(text: str) -> None:
    for decode in (wire.decode, partial(wire.decode_request, expected=OpenSession)):
        with contextlib.suppress(CamveilError):
            message = decode(text)
            assert wire.decode(wire.encode(message)) == message


@pytest.mark.parametrize("kind", MESSAGES)
@given(value=huge_integers)
def test_a_number_that_no_float_can_hold_is_refused(kind: str, value: int) -> None:
    for name, rule in FIELD_RULES[kind].items():
        if rule.kind in ("integer", "number"):
            fields = {field: 0 for field in FIELD_RULES[kind]} | {"type": kind, name: value}
            with pytest.raises(BadMessage):
                wire.decode(json.dumps(fields))


@given(st.text(min_size=1))
def test_an_offer_of_our_version_is_read_whatever_its_text(sdp: str) -> None:
    offer = OpenSession(protocol_version=PROTOCOL_VERSION, tab=1, sdp=sdp)
    assert wire.decode_request(wire.encode(offer), OpenSession) == offer


@given(
    settings=st.builds(
        EffectSettings,
        revision=uint32s,
        epoch=st.integers(0, 65_535),
        blur=st.booleans(),
        mask=st.booleans(),
    ),
    pts_90khz=st.integers(-(2**63), 2**63 - 1),
    durations_us=st.tuples(*[st.integers(0, 2**40)] * 4),
    composed=st.booleans(),
    mask_png=st.none() | st.binary(min_size=1, max_size=64),
)
def test_every_frame_result_survives_the_way_there_and_back(
    settings: EffectSettings,
    pts_90khz: int,
    durations_us: tuple[int, int, int, int],
    composed: bool,
    mask_png: bytes | None,
) -> None:
    timings = StageTimings(*durations_us)
    data = wire.encode_frame_result(
        settings, pts_90khz, timings, composed=composed, mask_png=mask_png
    )
    result = wire.decode_frame_result(data)
    header = result.header
    assert (header.revision, header.epoch) == (settings.revision, settings.epoch)
    assert header.pts_90khz == pts_90khz % 2**32
    assert result.mask_png == mask_png
    cut_us = [min(duration_us, wire.UINT32_MAX) for duration_us in durations_us]
    assert [
        header.wait_us,
        header.segment_us,
        header.composite_us,
        header.encode_us,
    ] == cut_us


@given(st.binary(max_size=80) | st.binary(min_size=26, max_size=60).map(lambda rest: b"\1" + rest))
def test_any_bytes_are_a_frame_result_or_refused(data: bytes) -> None:
    with contextlib.suppress(BadMessage):
        result = wire.decode_frame_result(data)
        assert result.header.layout == FRAME_RESULT_LAYOUT
        assert bool(result.header.flags & FLAG_MASK) == (result.mask_png is not None)
