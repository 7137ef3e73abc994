"""Messages, error codes and constants of the protocol.

Written by server/protocol/generate.py from schema.json; edit that instead.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

PROTOCOL_VERSION: Final = 1
"Both sides say theirs in the first request; a difference is refused."
DEFAULT_PORT: Final = 8793
"TCP port of the server on 127.0.0.1."
CONTROL_CHANNEL: Final = "control"
"Label of the ordered, reliable data channel; JSON."
FRAMES_CHANNEL: Final = "frames"
"Label of the unordered data channel without retransmission; binary FrameResult."
CHANNEL_PROTOCOL: Final = "camveil.1"
"Sub-protocol of both data channels."
VIDEO_CLOCK_RATE: Final = 90000
"RTP clock of video, ticks a second (RFC 3551)."
COMPOSED_WITHIN_MS: Final = 250
"A camera frame whose result is not back by then conceals what follows."
MASK_WITHIN_MS: Final = 120
"A copied camera frame waits no longer than this for its mask."
GOOD_FRAMES_TO_RECOVER: Final = 5
"Results in a row, each in time, before concealment ends."
APPLY_WITHIN_MS: Final = 3000
"applyConstraints gives up on a first composed frame after this."
OPEN_CONCEALED_AFTER_MS: Final = 1500
"getUserMedia with blur resolves concealed after this."
PROBE_WITHIN_MS: Final = 300
"Longest wait for the server's health and for an unknown policy."
PROBE_CACHE_MS: Final = 5000
"How long an answer about the server's health is believed."
IDLE_CLOSE_MS: Final = 30000
"A connection without effects closes after this."
ANCHOR_RETRY_MS: Final = 300
"Another lone frame is sent when the last one was not confirmed by then."
MAX_SDP_BYTES: Final = 65536
"Largest offer the server reads."
LIGHT_STRENGTH: Final = 7
"A light blur, counted as MAX_STRENGTH (the Amazon Chime SDK's levels)."
MEDIUM_STRENGTH: Final = 15
"A medium one, which is what nobody has chosen."
HEAVY_STRENGTH: Final = 30
"A heavy one."
MAX_STRENGTH: Final = 100
"Strongest blur: its deviation in pixels in a picture of 540 lines."
MAX_IMAGE_BYTES: Final = 16777216
"Largest file of a background image."
MAX_VIDEO_BYTES: Final = 67108864
"Largest file of a background video."
FRAME_RESULT_LAYOUT: Final = 1
"Version of this layout."
FLAG_COMPOSED: Final = 1
"Bit 0 of flags."
FLAG_MASK: Final = 2
"Bit 1 of flags."

ErrorCode = Literal[
    "bad-message",
    "bad-sdp",
    "protocol-mismatch",
    "origin-refused",
    "host-refused",
    "not-paired",
    "background-refused",
    "settings-refused",
    "no-network-interface",
    "model-unavailable",
    "too-many-sessions",
    "server-unreachable",
    "timeout",
]
"Why something failed."

ERROR_MEANINGS: Final[Mapping[ErrorCode, str]] = MappingProxyType(
    {
        "bad-message": (
            "The message is not one of the protocol's, or a field is missing, unknown or of "
            "another type."
        ),
        "bad-sdp": "The offer is not a session description this server can answer.",
        "protocol-mismatch": "Extension and server speak different protocol versions.",
        "origin-refused": "The request does not come from the extension.",
        "host-refused": "The request names a host other than this server.",
        "not-paired": "The server asks for its pairing token, and the request has none or another.",
        "background-refused": "The file is too large, damaged, or of a kind that is not read.",
        "settings-refused": (
            "What was chosen does not exist, cannot be used, is overruled, or cannot be stored."
        ),
        "no-network-interface": "No network interface but loopback is up, so no media path exists.",
        "model-unavailable": "The segmentation model is missing, broken or cannot run here.",
        "too-many-sessions": "The server has as many sessions as it allows, in all or of this tab.",
        "server-unreachable": "No server answers.",
        "timeout": "The other side did not answer in time.",
    }
)

ReasonCode = Literal[
    "other-type",
    "too-large",
    "other-format",
    "animated",
    "other-codec",
    "no-picture",
    "damaged",
    "damaged-or-too-many-pixels",
    "too-fast",
    "gone",
    "overruled",
    "not-there",
    "cpu-only",
    "busy",
    "unusable",
    "not-stored",
]
"""Why what was chosen is refused, a background or settings: a sentence for the person, in which
parts replace $1 and $2.
"""

REASONS: Final[Mapping[ReasonCode, str]] = MappingProxyType(
    {
        "other-type": (
            "By its type the background is neither an image nor a video. Name the right type, or "
            "choose another one."
        ),
        "too-large": "The background has more than $1 MB. Choose a smaller one.",
        "other-format": "The background has none of these formats: $1. Choose one that has.",
        "animated": "The background is an animated WebP. Choose one that stands still, or a video.",
        "other-codec": (
            "The background is $1 with $2 inside, which is not read. Choose another one."
        ),
        "no-picture": "The background has no picture in it. Choose another one.",
        "damaged": "The background is damaged. Choose another one.",
        "damaged-or-too-many-pixels": (
            "The background is damaged, or has more than $1 million pixels. Choose another one."
        ),
        "too-fast": "The background has $1 frames a second. Choose one with $2 at most.",
        "gone": "The extension does not have this background any more. Choose another one.",
        "overruled": (
            "$1 decides where the server is started. Start it without that to choose here."
        ),
        "not-there": "The server does not have what you chose. Choose something else.",
        "cpu-only": (
            "A model of your own runs on the CPU only, unless the server is started with "
            "--provider. Choose the CPU, or another model."
        ),
        "busy": "The server is still loading what was chosen before. Try again in a moment.",
        "unusable": "The server cannot use this model; its log says why. Choose another one.",
        "not-stored": "The server cannot change its configuration file. Its log says why.",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSession:
    """Extension to server, POST /sessions: open a session with this offer."""

    type: Literal["openSession"] = "openSession"
    protocol_version: int
    "The extension's PROTOCOL_VERSION."
    tab: int
    """The browser's number for the tab that the session is for. Each tab has a limit of its own;
    nothing else is done with it.
    """
    sdp: str
    "The offer (RFC 8866), ICE candidates included."


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionOpened:
    """Server to extension: the session is open, this is the answer."""

    type: Literal["sessionOpened"] = "sessionOpened"
    protocol_version: int
    "The server's PROTOCOL_VERSION."
    session_id: str
    "Names the session in logs of both sides."
    sdp: str
    "The answer, ICE candidates included."


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Server to extension, over HTTP or the control channel: what went wrong and what to do."""

    type: Literal["failure"] = "failure"
    code: ErrorCode
    "One of the error codes."
    message: str
    "A sentence for the person."
    reason: str
    """With background-refused and settings-refused one of the reasons, or one that another version
    has; otherwise empty.
    """
    parts: tuple[str, ...]
    "What the reason's sentence names: numbers, formats, options."
    protocol_version: int
    "The server's PROTOCOL_VERSION."


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Server to anyone who reaches it, GET /healthz. Holds no secret."""

    type: Literal["health"] = "health"
    protocol_version: int
    "The server's PROTOCOL_VERSION."
    version: str
    "The server's release."
    model: str
    "Name of the segmentation model in use."
    provider: str
    "What runs it: cpu, or what onnxruntime has beside; of each of its models if they differ."
    paired: bool
    "Whether this request has what opening a session needs: the pairing token, if there is one."
    sessions: int
    "Open sessions."
    decode_wait_ms: float
    "Mean wait of a decoded picture for the effect, last second."
    segment_ms: float
    "Mean segmentation time per frame, last second."
    composite_ms: float
    "Mean blur and composite time per frame, last second."
    encode_ms: float
    "Mean encoding time per frame, last second."
    frame_rate: float
    "Frames processed in the last second, all sessions."
    avg_filter_duration_ms: float
    "Of the worst FilterFrameDurationHigh that was told lately; 0 without one."
    frames_dropped: int
    "Of the same."
    camera_frame_rate: float
    "Of the same."
    duration_period_ms: float
    "Of the same."
    cpu_utilization: float
    "Of the worst FilterCPUUtilizationHigh that was told lately; 0 without one."
    filter_ms: float
    "Of the same."
    cpu_period_ms: float
    "Of the same."


@dataclass(frozen=True, slots=True, kw_only=True)
class Configure:
    """Page to server, control channel: what each frame from now on needs. A new epoch fixes both
    timestamp anchors anew.
    """

    type: Literal["configure"] = "configure"
    revision: int
    "Settings revision; each FrameResult names the one it was made under."
    epoch: int
    "Run of media since the last anchoring."
    blur: bool
    "Return frames with the background hidden."
    mask: bool
    "Return each frame's mask."
    effect: str
    """What hides it, as the person chose: a blur, one that grows with the distance from the person,
    a colour, an image or a video.
    """
    strength: float
    "Of a blur, as far away as it grows: its deviation in pixels in a picture of 540 lines."
    color: str
    "The colour, sRGB."
    background: str
    "Id of the image or video; empty for none."
    only_me: bool
    "Hide everybody but one person."


@dataclass(frozen=True, slots=True, kw_only=True)
class BackgroundStored:
    """Server to extension, answer to POST /backgrounds: the file in its body can be put behind
    people from now on.
    """

    type: Literal["backgroundStored"] = "backgroundStored"
    id: str
    "SHA-256 of the file, in hexadecimal."


@dataclass(frozen=True, slots=True, kw_only=True)
class BackgroundWanted:
    """Server to content script, control channel: the session is to show this background, and the
    server has not got it, or no more. Until it comes a blur hides what is to be hidden.
    """

    type: Literal["backgroundWanted"] = "backgroundWanted"
    id: str
    "As in Configure."


@dataclass(frozen=True, slots=True, kw_only=True)
class BackgroundBroken:
    """Server to content script, control channel: the background that the session is to show
    cannot be shown, or no further. A blur hides what is to be hidden until another effect is
    chosen.
    """

    type: Literal["backgroundBroken"] = "backgroundBroken"
    id: str
    "As in Configure."
    reason: str
    "As in Failure."
    parts: tuple[str, ...]
    "As in Failure."


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSettings:
    """Extension to server, POST /settings: use this from now on, and after the next start too.
    What is empty stays as it is: with two of them it is a question alone.
    """

    type: Literal["changeSettings"] = "changeSettings"
    protocol_version: int
    "The extension's PROTOCOL_VERSION."
    model: str
    "One of SettingsInForce's models, or empty."
    provider: str
    "One of SettingsInForce's providers, or empty."


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsInForce:
    """Server to extension, answer to ChangeSettings: what counts now."""

    type: Literal["settingsInForce"] = "settingsInForce"
    model: str
    """The model: one of those below, or the name of a file that was chosen where the server was
    started.
    """
    models: tuple[str, ...]
    "The models that can be chosen: built-in ones, then those that were added."
    model_set_by: str
    "The flag or the variable that decides on the model, so that nothing else can; empty for none."
    provider: str
    "What was chosen to run it: auto, or one of the others."
    providers: tuple[str, ...]
    "What can be chosen: auto, and what this server's onnxruntime has."
    provider_set_by: str
    "As model_set_by."
    fallback: bool
    """Whether something else runs the model, or a part of it, than should; the server's log says
    why.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class UplinkFrame:
    """Server to page, control channel: a frame of this epoch arrived; sent until UplinkAnchored."""

    type: Literal["uplinkFrame"] = "uplinkFrame"
    epoch: int
    "The epoch of the last Configure."
    pts_90khz: int
    "The frame's RTP timestamp, counted from the session's first frame."


@dataclass(frozen=True, slots=True, kw_only=True)
class UplinkAnchored:
    """Page to server, control channel: the uplink's offset is known, UplinkFrame is not needed
    any more.
    """

    type: Literal["uplinkAnchored"] = "uplinkAnchored"
    epoch: int
    "The epoch that is anchored."


@dataclass(frozen=True, slots=True, kw_only=True)
class DownlinkFrame:
    """Server to page, control channel: one lone composed frame was sent; no other follows until
    DownlinkAnchored or ANCHOR_RETRY_MS.
    """

    type: Literal["downlinkFrame"] = "downlinkFrame"
    epoch: int
    "The epoch of the last Configure."
    pts_90khz: int
    "The frame's timestamp before the sender's random offset: the same as the uplink frame's."


@dataclass(frozen=True, slots=True, kw_only=True)
class DownlinkAnchored:
    """Page to server, control channel: the downlink's offset is known, let the frames flow."""

    type: Literal["downlinkAnchored"] = "downlinkAnchored"
    epoch: int
    "The epoch that is anchored."


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterFrameDurationHigh:
    """Server to content script, control channel: the effect takes too much of the time between
    two frames; for the person, never for the page. Fields as the Amazon Chime SDK has them.
    """

    type: Literal["filterFrameDurationHigh"] = "filterFrameDurationHigh"
    framesDropped: int
    "Frames that the camera had in the period, less those that had the effect."
    avgFilterDurationMillis: float
    "Mean duration of masks, blur and composite for one frame."
    framerate: float
    "The camera's, frames a second."
    periodMillis: float
    "What was counted."


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterCPUUtilizationHigh:
    """Server to content script, control channel: the effect keeps the processor busy; for the
    person, never for the page. Fields as the Amazon Chime SDK has them.
    """

    type: Literal["filterCPUUtilizationHigh"] = "filterCPUUtilizationHigh"
    cpuUtilization: float
    "Part of the period in which the effect worked, in percent."
    filterMillis: float
    "How long that was."
    periodMillis: float
    "What was counted."


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseSession:
    """Page to server, control channel: release everything of this session."""

    type: Literal["closeSession"] = "closeSession"


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameResultHeader:
    """Server to page, frames channel, binary, little-endian: one processed frame. The mask, if
    any, follows the header as a PNG: 8-bit grey, 255 = person, in the frame's shape, its longer
    side 320 px at most.
    """

    layout: int
    "FRAME_RESULT_LAYOUT; anything else is dropped."
    flags: int
    "FLAG_COMPOSED: a composed frame with this pts was sent. FLAG_MASK: a mask follows."
    epoch: int
    "Epoch of the last Configure."
    revision: int
    "Settings revision that this frame was made under."
    pts_90khz: int
    "The uplink frame's timestamp, as in UplinkFrame."
    wait_us: int
    "From decoded to taken by the effect."
    segment_us: int
    "Segmentation."
    composite_us: int
    "Blur and composite."
    encode_us: int
    "Encoding."


FRAME_RESULT_FORMAT: Final = "<BBHIIIIII"
"FrameResultHeader's fields in their order, for `struct`."

Message = (
    OpenSession
    | SessionOpened
    | Failure
    | Health
    | Configure
    | BackgroundStored
    | BackgroundWanted
    | BackgroundBroken
    | ChangeSettings
    | SettingsInForce
    | UplinkFrame
    | UplinkAnchored
    | DownlinkFrame
    | DownlinkAnchored
    | FilterFrameDurationHigh
    | FilterCPUUtilizationHigh
    | CloseSession
)

MESSAGES: Final[Mapping[str, type[Message]]] = MappingProxyType(
    {
        "openSession": OpenSession,
        "sessionOpened": SessionOpened,
        "failure": Failure,
        "health": Health,
        "configure": Configure,
        "backgroundStored": BackgroundStored,
        "backgroundWanted": BackgroundWanted,
        "backgroundBroken": BackgroundBroken,
        "changeSettings": ChangeSettings,
        "settingsInForce": SettingsInForce,
        "uplinkFrame": UplinkFrame,
        "uplinkAnchored": UplinkAnchored,
        "downlinkFrame": DownlinkFrame,
        "downlinkAnchored": DownlinkAnchored,
        "filterFrameDurationHigh": FilterFrameDurationHigh,
        "filterCPUUtilizationHigh": FilterCPUUtilizationHigh,
        "closeSession": CloseSession,
    }
)
"Every message by its `type`."


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRule:
    """What one field of a message must be."""

    kind: Literal["string", "integer", "number", "boolean", "errorCode", "strings"]
    minimum: int | None = None
    exclusive_minimum: int | None = None
    maximum: int | None = None
    min_length: int | None = None
    pattern: str | None = None


FIELD_RULES: Final[Mapping[str, Mapping[str, FieldRule]]] = MappingProxyType(
    {
        "openSession": {
            "protocol_version": FieldRule(kind="integer", minimum=0),
            "tab": FieldRule(kind="integer", minimum=0, maximum=4294967295),
            "sdp": FieldRule(kind="string", min_length=1),
        },
        "sessionOpened": {
            "protocol_version": FieldRule(kind="integer", minimum=0),
            "session_id": FieldRule(kind="string", min_length=1),
            "sdp": FieldRule(kind="string", min_length=1),
        },
        "failure": {
            "code": FieldRule(kind="errorCode"),
            "message": FieldRule(kind="string"),
            "reason": FieldRule(kind="string", pattern="^[a-z-]*$"),
            "parts": FieldRule(kind="strings"),
            "protocol_version": FieldRule(kind="integer", minimum=0),
        },
        "health": {
            "protocol_version": FieldRule(kind="integer", minimum=0),
            "version": FieldRule(kind="string"),
            "model": FieldRule(kind="string"),
            "provider": FieldRule(kind="string"),
            "paired": FieldRule(kind="boolean"),
            "sessions": FieldRule(kind="integer", minimum=0),
            "decode_wait_ms": FieldRule(kind="number", minimum=0),
            "segment_ms": FieldRule(kind="number", minimum=0),
            "composite_ms": FieldRule(kind="number", minimum=0),
            "encode_ms": FieldRule(kind="number", minimum=0),
            "frame_rate": FieldRule(kind="number", minimum=0),
            "avg_filter_duration_ms": FieldRule(kind="number", minimum=0),
            "frames_dropped": FieldRule(kind="integer", minimum=0),
            "camera_frame_rate": FieldRule(kind="number", minimum=0),
            "duration_period_ms": FieldRule(kind="number", minimum=0),
            "cpu_utilization": FieldRule(kind="number", minimum=0),
            "filter_ms": FieldRule(kind="number", minimum=0),
            "cpu_period_ms": FieldRule(kind="number", minimum=0),
        },
        "configure": {
            "revision": FieldRule(kind="integer", minimum=0, maximum=4294967295),
            "epoch": FieldRule(kind="integer", minimum=0, maximum=65535),
            "blur": FieldRule(kind="boolean"),
            "mask": FieldRule(kind="boolean"),
            "effect": FieldRule(kind="string", pattern="^(blur|portrait|color|background)$"),
            "strength": FieldRule(kind="number", exclusive_minimum=0, maximum=100),
            "color": FieldRule(kind="string", pattern="^#[0-9a-f]{6}$"),
            "background": FieldRule(kind="string", pattern="^([0-9a-f]{64})?$"),
            "only_me": FieldRule(kind="boolean"),
        },
        "backgroundStored": {
            "id": FieldRule(kind="string", pattern="^[0-9a-f]{64}$"),
        },
        "backgroundWanted": {
            "id": FieldRule(kind="string", pattern="^[0-9a-f]{64}$"),
        },
        "backgroundBroken": {
            "id": FieldRule(kind="string", pattern="^[0-9a-f]{64}$"),
            "reason": FieldRule(kind="string", pattern="^[a-z-]+$"),
            "parts": FieldRule(kind="strings"),
        },
        "changeSettings": {
            "protocol_version": FieldRule(kind="integer", minimum=0),
            "model": FieldRule(kind="string"),
            "provider": FieldRule(kind="string"),
        },
        "settingsInForce": {
            "model": FieldRule(kind="string"),
            "models": FieldRule(kind="strings"),
            "model_set_by": FieldRule(kind="string"),
            "provider": FieldRule(kind="string"),
            "providers": FieldRule(kind="strings"),
            "provider_set_by": FieldRule(kind="string"),
            "fallback": FieldRule(kind="boolean"),
        },
        "uplinkFrame": {
            "epoch": FieldRule(kind="integer", minimum=0, maximum=65535),
            "pts_90khz": FieldRule(kind="integer", minimum=0, maximum=4294967295),
        },
        "uplinkAnchored": {
            "epoch": FieldRule(kind="integer", minimum=0, maximum=65535),
        },
        "downlinkFrame": {
            "epoch": FieldRule(kind="integer", minimum=0, maximum=65535),
            "pts_90khz": FieldRule(kind="integer", minimum=0, maximum=4294967295),
        },
        "downlinkAnchored": {
            "epoch": FieldRule(kind="integer", minimum=0, maximum=65535),
        },
        "filterFrameDurationHigh": {
            "framesDropped": FieldRule(kind="integer", minimum=0),
            "avgFilterDurationMillis": FieldRule(kind="number", minimum=0),
            "framerate": FieldRule(kind="number", minimum=0),
            "periodMillis": FieldRule(kind="number", minimum=0),
        },
        "filterCPUUtilizationHigh": {
            "cpuUtilization": FieldRule(kind="number", minimum=0),
            "filterMillis": FieldRule(kind="number", minimum=0),
            "periodMillis": FieldRule(kind="number", minimum=0),
        },
        "closeSession": {},
    }
)
"What every message must hold beside `type`: all of these fields and no other."
