import inspect

import pytest
from aiortc import RTCPeerConnection, RTCRtpSender
from aiortc.rtp import (
    RTCP_PSFB_APP,
    RTCP_PSFB_FIR,
    RTCP_PSFB_PLI,
    RTCP_RTPFB_NACK,
    RtcpPsfbPacket,
    RtcpRtpfbPacket,
    pack_remb_fci,
)

from camveil.rtc.feedback import route_bit_rate_estimates, route_key_frame_requests


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


async def test_what_a_receiver_says_of_the_path_reaches_us() -> None:
    connection = RTCPeerConnection()
    sender = connection.addTransceiver("video").sender
    estimates: list[int] = []
    route_bit_rate_estimates(sender, estimates.append)

    async def receive(fci: bytes) -> None:
        packet = RtcpPsfbPacket(fmt=RTCP_PSFB_APP, ssrc=1, media_ssrc=0, fci=fci)
        await sender._handle_rtcp_packet(packet)

    await receive(pack_remb_fci(1_500_000, [sender._ssrc]))
    await receive(pack_remb_fci(100_000, [sender._ssrc ^ 1]))
    await receive(b"another application's")
    assert estimates == [1_500_000]
    await connection.close()


def test_aiortc_still_has_the_method_that_is_replaced() -> None:
    assert list(inspect.signature(RTCRtpSender._send_keyframe).parameters) == ["self"]
