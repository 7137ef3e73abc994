import inspect

import pytest
from aiortc import RTCPeerConnection, RTCRtpSender
from aiortc.rtp import (
    RTCP_PSFB_FIR,
    RTCP_PSFB_PLI,
    RTCP_RTPFB_NACK,
    RtcpPsfbPacket,
    RtcpRtpfbPacket,
)

from camveil.rtc.key_frames import route_key_frame_requests


@pytest.mark.parametrize("kind", [RTCP_PSFB_PLI, RTCP_PSFB_FIR])
async def test_a_receivers_request_reaches_us(kind: int) -> None:
    connection = RTCPeerConnection()
    sender = connection.addTransceiver("video").sender
    requests: list[str] = []
    route_key_frame_requests(sender, lambda: requests.append("key frame"))
    await sender._handle_rtcp_packet(RtcpPsfbPacket(fmt=kind, ssrc=1, media_ssrc=sender._ssrc))
    assert requests == ["key frame"]
    await sender._handle_rtcp_packet(
        RtcpRtpfbPacket(fmt=RTCP_RTPFB_NACK, ssrc=1, media_ssrc=sender._ssrc)
    )
    assert requests == ["key frame"]
    await connection.close()


def test_aiortc_still_has_the_method_that_is_replaced() -> None:
    assert list(inspect.signature(RTCRtpSender._send_keyframe).parameters) == ["self"]
