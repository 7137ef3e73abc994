import re
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from av import CodecContext, Packet, VideoCodecContext
from av.video.stream import VideoStream
from hypothesis import given
from hypothesis import strategies as st

from camveil.errors import EffectFailed
from camveil.pipeline.decode import to_picture
from camveil.pipeline.encode import (
    MAX_BIT_RATE,
    MIN_BIT_RATE,
    H264Encoder,
    VideoEncoder,
    Vp8Encoder,
    bit_rate,
    h264_level,
    next_rate,
)
from camveil.values import Picture, Size
from tests.server.unit.pictures import (
    ODD_SIZES,
    flat_picture,
    noise_picture,
    psnr_db,
    smooth_picture,
)

SMALL = Size(320, 240)
CODECS = pytest.mark.parametrize(
    ("encoder", "codec"), [(H264Encoder, "h264"), (Vp8Encoder, "vp8")], ids=["h264", "vp8"]
)
Encoder = type[H264Encoder] | type[Vp8Encoder]


def decode(codec: str, packets: "Iterable[Packet[VideoStream]]") -> list[Picture]:
    decoder = CodecContext.create(codec, "r")
    assert isinstance(decoder, VideoCodecContext)
    # Otherwise libavcodec's H.264 decoder waits for frames that might come in between.
    decoder.options = {"flags": "low_delay"}
    frames = [frame for packet in [*packets, None] for frame in decoder.decode(packet)]
    return [to_picture(frame, frame.pts or 0) for frame in frames]


def key_frames(
    encoder: VideoEncoder, pictures: Iterable[Picture], requests: Iterable[int] = ()
) -> list[int]:
    asked = set(requests)
    return [
        index
        for index, picture in enumerate(pictures)
        if encoder.encode(picture, key_frame=index in asked).is_keyframe
    ]


@CODECS
def test_pictures_survive(encoder: Encoder, codec: str) -> None:
    sent = [smooth_picture(SMALL, seed) for seed in range(3)]
    running = encoder()
    got = decode(codec, [running.encode(picture, key_frame=False) for picture in sent])
    assert [picture.size for picture in got] == [SMALL] * 3
    for one, other in zip(got, sent, strict=True):
        assert psnr_db(one.y, other.y) > 32
        assert psnr_db(one.u, other.u) > 32


@CODECS
def test_every_pts_is_kept_whatever_its_jumps(encoder: Encoder, codec: str) -> None:
    moments_90khz = [2**32 - 6000, 2**32 - 3000, 0, 2970, 2970, 10**9, 5, 2**33]
    running = encoder()
    packets = [
        running.encode(smooth_picture(SMALL, pts_90khz=pts_90khz), key_frame=False)
        for pts_90khz in moments_90khz
    ]
    assert [packet.pts for packet in packets] == moments_90khz
    assert {packet.time_base for packet in packets} == {Fraction(1, 90_000)}
    assert len(decode(codec, packets)) == len(moments_90khz)


@CODECS
def test_key_frames_come_first_and_on_request_only(encoder: Encoder, codec: str) -> None:
    # Each a new scene, and more of them than codecs go without a key frame unless told to.
    pictures = [noise_picture(Size(64, 64), seed) for seed in range(300)]
    assert key_frames(encoder(), pictures, requests=[7, 8, 30]) == [0, 7, 8, 30]


@CODECS
def test_a_requested_key_frame_decodes_alone(encoder: Encoder, codec: str) -> None:
    running = encoder()
    for seed in range(5):
        running.encode(smooth_picture(SMALL, seed), key_frame=False)
    wanted = smooth_picture(SMALL, seed=9)
    follower = smooth_picture(SMALL, seed=10)
    packets = [
        running.encode(wanted, key_frame=True),
        running.encode(follower, key_frame=False),
    ]
    got = decode(codec, packets)
    assert psnr_db(got[0].y, wanted.y) > 32
    assert psnr_db(got[1].y, follower.y) > 30


@CODECS
def test_another_size_starts_with_a_key_frame(encoder: Encoder, codec: str) -> None:
    running = encoder()
    sizes = [SMALL, SMALL, Size(640, 360), Size(640, 360), SMALL]
    packets = [running.encode(smooth_picture(size), key_frame=False) for size in sizes]
    assert [bool(packet.is_keyframe) for packet in packets] == [True, False, True, False, True]
    assert [picture.size for picture in decode(codec, packets[2:4])] == [Size(640, 360)] * 2


@CODECS
@pytest.mark.parametrize("size", ODD_SIZES)
def test_odd_sizes_are_made_even(encoder: Encoder, codec: str, size: Size) -> None:
    packet = encoder().encode(flat_picture(size, 200), key_frame=False)
    (picture,) = decode(codec, [packet])
    assert picture.size == Size(2 * size.chroma.width, 2 * size.chroma.height)
    # The added column and row repeat the last one; black there would show.
    assert int(picture.y.min()) > 190


@CODECS
def test_rows_may_be_padded_and_planes_read_only(encoder: Encoder, codec: str) -> None:
    wide = smooth_picture(Size(400, 240))
    padded = Picture(wide.y[:, :320], wide.u[:, :160], wide.v[:, :160], 0, full_range=False)
    for plane in (padded.y, padded.u, padded.v):
        plane.flags.writeable = False
    (picture,) = decode(codec, [encoder().encode(padded, key_frame=False)])
    assert psnr_db(picture.y, padded.y) > 32


@CODECS
def test_a_size_beyond_the_codec_is_an_error_and_the_next_works(
    encoder: Encoder, codec: str
) -> None:
    running = encoder()
    with pytest.raises(EffectFailed, match="encoding"):
        running.encode(flat_picture(Size(16_800, 2), 16), key_frame=False)
    assert running.encode(flat_picture(SMALL, 16), key_frame=False).is_keyframe


@CODECS
def test_after_close_encoding_starts_over(encoder: Encoder, codec: str) -> None:
    running = encoder()
    running.encode(flat_picture(SMALL, 16), key_frame=False)
    running.close()
    running.close()
    assert running.encode(flat_picture(SMALL, 16), key_frame=False).is_keyframe


def test_h264_says_full_range_and_starts_over_when_it_changes() -> None:
    running = H264Encoder()
    limited = flat_picture(SMALL, 235)
    packets = [
        running.encode(picture, key_frame=False)
        for picture in (limited, replace(limited, full_range=True), limited)
    ]
    assert all(packet.is_keyframe for packet in packets)
    assert [decode("h264", [packet])[0].full_range for packet in packets] == [False, True, False]


def test_vp8_squeezes_full_range() -> None:
    white = replace(flat_picture(SMALL, 255), full_range=True)
    (picture,) = decode("vp8", [Vp8Encoder().encode(white, key_frame=False)])
    assert abs(float(picture.y.mean()) - 235) < 2


def test_each_h264_key_frame_carries_its_parameter_sets() -> None:
    running = H264Encoder()
    picture = smooth_picture(Size(1280, 720))
    first = bytes(running.encode(picture, key_frame=False))
    middle = bytes(running.encode(picture, key_frame=False))
    again = bytes(running.encode(picture, key_frame=True))
    assert [_nal_types(packet)[-1] for packet in (first, middle, again)] == [5, 1, 5]
    for packet in (first, again):
        assert packet.startswith(b"\x00\x00\x00\x01")
        assert {7, 8} <= set(_nal_types(packet))
        profile, constraints, level = packet[packet.index(b"\x01\x67") + 2 :][:3]
        assert (profile, level) == (66, 31)
        assert constraints & 0x40, "Constrained Baseline, which every browser decodes"


def test_one_slice_a_picture() -> None:
    """Threads would cut it into slices, each with its own header and prediction."""
    packet = H264Encoder().encode(smooth_picture(Size(1280, 720)), key_frame=False)
    assert _nal_types(bytes(packet)).count(5) == 1


@CODECS
def test_a_busy_picture_keeps_to_the_bit_rate(encoder: Encoder, codec: str) -> None:
    size = Size(640, 480)
    running = encoder()
    rng = np.random.default_rng(3)
    still = smooth_picture(size)
    sizes_bits = []
    for _ in range(60):
        y = np.roll(still.y, rng.integers(-8, 8), axis=1)
        packet = running.encode(replace(still, y=y), key_frame=False)
        sizes_bits.append(packet.size * 8)
    assert sum(sizes_bits[30:]) < 1.3 * bit_rate(size)


@CODECS
def test_a_narrow_path_is_kept_to_from_the_next_picture_on(encoder: Encoder, codec: str) -> None:
    running = encoder()
    rng = np.random.default_rng(3)
    still = smooth_picture(Size(1280, 720))

    def mean_rate() -> float:
        bits = 0
        for _ in range(60):
            y = np.roll(still.y, rng.integers(-8, 8), axis=1)
            bits += running.encode(replace(still, y=y), key_frame=False).size * 8
        return bits * 30 / 60

    wide = mean_rate()
    running.limit(round(wide / 2))
    assert mean_rate() < 0.6 * wide
    running.limit(MAX_BIT_RATE)
    assert mean_rate() > 0.9 * wide


@given(
    rate=st.integers(MIN_BIT_RATE, MAX_BIT_RATE),
    wanted=st.integers(MIN_BIT_RATE, MAX_BIT_RATE),
    limit=st.integers(0, 2**60),
)
def test_a_rate_never_exceeds_what_is_wanted_or_carried(rate: int, wanted: int, limit: int) -> None:
    new = next_rate(rate, wanted, limit)
    assert MIN_BIT_RATE <= new <= max(min(wanted, limit), MIN_BIT_RATE)
    assert next_rate(new, wanted, limit) == new, "a second time nothing changes"


@pytest.mark.parametrize(
    ("limit", "rate"),
    [(4_000_000, 3_600_000), (4_400_000, 3_600_000), (5_000_000, 4_500_000), (100, 300_000)],
)
def test_a_rate_goes_down_at_once_and_up_by_much(limit: int, rate: int) -> None:
    before = 6_000_000 if limit <= 4_000_000 else 3_600_000
    assert next_rate(before, 6_000_000, limit) == rate


@pytest.mark.parametrize(
    ("size", "megabits", "level"),
    [
        (Size(2, 2), 0.3, "3.0"),
        (Size(640, 480), 2.4, "3.0"),
        (Size(1280, 720), 6.0, "3.1"),
        (Size(1920, 1080), 11.7, "4.0"),
        (Size(3840, 2160), 20.0, "5.2"),
        (Size(8192, 4320), 20.0, "6.2"),
        (Size(16384, 16384), 20.0, "6.2"),
    ],
)
def test_bit_rate_and_level_follow_the_size(size: Size, megabits: float, level: str) -> None:
    assert bit_rate(size) == pytest.approx(megabits * 1_000_000, rel=0.02)
    assert h264_level(size) == level


def _nal_types(packet: bytes) -> list[int]:
    return [match[1][0] & 0x1F for match in re.finditer(rb"\x00\x00\x01(.)", packet, re.DOTALL)]
