"""Frames leave the buffer whole, in order and once, whatever the network does to their packets."""

from aiortc.jitterbuffer import JitterFrame
from aiortc.rtp import RtpPacket
from hypothesis import given
from hypothesis import strategies as st

from camveil.rtc.marker_buffer import MarkerBuffer

LATEST = 60
"Places that a packet comes late; aiortc takes one that is a hundred late for a new stream."


def packets_of(sizes: list[int], first_number: int) -> list[RtpPacket]:
    """Frames of these many packets; a packet holds its frame's number and its place there."""
    packets: list[RtpPacket] = []
    for index, size in enumerate(sizes):
        for place in range(size):
            number = (first_number + len(packets)) % 65_536
            packet = RtpPacket(
                sequence_number=number, timestamp=index * 3000, marker=int(place == size - 1)
            )
            packet._data = bytes([index, place])  # type: ignore[attr-defined]
            packets.append(packet)
    return packets


@st.composite
def arrivals(draw: st.DrawFn) -> tuple[list[int], list[RtpPacket], bool]:
    """Sizes of the frames, their packets as they arrive, and whether any is lost for good."""
    sizes = draw(st.lists(st.integers(1, 6), min_size=1, max_size=30))
    first, *rest = packets_of(sizes, draw(st.integers(0, 65_535)))
    arriving = [(0, first)]
    lossy = draw(st.booleans())
    for time, packet in enumerate(rest, start=1):
        delays = draw(st.lists(st.integers(0, LATEST), min_size=0 if lossy else 1, max_size=2))
        arriving += [(1 + time + delay, packet) for delay in delays]
    return sizes, [packet for _, packet in sorted(arriving, key=lambda one: one[0])], lossy


def play(buffer: MarkerBuffer, packets: list[RtpPacket]) -> tuple[list[JitterFrame], bool]:
    results = [buffer.add(packet) for packet in packets]
    frames = [frame for _, frame in results if frame is not None]
    return frames, any(key_frame_needed for key_frame_needed, _ in results)


def assert_in_order_and_once(frames: list[JitterFrame]) -> None:
    timestamps = [frame.timestamp for frame in frames]
    assert timestamps == sorted(set(timestamps))


@given(arrivals())
def test_each_frame_leaves_whole_or_not_at_all(
    arrived: tuple[list[int], list[RtpPacket], bool],
) -> None:
    sizes, packets, lossy = arrived
    # A late frame leaves with a later packet, and be it a double.
    flush = packets[-1:] * len(sizes)
    frames, _ = play(MarkerBuffer(), packets + flush)
    assert_in_order_and_once(frames)
    for frame in frames:
        index = frame.timestamp // 3000
        assert frame.data == b"".join(bytes([index, place]) for place in range(sizes[index]))
    if not lossy:
        assert len(frames) == len(sizes)


@given(arrivals(), st.sampled_from([4, 16, 64]))
def test_a_full_buffer_still_keeps_the_order_and_asks_for_a_key_frame(
    arrived: tuple[list[int], list[RtpPacket], bool], capacity: int
) -> None:
    sizes, packets, _ = arrived
    frames, key_frame_needed = play(MarkerBuffer(capacity), packets)
    assert_in_order_and_once(frames)
    for frame in frames:
        index = frame.timestamp // 3000
        assert set(frame.data[::2]) == {index}, "no frame holds packets of two"
    cut = any(len(frame.data) != 2 * sizes[frame.timestamp // 3000] for frame in frames)
    assert key_frame_needed or not cut
