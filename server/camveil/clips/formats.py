"""What a clip can be written as, and what can be read; pure, and quick to import."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Quality:
    """How large the error may be: constant rate factors, of which each codec has its own."""

    h264: int
    vp9: int


QUALITIES: Final[Mapping[str, Quality]] = MappingProxyType(
    {
        "small": Quality(h264=28, vp9=42),
        "good": Quality(h264=20, vp9=32),
        "best": Quality(h264=14, vp9=20),
    }
)
"By the names that people choose from."
USUAL_QUALITY: Final = "good"


@dataclass(frozen=True, slots=True)
class Format:
    """What a file of this ending has inside."""

    codec: str
    "FFmpeg's name of the encoder."
    container_options: Mapping[str, str]

    def codec_options(self, quality: Quality) -> dict[str, str]:
        """Of the encoder: fast, because the effect is, and at any bit rate that it needs."""
        if self.codec == "libx264":
            return {"preset": "veryfast", "crf": str(quality.h264)}
        return {
            "crf": str(quality.vp9),
            "b": "0",
            "deadline": "realtime",
            "cpu-used": "6",
            "row-mt": "1",
        }


# The index in front: players begin before they have the whole file.
_MP4: Final = Format("libx264", MappingProxyType({"movflags": "+faststart"}))

FORMATS: Final[Mapping[str, Format]] = MappingProxyType(
    {
        ".mp4": _MP4,
        ".m4v": _MP4,
        ".mov": _MP4,
        ".mkv": Format("libx264", MappingProxyType({})),
        ".webm": Format("libvpx-vp9", MappingProxyType({})),
    }
)
"By the file's ending, in lower case."

DEMUXERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "AVI": "avi",
        "FLV": "flv",
        "IVF": "ivf",
        "Matroska": "matroska",
        "MJPEG": "mjpeg",
        "MP4": "mov",
        "MPEG": "mpeg",
        "MPEG-TS": "mpegts",
        "Ogg": "ogg",
        "WMV": "asf",
        "Y4M": "yuv4mpegpipe",
    }
)
"""What can be read: FFmpeg's demuxers, by the names that people know.

FFmpeg has hundreds, of which some read whatever other files a file names.
"""
