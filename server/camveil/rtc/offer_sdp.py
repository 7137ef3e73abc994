"""Whether an offer describes what a session is: one video track each way and data channels."""

import ipaddress
import re
from typing import Final

from aiortc.sdp import MediaDescription, SessionDescription

from camveil.errors import BadSdp
from camveil.protocol import MAX_SDP_BYTES

_ESTIMATES: Final = re.compile(r"^a=extmap:.*/abs-send-time$|^a=rtcp-fb:\S+ goog-remb$")
CODECS: Final = {"video/h264", "video/vp8"}
MAX_LINES: Final = 512
MAX_RTPMAPS: Final = 128
"aiortc's parser takes time for each codec times each of its other lines. A browser writes dozens."


def checked_offer(sdp: str) -> str:
    """The offer without the candidates that aiortc would have to look up by their names.

    Raises BadSdp, saying what is wrong.
    """
    if len(sdp.encode(errors="replace")) > MAX_SDP_BYTES:
        raise BadSdp(f"it is longer than {MAX_SDP_BYTES} bytes")
    if not sdp.startswith("v=0"):  # aiortc's parser takes any text
        raise BadSdp("it is not a session description")
    lines = sdp.splitlines()
    if len(lines) > MAX_LINES or sum(line.startswith("a=rtpmap:") for line in lines) > MAX_RTPMAPS:
        raise BadSdp("it has more lines or codecs than any browser writes")
    try:
        kept = "\r\n".join([*(line for line in lines if not _names_a_host(line)), ""])
        session = SessionDescription.parse(kept)
    except Exception:  # the parser raises whatever the text makes it stumble over
        raise BadSdp("it is not a session description") from None
    media = session.media
    _check_sections(media)
    # aiortc takes a bundle of other sections, and then cannot be closed.
    mids = {section.rtp.muxId for section in media}
    bundles = [group for group in session.group if group.semantic == "BUNDLE"]
    if len(mids) != len(media) or not all(mids.issuperset(group.items) for group in bundles):
        raise BadSdp("it bundles other sections than it has")
    video = next(section for section in media if section.kind == "video")
    if video.direction != "sendrecv":
        raise BadSdp(f"its video is {video.direction}, not sendrecv")
    if not any(codec.mimeType.lower() in CODECS for codec in video.rtp.codecs):
        raise BadSdp("its video is neither H.264 nor VP8")
    if not any(section.ice_candidates for section in media):
        raise BadSdp(
            "it has no ICE candidate with an IP address, so there is no way to the browser"
        )
    for section in media:
        if section.ice is None or not (section.ice.usernameFragment and section.ice.password):
            raise BadSdp("it lacks ICE credentials")
        if section.dtls is None or not section.dtls.fingerprints:
            raise BadSdp("it lacks a DTLS fingerprint")
    return kept


def without_estimates(offer_sdp: str) -> str:
    """The offer as of a browser that does not ask what the path carries.

    aiortc's estimate, with the messages that it sends back, is a tenth of all work with packets. On
    this machine's own memory there is nothing to find out.
    """
    lines = offer_sdp.split("\r\n")
    return "\r\n".join(line for line in lines if not _ESTIMATES.search(line))


def _names_a_host(line: str) -> bool:
    """Whether the line is a candidate without an address.

    Chromium hides addresses behind names only from pages that may not use the camera. To look one
    up would be to ask other machines, whatever name a stranger wrote.
    """
    if not line.startswith("a=candidate:"):
        return False
    address = line.split()[4]
    try:
        ipaddress.ip_address(address)
    except ValueError:
        return True
    return False


def _check_sections(media: list[MediaDescription]) -> None:
    for kind, what in (("video", "video"), ("application", "data channel")):
        if sum(section.kind == kind for section in media) != 1:
            raise BadSdp(f"it must have one {what} section")
    if len(media) != 2:
        raise BadSdp("it has sections beside video and data channels")
