import random

import pytest
from aiortc import RTCPeerConnection
from aiortc.jitterbuffer import JitterBuffer, JitterFrame
from aiortc.rtp import RtpPacket

from camveil.rtc.marker_buffer import MarkerBuffer, complete_frames_at_marker


def packet(number: int, timestamp: int, *, last: bool, data: bytes = b".") -> RtpPacket:
    made = RtpPacket(sequence_number=number % 65_536, timestamp=timestamp, marker=int(last))
    made._data = data  # type: ignore[attr-defined]
    return made


def frames_of(sizes: list[int], first_number: int = 0) -> list[RtpPacket]:
    """Frames of these many packets; each packet's byte is its place in its frame."""
    packets = []
    number = first_number
    for index, size in enumerate(sizes):
        for place in range(size):
            last = place == size - 1
            packets.append(packet(number, index * 3000, last=last, data=bytes([place])))
            number += 1
    return packets


def play(buffer: MarkerBuffer, packets: list[RtpPacket]) -> list[JitterFrame]:
    results = [buffer.add(one)[1] for one in packets]
    return [frame for frame in results if frame is not None]


def test_a_frame_is_complete_with_its_last_packet() -> None:
    buffer = MarkerBuffer()
    *others, last = frames_of([3])
    assert play(buffer, others) == []
    (frame,) = play(buffer, [last])
    assert (frame.timestamp, frame.data) == (0, b"\x00\x01\x02")


def test_aiortcs_own_buffer_holds_a_lone_frame_for_ever() -> None:
    """Why ours exists. Should this fail, aiortc has learned it, and ours can go."""
    buffer = JitterBuffer(capacity=512, is_video=True)
    assert [buffer.add(one)[1] for one in frames_of([3])] == [None, None, None]


def test_reordered_packets_are_put_in_order() -> None:
    buffer = MarkerBuffer()
    first, *others = frames_of([1, 4, 2])
    play(buffer, [first])
    random.Random(1).shuffle(others)
    frames = play(buffer, others)
    frames += play(buffer, frames_of([1], first_number=7))
    assert [(frame.timestamp, frame.data) for frame in frames[:2]] == [
        (3000, b"\x00\x01\x02\x03"),
        (6000, b"\x00\x01"),
    ]


def test_duplicates_make_no_second_frame() -> None:
    packets = [one for one in frames_of([2, 3]) for _ in range(2)]
    assert [frame.timestamp for frame in play(MarkerBuffer(), packets)] == [0, 3000]


def test_a_loss_holds_its_frame_and_those_after_until_it_is_repaired() -> None:
    buffer = MarkerBuffer()
    packets = frames_of([2, 2, 1, 1, 1])
    lost = packets.pop(2)
    assert [frame.timestamp for frame in play(buffer, packets)] == [0]
    assert [frame.timestamp for frame in play(buffer, [lost])] == [3000]
    # The others leave with whatever comes next, and be it that packet once more.
    assert [frame.timestamp for frame in play(buffer, [lost] * 3)] == [6000, 9000, 12_000]


def test_a_lost_end_does_not_join_two_frames() -> None:
    buffer = MarkerBuffer()
    packets = frames_of([2, 2])
    lost = packets.pop(1)
    assert play(buffer, packets) == []
    assert [frame.data for frame in play(buffer, [lost, lost])] == [b"\x00\x01", b"\x00\x01"]


def test_a_sender_without_marks_is_served_as_aiortc_does() -> None:
    packets = [packet(0, 0, last=False), packet(1, 0, last=False), packet(2, 3000, last=False)]
    assert [frame.timestamp for frame in play(MarkerBuffer(), packets)] == [0]


def test_sequence_numbers_wrap_round() -> None:
    packets = frames_of([3] * 10, first_number=65_520)
    assert len(play(MarkerBuffer(), packets)) == 10


def test_a_loss_that_is_never_repaired_asks_for_a_key_frame() -> None:
    buffer = MarkerBuffer(capacity=16)
    packets = frames_of([2] * 20)
    del packets[2]
    asked, frames = False, []
    for one in packets:
        key_frame_needed, frame = buffer.add(one)
        asked = asked or key_frame_needed
        if frame is not None:
            frames.append(frame)
    assert asked
    timestamps = [frame.timestamp for frame in frames]
    assert timestamps == sorted(timestamps)
    assert timestamps[-1] >= 17 * 3000
    # The damaged frame itself gets through, as in aiortc; the key frame repairs what it spoils.
    assert [frame.timestamp for frame in frames if len(frame.data) != 2] == [3000]


@pytest.mark.parametrize("seed", range(20))
def test_frames_are_whole_and_in_order_whatever_the_network_does(seed: int) -> None:
    chance = random.Random(seed)
    sent = frames_of([chance.randint(1, 8) for _ in range(60)])
    first, *rest = sent
    received = [(0.0, first)]
    for time, one in enumerate(rest, start=1):
        if chance.random() < 0.05:  # Lost, and repaired later.
            received.append((time + 1 + chance.uniform(5, 30), one))
        else:
            received.append((time + 1 + chance.uniform(0, 4), one))
        if chance.random() < 0.05:
            received.append((time + 1 + chance.uniform(0, 40), one))
    packets = [one for _, one in sorted(received, key=lambda entry: entry[0])]
    flush = [sent[-1]] * 60
    frames = play(MarkerBuffer(), packets + flush)
    sizes: dict[int, int] = {}
    for one in sent:
        sizes[one.timestamp] = sizes.get(one.timestamp, 0) + 1
    assert [frame.timestamp for frame in frames] == sorted(sizes)
    assert [len(frame.data) for frame in frames] == [sizes[key] for key in sorted(sizes)]
    assert all(frame.data == bytes(range(len(frame.data))) for frame in frames)


async def test_aiortcs_receiver_uses_the_buffer_that_is_put_in() -> None:
    connection = RTCPeerConnection()
    receiver = connection.addTransceiver("video").receiver
    assert type(vars(receiver)["_RTCRtpReceiver__jitter_buffer"]) is JitterBuffer
    complete_frames_at_marker(receiver)
    assert type(vars(receiver)["_RTCRtpReceiver__jitter_buffer"]) is MarkerBuffer
    await connection.close()
