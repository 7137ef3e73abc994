"""A jitter buffer that gives a frame out with its last packet, not with the next frame's first.

aiortc's holds every frame for one frame time, and a lone frame for ever, as it calls a frame
complete only when the next begins. RTP marks the last packet of a video frame (RFC 3551, 4.1), and
every WebRTC sender sets the mark.
"""

from typing import Final

from aiortc import RTCRtpReceiver
from aiortc.jitterbuffer import JitterBuffer, JitterFrame
from aiortc.rtp import RtpPacket

CAPACITY: Final = 512
"Packets; as many as aiortc's own buffer for video holds."
_PRIVATE_NAME: Final = "_RTCRtpReceiver__jitter_buffer"


class MarkerBuffer(JitterBuffer):
    """Reorders packets and joins them into frames, each as soon as all of it is there."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        super().__init__(capacity=capacity, is_video=True)

    def add(self, packet: RtpPacket) -> tuple[bool, JitterFrame | None]:
        """Take a packet; whether a key frame is needed, and the oldest frame that is complete.

        A repaired loss can complete several frames at once: the others follow one by one with the
        next packets, be these duplicates.
        """
        key_frame_needed, frame = super().add(packet)
        if frame is None:
            frame = self._remove_frame(packet.sequence_number)
        return key_frame_needed, frame

    def _remove_frame(self, sequence_number: int) -> JitterFrame | None:
        assert self._origin is not None, "add() sets it first"
        packets: list[RtpPacket] = []
        for offset in range(self._capacity):
            packet = self._packets[(self._origin + offset) % self._capacity]
            if packet is None:
                return None
            # A sender that does not set the mark still ends a frame by beginning the next.
            if packets and packet.timestamp != packets[0].timestamp:
                return self._join(packets)
            packets.append(packet)
            if packet.marker:
                return self._join(packets)
        return None

    def _join(self, packets: list[RtpPacket]) -> JitterFrame:
        self.remove(len(packets))
        # aiortc stores the depayloaded bytes in the packet under this undeclared name.
        data = b"".join(packet._data for packet in packets)  # type: ignore[attr-defined]
        return JitterFrame(data=data, timestamp=packets[0].timestamp)


def complete_frames_at_marker(receiver: RTCRtpReceiver) -> None:
    """Replace the buffer of a receiver that has not received yet; aiortc has no public way."""
    assert hasattr(receiver, _PRIVATE_NAME), "aiortc has renamed its jitter buffer"
    setattr(receiver, _PRIVATE_NAME, MarkerBuffer())
