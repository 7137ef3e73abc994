"""What the server and the model's process say to each other; pure.

Each message is a header and a payload whose longest length is known beforehand. The process is not
trusted: nothing that it says is unpickled, and its words are shown to nobody as they are.
"""

import re
import struct
from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import IntEnum
from types import MappingProxyType
from typing import Final, NamedTuple

import msgspec
import numpy as np

from camveil.segmenters.process.wishes import Found, Wishes
from camveil.segmenters.providers import PROVIDERS
from camveil.segmenters.tensors import Shrunk
from camveil.values import Alpha, Size

LOAD_WITHIN_S: Final = 30.0
ANSWER_WITHIN_S: Final = 2.0
"Far more than is of use for a live picture; a machine may be busy, though."
MAX_REASON_BYTES: Final = 1000
MAX_FOUND_BYTES: Final = 4000
MAX_LICENCE_CHARACTERS: Final = 100

HEADER: Final = struct.Struct("<BII")
_FULL_RANGE: Final = struct.Struct("<?")
_NOT_PLAIN: Final = re.compile(r"[^ -~]+")


class Kind(IntEnum):
    """What a message is."""

    MODEL = 1
    "To the process: the file's bytes."
    PICTURE = 2
    "To the process: one to find the person in."
    READY = 3
    "The model is loaded; what was found out about it, as JSON."
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
        Kind.READY: range(1, MAX_FOUND_BYTES + 1),
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


def encode_wishes(wishes: Wishes) -> str:
    """For the process's command line."""
    return msgspec.json.encode(wishes).decode()


def decode_wishes(text: str) -> Wishes:
    """What `encode_wishes` made."""
    return msgspec.json.decode(text, type=Wishes)


def encode_found(found: Found) -> bytes:
    return msgspec.json.encode(found)


def decode_found(payload: bytes | bytearray) -> Found:
    """Raises Garbled for what no model may be. Part of the words may be the model's own."""
    try:
        found = msgspec.json.decode(payload, type=Found)
    except msgspec.MsgspecError:
        raise Garbled from None
    if found.provider not in PROVIDERS:
        raise Garbled
    return replace(
        found,
        notes=tuple(map(_plain, found.notes)),
        licence=_plain(found.licence)[:MAX_LICENCE_CHARACTERS],
        provider_notes=tuple(map(_plain, found.provider_notes)),
    )


def encode_reason(reason: str) -> bytes:
    return reason.encode(errors="replace")[:MAX_REASON_BYTES]


def decode_reason(payload: bytes | bytearray) -> str:
    """On one line, in plain characters: part of it may be the model's own words."""
    return _plain(payload.decode(errors="replace")) or "it gives no reason"


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


def _plain(words: str) -> str:
    return _NOT_PLAIN.sub("?", words)
