"""The one place that makes what a receiver asks of an RTP sender reach an encoder of ours.

aiortc would tell its own encoder, which a track of packets bypasses, and there is no public way to
learn of the requests; the unit tests notice when these private names go.
"""

import struct
from collections.abc import Callable

from aiortc import RTCRtpSender
from aiortc.rtp import RTCP_PSFB_APP, AnyRtcpPacket, RtcpPsfbPacket, unpack_remb_fci


def route_key_frame_requests(sender: RTCRtpSender, want_key_frame: Callable[[], None]) -> None:
    """Call `want_key_frame` on the event loop whenever the receiver asks by PLI or FIR."""
    sender._send_keyframe = want_key_frame  # type: ignore[method-assign]


def route_bit_rate_estimates(sender: RTCRtpSender, limit: Callable[[int], None]) -> None:
    """Call `limit` on the event loop with what the receiver says that the path carries, by REMB.

    In bits a second.
    """
    handle = sender._handle_rtcp_packet

    async def handle_and_tell(packet: AnyRtcpPacket) -> None:
        if isinstance(packet, RtcpPsfbPacket) and packet.fmt == RTCP_PSFB_APP:
            estimate = _estimate(packet, sender._ssrc)
            if estimate is not None:
                limit(estimate)
        await handle(packet)

    sender._handle_rtcp_packet = handle_and_tell  # type: ignore[method-assign]


def _estimate(packet: RtcpPsfbPacket, ssrc: int) -> int | None:
    try:
        bit_rate, ssrcs = unpack_remb_fci(packet.fci)
    except (ValueError, struct.error):  # another application's message, or a broken one
        return None
    return bit_rate if ssrc in ssrcs else None
