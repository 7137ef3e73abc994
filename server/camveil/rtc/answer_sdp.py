"""What the answer says beyond aiortc's own words; pure text."""

import re
from dataclasses import dataclass
from typing import Final, Literal, cast

MIN_KBPS: Final = 4000
"Enough for a moving 1280x720 at 30 fps, so no estimate ever makes Chromium shrink the picture."
START_KBPS: Final = 6000
"Chromium would start at 300 and send a quarter of the pixels for the first seconds."
MAX_KBPS: Final = 12000
"Below the 14000 of H.264's level 3.1, which the answer promises."


@dataclass(frozen=True, slots=True)
class VideoCodec:
    """The codec both sides send."""

    name: Literal["H264", "VP8"]
    payload_type: int


def negotiated_codec(answer_sdp: str) -> VideoCodec:
    """The first codec of the answer's video section: aiortc sends it, and so does Chromium."""
    section = re.search(r"^m=video \d+ \S+ (\d+)", answer_sdp, re.MULTILINE)
    assert section is not None, "the offer had a video section, so the answer has one"
    payload_type = section[1]
    name = re.search(rf"^a=rtpmap:{payload_type} (H264|VP8)/90000", answer_sdp, re.MULTILINE)
    assert name is not None, "aiortc answers with no other video codec first"
    return VideoCodec(cast(Literal["H264", "VP8"], name[1]), int(payload_type))


def with_bitrates(answer_sdp: str, codec: VideoCodec, *, local: bool) -> str:
    """The answer that makes Chromium send this codec at high bitrates from the start.

    A `local` path is this machine's memory: bits cost little there, and a shrunken picture is ugly.
    On another, Chromium goes by what it finds out.
    """
    least = f"x-google-min-bitrate={MIN_KBPS};" if local else ""
    rates = f"{least}x-google-start-bitrate={START_KBPS};x-google-max-bitrate={MAX_KBPS}"
    fmtp = f"a=fmtp:{codec.payload_type} "
    lines = answer_sdp.split("\r\n")
    for i, line in enumerate(lines):
        if line.startswith(fmtp):
            lines[i] = f"{line};{rates}"
            return "\r\n".join(lines)
    mapping = next(
        i for i, line in enumerate(lines) if line.startswith(f"a=rtpmap:{codec.payload_type} ")
    )
    return "\r\n".join([*lines[: mapping + 1], fmtp + rates, *lines[mapping + 1 :]])
