"""The one place that tells Chromium to show what it receives at once.

By itself its jitter buffer holds each frame back by as long as frames have varied, up to 20 ms on a
path that is this machine's memory: in the header of each packet the sender may say how long at most
(http://www.webrtc.org/experiments/rtp-hdrext/playout-delay: 12 bits each for the least and most, in
units of 10 ms; none at all here). aiortc knows a fixed list of such extensions, so this reaches
into its private parts; the unit test notices when they go.
"""

import re
from typing import Final

from aiortc import RTCRtpHeaderExtensionParameters, RTCRtpTransceiver
from aiortc.rtp import (
    HeaderExtensions,
    HeaderExtensionsMap,
    pack_header_extensions,
    unpack_header_extensions,
)

URI: Final = "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay"
NONE: Final = bytes(3)
_OFFERED: Final = re.compile(
    # Larger numbers would need longer headers, for which browsers do not ask.
    rf"^a=extmap:([1-9]|1[0-4])(?:/\w+)? {re.escape(URI)}\r?$",
    re.MULTILINE,
)


def ask_for_no_delay(transceiver: RTCRtpTransceiver, offer_sdp: str) -> None:
    """Say so in the answer and in each packet, if the offer has the extension."""
    offered = _OFFERED.search(offer_sdp)
    if offered is None:
        return
    extension_id = int(offered[1])
    extension = RTCRtpHeaderExtensionParameters(id=extension_id, uri=URI)
    transceiver._headerExtensions.append(extension)
    sender = transceiver.sender
    sender._RTCRtpSender__rtp_header_extensions_map = _WithNoDelay(  # type: ignore[attr-defined]
        extension_id
    )


class _WithNoDelay(HeaderExtensionsMap):
    """What a packet's header says, and this."""

    def __init__(self, extension_id: int) -> None:
        super().__init__()
        self._extension_id = extension_id

    def set(self, values: HeaderExtensions) -> tuple[int, bytes]:
        others = unpack_header_extensions(*super().set(values))
        return pack_header_extensions([*others, (self._extension_id, NONE)])
