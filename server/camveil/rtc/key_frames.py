"""The one place that makes an RTP sender's key frame requests reach an encoder of ours."""

from collections.abc import Callable

from aiortc import RTCRtpSender


def route_key_frame_requests(sender: RTCRtpSender, want_key_frame: Callable[[], None]) -> None:
    """Call `want_key_frame` on the event loop whenever the receiver asks by PLI or FIR.

    aiortc would tell its own encoder, which a track of packets bypasses, and there is no public
    way to learn of the request; the unit test notices when this private name goes.
    """
    sender._send_keyframe = want_key_frame  # type: ignore[method-assign]
