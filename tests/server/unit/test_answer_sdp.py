import pytest

from camveil.rtc.answer_sdp import (
    MAX_KBPS,
    MIN_KBPS,
    START_KBPS,
    VideoCodec,
    negotiated_codec,
    with_bitrates,
)
from tests.server.unit.offers import OFFER

# For what is looked at here, an answer is made like an offer.
H264_FIRST = OFFER
VP8_FIRST = OFFER.replace("109 114 96 97", "96 97 109 114")
RATES = (
    f"x-google-min-bitrate={MIN_KBPS};"
    f"x-google-start-bitrate={START_KBPS};"
    f"x-google-max-bitrate={MAX_KBPS}"
)


@pytest.mark.parametrize(
    ("sdp", "codec"),
    [(H264_FIRST, VideoCodec("H264", 109)), (VP8_FIRST, VideoCodec("VP8", 96))],
)
def test_the_first_codec_is_the_one_that_is_sent(sdp: str, codec: VideoCodec) -> None:
    assert negotiated_codec(sdp) == codec


def test_the_rates_join_the_codecs_other_parameters() -> None:
    answer = with_bitrates(H264_FIRST, VideoCodec("H264", 109), local=True)
    expected = (
        "a=fmtp:109 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f;" + RATES
    )
    assert expected in answer.split("\r\n")
    assert answer.count("x-google-start-bitrate") == 1


def test_a_codec_without_parameters_gets_a_line_after_its_name() -> None:
    lines = with_bitrates(VP8_FIRST, VideoCodec("VP8", 96), local=True).split("\r\n")
    assert lines[lines.index("a=rtpmap:96 VP8/90000") + 1] == f"a=fmtp:96 {RATES}"


@pytest.mark.parametrize("codec", [VideoCodec("H264", 109), VideoCodec("VP8", 96)])
def test_nothing_else_changes(codec: VideoCodec) -> None:
    answer = with_bitrates(OFFER, codec, local=True)
    removed = answer.replace(f"a=fmtp:96 {RATES}\r\n", "").replace(";" + RATES, "")
    assert removed == OFFER


def test_the_rates_are_in_order_and_within_the_level_that_is_promised() -> None:
    assert MIN_KBPS < START_KBPS < MAX_KBPS <= 14_000


def test_a_path_to_another_machine_may_be_narrow() -> None:
    (line,) = [
        line
        for line in with_bitrates(VP8_FIRST, VideoCodec("VP8", 96), local=False).split("\r\n")
        if "x-google" in line
    ]
    assert "min-bitrate" not in line
    assert f"x-google-start-bitrate={START_KBPS};x-google-max-bitrate={MAX_KBPS}" in line
