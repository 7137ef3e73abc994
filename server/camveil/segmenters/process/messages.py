"""What the server and the model's process say to each other; pure.

Each message is a header and a payload whose longest length is known beforehand. The process is not
trusted: nothing that it says is unpickled, and its words are shown to nobody as they are.
"""

import re
import struct
from collections.abc import Mapping, Sequence
from enum import IntEnum
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np

from camveil.segmenters.registry import SIDE_PX
from camveil.segmenters.tensors import Shrunk
from camveil.values import Alpha, Size

LOAD_WITHIN_S: Final = 30.0
ANSWER_WITHIN_S: Final = 2.0
"Far more than is of use for a live picture; a machine may be busy, though."
MAX_REASON_BYTES: Final = 1000

HEADER: Final = struct.Struct("<BII")
_SIZE: Final = struct.Struct("<HH")
_FULL_RANGE: Final = struct.Struct("<?")
_NOT_PLAIN: Final = re.compile(r"[^ -~]+")


class Kind(IntEnum):
    """What a message is."""

    MODEL = 1
    "To the process: the file's bytes."
    PICTURE = 2
    "To the process: one to find the person in."
    READY = 3
    "The model is loaded; the size of its input."
    REFUSED = 4
    "The model cannot be used; why, as text."
    ALPHA = 5
    "The picture's alpha."
    FAILED = 6
    "The model failed on the picture, and can go on; no payload."


class Garbled(Exception):
    """Bytes that are none of these messages."""


class Header(NamedTuple):
    """What comes before each payload."""

    kind: int
    number: int
    "Of the picture, 0 to 2**32 - 1; 0 where there is none."
    length: int
    "Of the payload, in bytes."


Lengths = Mapping[Kind, range]
"Kinds of answers to a message, and which lengths their payloads may have, in bytes."

ABOUT_THE_MODEL: Final[Lengths] = MappingProxyType(
    {
        Kind.READY: range(_SIZE.size, _SIZE.size + 1),
        Kind.REFUSED: range(MAX_REASON_BYTES + 1),
    }
)


def encode_header(kind: Kind, length: int, number: int = 0) -> bytes:
    return HEADER.pack(kind, number, length)


def decode_header(data: bytes | bytearray, number: int, lengths: Lengths) -> Header:
    """One of these kinds, with this number and a fitting length; raises Garbled."""
    found = Header(*HEADER.unpack(data))
    for kind, fitting in lengths.items():
        if found.kind == kind and found.number == number and found.length in fitting:
            return found
    raise Garbled


def about_a_picture(size: Size) -> Lengths:
    """The answers to a picture of this size."""
    pixels = size.width * size.height
    return {Kind.ALPHA: range(pixels, pixels + 1), Kind.FAILED: range(1)}


def encode_size(size: Size) -> bytes:
    return _SIZE.pack(*size)


def decode_size(payload: bytes | bytearray) -> Size:
    """Raises Garbled for a size that no model may have."""
    size = Size(*_SIZE.unpack(payload))
    if not all(side_px in SIDE_PX for side_px in size):
        raise Garbled
    return size


def encode_reason(reason: str) -> bytes:
    return reason.encode(errors="replace")[:MAX_REASON_BYTES]


def decode_reason(payload: bytes | bytearray) -> str:
    """On one line, in plain characters: part of it may be the model's own words."""
    return _NOT_PLAIN.sub("?", payload.decode(errors="replace")) or "it gives no reason"


def encode_picture(shrunk: Shrunk) -> bytes:
    planes: Sequence[bytes] = [plane.tobytes() for plane in (shrunk.y, shrunk.u, shrunk.v)]
    return b"".join([_FULL_RANGE.pack(shrunk.full_range), *planes])


def decode_picture(payload: bytes, size: Size) -> Shrunk:
    """What `encode_picture` made of a picture shrunk to this size."""
    (full_range,) = _FULL_RANGE.unpack_from(payload)
    planes = np.frombuffer(payload, np.uint8, offset=_FULL_RANGE.size)
    y, u, v = planes.reshape(3, size.height, size.width)
    return Shrunk(y, u, v, full_range)


def decode_alpha(payload: bytearray, size: Size) -> Alpha:
    """Of one byte a pixel. Any bytes are an alpha: 255 is person."""
    return Alpha(np.frombuffer(payload, np.uint8).reshape(size.height, size.width))
