import json

import pytest

from camveil import errors, wire
from camveil.errors import (
    BackgroundRefused,
    BadMessage,
    CamveilError,
    ChoiceRefused,
    ProtocolMismatch,
    SettingsRefused,
    TooManySessions,
)
from camveil.protocol import (
    ERROR_MEANINGS,
    FLAG_COMPOSED,
    FLAG_MASK,
    HEAVY_STRENGTH,
    PROTOCOL_VERSION,
    CloseSession,
    Configure,
    OpenSession,
)
from camveil.values import Background, Behind, Blur, Color, EffectSettings, Portrait, StageTimings
from tests.server.fakes import configure

SETTINGS = EffectSettings(revision=4_294_967_295, epoch=65_535, blur=True, mask=True)
TIMINGS = StageTimings(wait_us=1, segment_us=2, composite_us=3, encode_us=4)


def test_a_message_survives_the_way_there_and_back() -> None:
    message = configure(7, 2)
    assert wire.decode(wire.encode(message)) == message


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        ("NaN", "not JSON"),
        ('{"type": "closeSession"} and more', "not JSON"),
        ("[" * 100_000, "not JSON"),
        ('{"type": "uplinkAnchored", "epoch": ' + "9" * 5000 + "}", "not JSON"),
        ("null", "not a JSON object"),
        ('{"type": "closeSession", "why": 1}', "'why'"),
        ('{"type": "uplinkAnchored"}', "'epoch'"),
        ('{"type": "uplinkAnchored", "epoch": true}', "'epoch'"),
        ('{"type": "uplinkAnchored", "epoch": 1e400}', "'epoch'"),
        ('{"type": "uplinkAnchored", "epoch": -1}', "below 0"),
        ('{"type": "uplinkAnchored", "epoch": 65536}', "above 65535"),
        ('{"type": "openSession", "protocol_version": 1, "tab": 1, "sdp": ""}', "'sdp'"),
        ('{"type": "openSession", "protocol_version": 1, "sdp": "v=0"}', "'tab'"),
        ('{"type": "reboot"}', "'reboot'"),
    ],
)
def test_what_is_not_a_message_is_refused_with_the_reason(text: str, complaint: str) -> None:
    with pytest.raises(BadMessage, match=complaint):
        wire.decode(text)


def test_a_complaint_does_not_repeat_what_a_stranger_wrote_at_length() -> None:
    with pytest.raises(BadMessage) as caught:
        wire.decode(json.dumps({"type": "x" * 10_000}))
    assert len(str(caught.value)) < 200


def test_an_integer_written_with_a_point_is_an_integer() -> None:
    message = wire.decode(
        '{"type":"configure","revision":1.0,"epoch":2e0,"blur":true,"mask":true,'
        '"effect":"blur","strength":15,"color":"#000000","background":"","only_me":false}'
    )
    assert isinstance(message, Configure)
    assert (message.revision, message.epoch) == (1, 2)
    assert type(message.revision) is int


def test_only_the_expected_message_is_in_order() -> None:
    with pytest.raises(BadMessage, match="closeSession"):
        wire.decode_one(wire.encode(CloseSession()), OpenSession)


@pytest.mark.parametrize(
    "theirs", [0, PROTOCOL_VERSION - 1, PROTOCOL_VERSION + 1, PROTOCOL_VERSION + 1.0]
)
def test_another_version_is_told_to_update_whatever_else_it_says(theirs: float) -> None:
    text = json.dumps({"type": "begin", "protocol_version": theirs, "novelty": []})
    with pytest.raises(ProtocolMismatch) as caught:
        wire.decode_request(text, OpenSession)
    assert caught.value.theirs == theirs


@pytest.mark.parametrize("version", [True, "1", None, 1.5])
def test_a_version_that_is_no_number_is_a_bad_message(version: object) -> None:
    text = json.dumps({"type": "openSession", "protocol_version": version, "sdp": "v=0"})
    with pytest.raises(BadMessage):
        wire.decode_request(text, OpenSession)


def test_an_offer_of_our_version_is_accepted() -> None:
    offer = OpenSession(protocol_version=PROTOCOL_VERSION, tab=1, sdp="v=0\r\n")
    assert wire.decode_request(wire.encode(offer), OpenSession) == offer


def test_an_error_becomes_a_failure_with_its_code_and_sentence() -> None:
    failure = wire.failure(TooManySessions(64))
    assert failure.code == "too-many-sessions"
    assert failure.message == str(TooManySessions(64))
    assert failure.protocol_version == PROTOCOL_VERSION
    assert (failure.reason, failure.parts) == ("", ())


@pytest.mark.parametrize(
    ("refused", "parts"),
    [
        (BackgroundRefused("too-fast", 90, 61), ("90", "61")),
        (SettingsRefused("overruled", "--model"), ("--model",)),
    ],
)
def test_why_a_choice_is_refused_goes_with_its_sentence(
    refused: ChoiceRefused, parts: tuple[str, ...]
) -> None:
    failure = wire.failure(refused)
    assert (failure.code, failure.reason, failure.parts) == (refused.code, refused.reason, parts)
    assert failure.message == str(refused)


def test_every_error_that_may_cross_the_wire_is_in_the_schema() -> None:
    kinds = [
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, CamveilError) and hasattr(kind, "code")
    ]
    assert len(kinds) > 5
    for kind in kinds:
        assert kind.code in ERROR_MEANINGS


@pytest.mark.parametrize("composed", [True, False])
@pytest.mark.parametrize("mask_png", [None, b"\x89PNG"])
def test_a_frame_result_survives_the_way_there_and_back(
    composed: bool, mask_png: bytes | None
) -> None:
    data = wire.encode_frame_result(SETTINGS, 5, TIMINGS, composed=composed, mask_png=mask_png)
    result = wire.decode_frame_result(data)
    assert result.mask_png == mask_png
    assert bool(result.header.flags & FLAG_COMPOSED) == composed
    assert bool(result.header.flags & FLAG_MASK) == (mask_png is not None)
    assert (result.header.revision, result.header.epoch) == (4_294_967_295, 65_535)
    assert (result.header.wait_us, result.header.segment_us) == (1, 2)
    assert (result.header.composite_us, result.header.encode_us) == (3, 4)


@pytest.mark.parametrize(
    ("pts_90khz", "on_the_wire"), [(0, 0), (2**32 - 1, 2**32 - 1), (2**32, 0), (2**40 + 5, 5)]
)
def test_timestamps_wrap_round_at_32_bits(pts_90khz: int, on_the_wire: int) -> None:
    data = wire.encode_frame_result(SETTINGS, pts_90khz, TIMINGS, composed=True, mask_png=None)
    assert wire.decode_frame_result(data).header.pts_90khz == on_the_wire


def test_a_duration_beyond_32_bits_is_cut() -> None:
    timings = StageTimings(wait_us=2**40, segment_us=0, composite_us=0, encode_us=0)
    data = wire.encode_frame_result(SETTINGS, 0, timings, composed=False, mask_png=None)
    assert wire.decode_frame_result(data).header.wait_us == 2**32 - 1


@pytest.mark.parametrize("change", ["cut", "layout", "mask without flag", "flag without mask"])
def test_a_frame_result_that_is_none_is_refused(change: str) -> None:
    data = bytearray(wire.encode_frame_result(SETTINGS, 0, TIMINGS, composed=True, mask_png=None))
    match change:
        case "cut":
            del data[-1]
        case "layout":
            data[0] = 2
        case "mask without flag":
            data += b"\x89PNG"
        case _:
            data[1] |= FLAG_MASK
    with pytest.raises(BadMessage):
        wire.decode_frame_result(bytes(data))


@pytest.mark.parametrize(
    ("effect", "behind"),
    [
        ("blur", Blur(7.5)),
        ("portrait", Portrait(7.5)),
        ("color", Color(18, 171, 239)),
    ],
)
def test_what_hides_the_background_is_what_the_person_chose(effect: str, behind: Behind) -> None:
    message = configure(7, 2, mask=True, effect=effect, strength=7.5, color="#12abef")
    want = EffectSettings(revision=7, epoch=2, blur=True, mask=True, behind=behind)
    assert wire.effect_settings(message) == want


def test_until_a_background_is_there_a_heavy_blur_hides() -> None:
    message = configure(1, 1, effect="background", background="ab" * 32, strength=7)
    want = Background("ab" * 32, meanwhile=Blur(HEAVY_STRENGTH))
    assert wire.effect_settings(message).behind == want


@pytest.mark.parametrize("color", ["#12abef\\n", "x#12abef", "#12abefx"])
def test_a_pattern_holds_for_the_whole_text(color: str) -> None:
    text = wire.encode(configure(1, 1)).replace("#000000", color)
    with pytest.raises(BadMessage, match="field 'color' of 'configure' does not match"):
        wire.decode(text)


@pytest.mark.parametrize("only_me", [True, False])
def test_whether_others_are_hidden_is_the_person_s_choice(only_me: bool) -> None:
    assert wire.effect_settings(configure(1, 1, only_me=only_me)).only_me is only_me
