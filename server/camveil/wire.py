"""Messages between JSON text or bytes and frozen values: the only json.loads for messages."""

import json
import math
import re
import struct
from dataclasses import asdict, astuple, dataclass, fields, replace
from typing import Final, NoReturn, TypeVar, cast

from camveil.errors import BadMessage, CamveilError, ChoiceRefused, ProtocolMismatch
from camveil.protocol import (
    ERROR_MEANINGS,
    FIELD_RULES,
    FLAG_COMPOSED,
    FLAG_MASK,
    FRAME_RESULT_FORMAT,
    FRAME_RESULT_LAYOUT,
    MESSAGES,
    PROTOCOL_VERSION,
    Configure,
    ErrorCode,
    Failure,
    FieldRule,
    FrameResultHeader,
    Message,
)
from camveil.values import Background, Behind, Blur, Color, EffectSettings, Portrait, StageTimings

M = TypeVar("M", bound=Message)

_HEADER: Final = struct.Struct(FRAME_RESULT_FORMAT)
_KINDS: Final[dict[str, tuple[type, ...]]] = {
    "string": (str,),
    "integer": (int, float),
    "number": (int, float),
    "boolean": (bool,),
    "errorCode": (str,),
    "strings": (list,),
}
UINT32_MAX: Final = 0xFFFFFFFF


def encode(message: Message) -> str:
    """The message as JSON text."""
    return json.dumps(asdict(message), separators=(",", ":"))


def decode(text: str) -> Message:
    """The message in JSON text; raises BadMessage, naming the field, for anything else."""
    return _message(_parse_object(text))


def decode_one(text: str, expected: type[M]) -> M:
    """The same for a place where only one message is in order."""
    message = decode(text)
    if not isinstance(message, expected):
        raise BadMessage(f"{message.type!r} is not in order here")
    return message


def decode_request(text: str, expected: type[M]) -> M:
    """A message to a door. Raises ProtocolMismatch before anything about its other fields.

    Another version of the protocol may have other fields, and "update" helps its user more than
    "unknown field".
    """
    theirs = _parse_object(text).get("protocol_version")
    if isinstance(theirs, float) and theirs.is_integer():
        theirs = int(theirs)
    if type(theirs) is int and theirs != PROTOCOL_VERSION:
        raise ProtocolMismatch(theirs, PROTOCOL_VERSION)
    return decode_one(text, expected)


def effect_settings(message: Configure) -> EffectSettings:
    """What the page wants of each frame."""
    return EffectSettings(
        revision=message.revision,
        epoch=message.epoch,
        blur=message.blur,
        mask=message.mask,
        behind=_behind(message),
        only_me=message.only_me,
    )


def _behind(message: Configure) -> Behind:
    match message.effect:
        case "portrait":
            return Portrait(message.strength)
        case "color":
            return Color(*bytes.fromhex(message.color[1:]))
        case "background" if message.background:
            return Background(message.background)
        case _:
            return Blur(message.strength)


def failure(error: CamveilError) -> Failure:
    """What the other side is told about an error."""
    assert error.code in ERROR_MEANINGS, f"{error.code} is not in the schema"
    told = failure_of(cast(ErrorCode, error.code), str(error))
    if isinstance(error, ChoiceRefused):
        return replace(told, reason=error.reason, parts=error.parts)
    return told


def failure_of(code: ErrorCode, message: str) -> Failure:
    return Failure(
        code=code, message=message, reason="", parts=(), protocol_version=PROTOCOL_VERSION
    )


@dataclass(frozen=True, slots=True)
class FrameResult:
    """One processed frame, as the `frames` channel carries it."""

    header: FrameResultHeader
    mask_png: bytes | None


def encode_frame_result(
    settings: EffectSettings,
    pts_90khz: int,
    timings: StageTimings,
    *,
    composed: bool,
    mask_png: bytes | None,
) -> bytes:
    """Header and mask of a frame that was made under these settings.

    The timestamp is cut to RTP's 32 bits, durations to the 71 minutes that fit.
    """
    flags = (FLAG_COMPOSED if composed else 0) | (FLAG_MASK if mask_png else 0)
    header = FrameResultHeader(
        layout=FRAME_RESULT_LAYOUT,
        flags=flags,
        epoch=settings.epoch,
        revision=settings.revision,
        pts_90khz=to_uint32(pts_90khz),
        wait_us=min(timings.wait_us, UINT32_MAX),
        segment_us=min(timings.segment_us, UINT32_MAX),
        composite_us=min(timings.composite_us, UINT32_MAX),
        encode_us=min(timings.encode_us, UINT32_MAX),
    )
    return _HEADER.pack(*astuple(header)) + (mask_png or b"")


def to_uint32(pts_90khz: int) -> int:
    """A timestamp as RTP carries it: the same tick, counted modulo 2**32."""
    return pts_90khz & UINT32_MAX


def decode_frame_result(data: bytes) -> FrameResult:
    """Raises BadMessage for another layout, a cut header, or a mask that the flags deny."""
    if len(data) < _HEADER.size:
        raise BadMessage(f"a frame result has {_HEADER.size} bytes at least, not {len(data)}")
    names = [field.name for field in fields(FrameResultHeader)]
    header = FrameResultHeader(**dict(zip(names, _HEADER.unpack_from(data), strict=True)))
    if header.layout != FRAME_RESULT_LAYOUT:
        raise BadMessage(f"layout {header.layout} of a frame result is unknown")
    mask_png = data[_HEADER.size :]
    if bool(mask_png) != bool(header.flags & FLAG_MASK):
        raise BadMessage("flags and length of a frame result disagree about its mask")
    return FrameResult(header, mask_png or None)


def _parse_object(text: str) -> dict[str, object]:
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):  # the latter for a thousand nested brackets
        raise BadMessage("it is not JSON") from None
    if not isinstance(value, dict):
        raise BadMessage("it is not a JSON object")
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is Python's, not JSON's")


def _message(values: dict[str, object]) -> Message:
    kind = values.pop("type", None)
    if not isinstance(kind, str) or kind not in MESSAGES:
        raise BadMessage(f"type {_quoted(kind)} is unknown")
    rules = FIELD_RULES[kind]
    for name in values:
        if name not in rules:
            raise BadMessage(f"field {_quoted(name)} of {kind!r} is unknown")
    for name, rule in rules.items():
        if name not in values:
            raise BadMessage(f"field {name!r} of {kind!r} is missing")
        values[name] = _checked(kind, name, rule, values[name])
    message: type = MESSAGES[kind]
    return cast(Message, message(**values))


def _checked(kind: str, name: str, rule: FieldRule, value: object) -> object:
    where = f"field {name!r} of {kind!r}"
    # bool is an int in Python, and in no other language of this protocol.
    if not isinstance(value, _KINDS[rule.kind]) or (
        isinstance(value, bool) and rule.kind != "boolean"
    ):
        raise BadMessage(f"{where} is not of type {rule.kind}")
    if isinstance(value, str):
        if rule.kind == "errorCode" and value not in ERROR_MEANINGS:
            raise BadMessage(f"{where} is not an error code")
        if rule.min_length is not None and len(value) < rule.min_length:
            raise BadMessage(f"{where} is too short")
        if rule.pattern is not None and not re.fullmatch(rule.pattern, value):
            raise BadMessage(f"{where} does not match {rule.pattern}")
        return value
    if isinstance(value, list):
        if not all(isinstance(item, str) for item in value):
            raise BadMessage(f"{where} is not of type {rule.kind}")
        return tuple(value)
    assert isinstance(value, int | float)
    if not _is_finite(value) or (rule.kind == "integer" and value != int(value)):
        raise BadMessage(f"{where} is not of type {rule.kind}")
    if rule.minimum is not None and value < rule.minimum:
        raise BadMessage(f"{where} is below {rule.minimum}")
    if rule.exclusive_minimum is not None and value <= rule.exclusive_minimum:
        raise BadMessage(f"{where} is not above {rule.exclusive_minimum}")
    if rule.maximum is not None and value > rule.maximum:
        raise BadMessage(f"{where} is above {rule.maximum}")
    # JSON knows one kind of number: 1.0 is the integer 1.
    return int(value) if rule.kind == "integer" else value


def _is_finite(value: float) -> bool:
    """Whether every language of this protocol can hold the number."""
    try:
        return math.isfinite(value)  # 1e400 is JSON, and infinity once read
    except OverflowError:  # the same number with all its digits is a Python integer
        return False


def _quoted(value: object) -> str:
    """At most a few characters of what a stranger wrote."""
    return repr(value)[:40]
