import pytest
from aiortc import (
    RTCPeerConnection,
    RTCRtpHeaderExtensionParameters,
    RTCRtpParameters,
    RTCRtpTransceiver,
    RTCSessionDescription,
)
from aiortc.rtp import HeaderExtensions, HeaderExtensionsMap, unpack_header_extensions

from camveil.rtc.playout_delay import URI, ask_for_no_delay


async def answered(extmap: str) -> tuple[RTCRtpTransceiver, str]:
    """What answers an offer with this line, and the answer."""
    page, server = RTCPeerConnection(), RTCPeerConnection()
    page.addTransceiver("video")
    await page.setLocalDescription(await page.createOffer())
    offer_sdp = f"{page.localDescription.sdp}{extmap}\r\n"
    await server.setRemoteDescription(RTCSessionDescription(offer_sdp, "offer"))
    (transceiver,) = server.getTransceivers()
    ask_for_no_delay(transceiver, offer_sdp)
    answer = (await server.createAnswer()).sdp
    await page.close()
    await server.close()
    return transceiver, answer


def in_packets(transceiver: RTCRtpTransceiver) -> list[tuple[int, bytes]]:
    headers: HeaderExtensionsMap = vars(transceiver.sender)[
        "_RTCRtpSender__rtp_header_extensions_map"
    ]
    return unpack_header_extensions(*headers.set(HeaderExtensions(mid="0")))


@pytest.mark.parametrize("line", [f"a=extmap:6 {URI}", f"a=extmap:14/sendrecv {URI}"])
async def test_the_answer_and_every_packet_ask_for_no_delay(line: str) -> None:
    transceiver, answer = await answered(line)
    (extension_id,) = [
        int(one.removeprefix("a=extmap:").split(" ")[0])
        for one in answer.splitlines()
        if one.endswith(URI)
    ]
    assert line.startswith(f"a=extmap:{extension_id}")
    assert in_packets(transceiver) == [(extension_id, b"\0\0\0")]


@pytest.mark.parametrize(
    "line", ["a=mid-extra", f"a=extmap:0 {URI}", f"a=extmap:15 {URI}", f"a=extmap:3 {URI}/2"]
)
async def test_nothing_is_said_that_was_not_offered(line: str) -> None:
    transceiver, answer = await answered(line)
    assert "playout-delay" not in answer
    assert in_packets(transceiver) == []


async def test_what_aiortc_says_by_itself_stays() -> None:
    transceiver, _ = await answered(f"a=extmap:6 {URI}")
    headers: HeaderExtensionsMap = vars(transceiver.sender)[
        "_RTCRtpSender__rtp_header_extensions_map"
    ]
    mid = RTCRtpHeaderExtensionParameters(id=1, uri="urn:ietf:params:rtp-hdrext:sdes:mid")
    headers.configure(RTCRtpParameters(headerExtensions=[mid]))
    assert in_packets(transceiver) == [(1, b"0"), (6, b"\0\0\0")]
