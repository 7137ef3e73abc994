"""Which files are read as what, by their first bytes; pure.

FFmpeg knows hundreds of formats, some of which name other files and addresses. Only these are read,
each by the demuxer that is named here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Kind:
    """A format of files."""

    name: str
    demuxer: str
    "FFmpeg's name."
    codecs: frozenset[str]
    "Of the picture; FFmpeg's names."
    moves: bool


_STILL: Final = (
    ("JPEG", "jpeg_pipe", "mjpeg", lambda head: head.startswith(b"\xff\xd8\xff")),
    ("PNG", "png_pipe", "png", lambda head: head.startswith(b"\x89PNG\r\n\x1a\n")),
    ("WebP", "webp_pipe", "webp", lambda head: head[:4] == b"RIFF" and head[8:12] == b"WEBP"),
)
_VIDEO_CODECS: Final = frozenset({"h264", "hevc", "vp8", "vp9", "av1"})
_KINDS: Final[tuple[tuple[Kind, Callable[[bytes], bool]], ...]] = (
    *(
        (Kind(name, demuxer, frozenset({codec}), moves=False), fits)
        for name, demuxer, codec, fits in _STILL
    ),
    (Kind("MP4", "mov", _VIDEO_CODECS, moves=True), lambda head: head[4:8] == b"ftyp"),
    (
        Kind("WebM", "matroska", _VIDEO_CODECS, moves=True),
        lambda head: head.startswith(b"\x1aE\xdf\xa3"),
    ),
)

_EXTENDED_WEBP: Final = b"VP8X"
_ANIMATED: Final = 0x02
"A bit of that chunk's first byte."

NAMES: Final = tuple(kind.name for kind, _ in _KINDS)


def kind_of(data: bytes) -> Kind | None:
    """None for anything that is not read."""
    head = data[:16]
    return next((kind for kind, fits in _KINDS if fits(head)), None)


def is_animated_webp(data: bytes) -> bool:
    """Of a file that is read as WebP: whether it has more pictures than one."""
    return data[12:16] == _EXTENDED_WEBP and len(data) > 20 and bool(data[20] & _ANIMATED)
