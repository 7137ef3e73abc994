/**
 * Messages, error codes and constants of the protocol.
 *
 * Written by server/protocol/generate.py from schema.json; edit that instead.
 */

/** Both sides say theirs in the first request; a difference is refused. */
export const PROTOCOL_VERSION = 1;

/** TCP port of the server on 127.0.0.1. */
export const DEFAULT_PORT = 8793;

/** Label of the ordered, reliable data channel; JSON. */
export const CONTROL_CHANNEL = 'control';

/** Label of the unordered data channel without retransmission; binary FrameResult. */
export const FRAMES_CHANNEL = 'frames';

/** Sub-protocol of both data channels. */
export const CHANNEL_PROTOCOL = 'camveil.1';

/** RTP clock of video, ticks a second (RFC 3551). */
export const VIDEO_CLOCK_RATE = 90000;

/** A camera frame whose result is not back by then conceals what follows. */
export const COMPOSED_WITHIN_MS = 250;

/** A copied camera frame waits no longer than this for its mask. */
export const MASK_WITHIN_MS = 120;

/** Results in a row, each in time, before concealment ends. */
export const GOOD_FRAMES_TO_RECOVER = 5;

/** applyConstraints gives up on a first composed frame after this. */
export const APPLY_WITHIN_MS = 3000;

/** getUserMedia with blur resolves concealed after this. */
export const OPEN_CONCEALED_AFTER_MS = 1500;

/** Longest wait for the server's health and for an unknown policy. */
export const PROBE_WITHIN_MS = 300;

/** How long an answer about the server's health is believed. */
export const PROBE_CACHE_MS = 5000;

/** A connection without effects closes after this. */
export const IDLE_CLOSE_MS = 30000;

/** Another lone frame is sent when the last one was not confirmed by then. */
export const ANCHOR_RETRY_MS = 300;

/** Largest offer the server reads. */
export const MAX_SDP_BYTES = 65536;

/** A light blur, counted as MAX_STRENGTH (the Amazon Chime SDK's levels). */
export const LIGHT_STRENGTH = 7;

/** A medium one, which is what nobody has chosen. */
export const MEDIUM_STRENGTH = 15;

/** A heavy one. */
export const HEAVY_STRENGTH = 30;

/** Strongest blur: its deviation in pixels in a picture of 540 lines. */
export const MAX_STRENGTH = 100;

/** Largest file of a background image. */
export const MAX_IMAGE_BYTES = 16777216;

/** Largest file of a background video. */
export const MAX_VIDEO_BYTES = 67108864;

/** Version of this layout. */
export const FRAME_RESULT_LAYOUT = 1;

/** Bit 0 of flags. */
export const FLAG_COMPOSED = 1;

/** Bit 1 of flags. */
export const FLAG_MASK = 2;

/**
 * Why something failed.
 * @typedef {'bad-message' | 'bad-sdp' | 'protocol-mismatch' | 'origin-refused' | 'host-refused' | 'not-paired' | 'background-refused' | 'settings-refused' | 'no-network-interface' | 'model-unavailable' | 'too-many-sessions' | 'server-unreachable' | 'timeout'} ErrorCode
 */

/** @type {Readonly<Record<ErrorCode, string>>} */
export const ERROR_MEANINGS = Object.freeze({
  'bad-message':
    "The message is not one of the protocol's, or a field is missing, unknown or of another type.",
  'bad-sdp': 'The offer is not a session description this server can answer.',
  'protocol-mismatch': 'Extension and server speak different protocol versions.',
  'origin-refused': 'The request does not come from the extension.',
  'host-refused': 'The request names a host other than this server.',
  'not-paired': 'The server asks for its pairing token, and the request has none or another.',
  'background-refused': 'The file is too large, damaged, or of a kind that is not read.',
  'settings-refused':
    'What was chosen does not exist, cannot be used, is overruled, or cannot be stored.',
  'no-network-interface': 'No network interface but loopback is up, so no media path exists.',
  'model-unavailable': 'The segmentation model is missing, broken or cannot run here.',
  'too-many-sessions': 'The server has as many sessions as it allows, in all or of this tab.',
  'server-unreachable': 'No server answers.',
  timeout: 'The other side did not answer in time.',
});

/**
 * Why what was chosen is refused, a background or settings: a sentence for the person, in which
 * parts replace $1 and $2.
 * @typedef {'other-type' | 'too-large' | 'other-format' | 'animated' | 'other-codec' | 'no-picture' | 'damaged' | 'damaged-or-too-many-pixels' | 'too-fast' | 'gone' | 'overruled' | 'not-there' | 'cpu-only' | 'busy' | 'unusable' | 'not-stored'} ReasonCode
 */

/**
 * Extension to server, POST /sessions: open a session with this offer.
 * @typedef {object} OpenSession
 * @property {'openSession'} type
 * @property {number} protocol_version The extension's PROTOCOL_VERSION.
 * @property {number} tab The browser's number for the tab that the session is for. Each tab has a limit of its own; nothing else is done with it.
 * @property {string} sdp The offer (RFC 8866), ICE candidates included.
 */

/**
 * Server to extension: the session is open, this is the answer.
 * @typedef {object} SessionOpened
 * @property {'sessionOpened'} type
 * @property {number} protocol_version The server's PROTOCOL_VERSION.
 * @property {string} session_id Names the session in logs of both sides.
 * @property {string} sdp The answer, ICE candidates included.
 */

/**
 * Server to extension, over HTTP or the control channel: what went wrong and what to do.
 * @typedef {object} Failure
 * @property {'failure'} type
 * @property {ErrorCode} code One of the error codes.
 * @property {string} message A sentence for the person.
 * @property {string} reason With background-refused and settings-refused one of the reasons, or one that another version has; otherwise empty.
 * @property {string[]} parts What the reason's sentence names: numbers, formats, options.
 * @property {number} protocol_version The server's PROTOCOL_VERSION.
 */

/**
 * Server to anyone who reaches it, GET /healthz. Holds no secret.
 * @typedef {object} Health
 * @property {'health'} type
 * @property {number} protocol_version The server's PROTOCOL_VERSION.
 * @property {string} version The server's release.
 * @property {string} model Name of the segmentation model in use.
 * @property {string} provider What runs it: cpu, or what onnxruntime has beside; of each of its models if they differ.
 * @property {boolean} paired Whether this request has what opening a session needs: the pairing token, if there is one.
 * @property {number} sessions Open sessions.
 * @property {number} decode_wait_ms Mean wait of a decoded picture for the effect, last second.
 * @property {number} segment_ms Mean segmentation time per frame, last second.
 * @property {number} composite_ms Mean blur and composite time per frame, last second.
 * @property {number} encode_ms Mean encoding time per frame, last second.
 * @property {number} frame_rate Frames processed in the last second, all sessions.
 * @property {number} avg_filter_duration_ms Of the worst FilterFrameDurationHigh that was told lately; 0 without one.
 * @property {number} frames_dropped Of the same.
 * @property {number} camera_frame_rate Of the same.
 * @property {number} duration_period_ms Of the same.
 * @property {number} cpu_utilization Of the worst FilterCPUUtilizationHigh that was told lately; 0 without one.
 * @property {number} filter_ms Of the same.
 * @property {number} cpu_period_ms Of the same.
 */

/**
 * Page to server, control channel: what each frame from now on needs. A new epoch fixes both
 * timestamp anchors anew.
 * @typedef {object} Configure
 * @property {'configure'} type
 * @property {number} revision Settings revision; each FrameResult names the one it was made under.
 * @property {number} epoch Run of media since the last anchoring.
 * @property {boolean} blur Return frames with the background hidden.
 * @property {boolean} mask Return each frame's mask.
 * @property {string} effect What hides it, as the person chose: a blur, one that grows with the distance from the person, a colour, an image or a video.
 * @property {number} strength Of a blur, as far away as it grows: its deviation in pixels in a picture of 540 lines.
 * @property {string} color The colour, sRGB.
 * @property {string} background Id of the image or video; empty for none.
 * @property {boolean} only_me Hide everybody but one person.
 */

/**
 * Server to extension, answer to POST /backgrounds: the file in its body can be put behind people
 * from now on.
 * @typedef {object} BackgroundStored
 * @property {'backgroundStored'} type
 * @property {string} id SHA-256 of the file, in hexadecimal.
 */

/**
 * Server to content script, control channel: the session is to show this background, and the server
 * has not got it, or no more. Until it comes a blur hides what is to be hidden.
 * @typedef {object} BackgroundWanted
 * @property {'backgroundWanted'} type
 * @property {string} id As in Configure.
 */

/**
 * Server to content script, control channel: the background that the session is to show cannot be
 * shown, or no further. A blur hides what is to be hidden until another effect is chosen.
 * @typedef {object} BackgroundBroken
 * @property {'backgroundBroken'} type
 * @property {string} id As in Configure.
 * @property {string} reason As in Failure.
 * @property {string[]} parts As in Failure.
 */

/**
 * Extension to server, POST /settings: use this from now on, and after the next start too. What is
 * empty stays as it is: with two of them it is a question alone.
 * @typedef {object} ChangeSettings
 * @property {'changeSettings'} type
 * @property {number} protocol_version The extension's PROTOCOL_VERSION.
 * @property {string} model One of SettingsInForce's models, or empty.
 * @property {string} provider One of SettingsInForce's providers, or empty.
 */

/**
 * Server to extension, answer to ChangeSettings: what counts now.
 * @typedef {object} SettingsInForce
 * @property {'settingsInForce'} type
 * @property {string} model The model: one of those below, or the name of a file that was chosen where the server was started.
 * @property {string[]} models The models that can be chosen: built-in ones, then those that were added.
 * @property {string} model_set_by The flag or the variable that decides on the model, so that nothing else can; empty for none.
 * @property {string} provider What was chosen to run it: auto, or one of the others.
 * @property {string[]} providers What can be chosen: auto, and what this server's onnxruntime has.
 * @property {string} provider_set_by As model_set_by.
 * @property {boolean} fallback Whether something else runs the model, or a part of it, than should; the server's log says why.
 */

/**
 * Server to page, control channel: a frame of this epoch arrived; sent until UplinkAnchored.
 * @typedef {object} UplinkFrame
 * @property {'uplinkFrame'} type
 * @property {number} epoch The epoch of the last Configure.
 * @property {number} pts_90khz The frame's RTP timestamp, counted from the session's first frame.
 */

/**
 * Page to server, control channel: the uplink's offset is known, UplinkFrame is not needed any
 * more.
 * @typedef {object} UplinkAnchored
 * @property {'uplinkAnchored'} type
 * @property {number} epoch The epoch that is anchored.
 */

/**
 * Server to page, control channel: one lone composed frame was sent; no other follows until
 * DownlinkAnchored or ANCHOR_RETRY_MS.
 * @typedef {object} DownlinkFrame
 * @property {'downlinkFrame'} type
 * @property {number} epoch The epoch of the last Configure.
 * @property {number} pts_90khz The frame's timestamp before the sender's random offset: the same as the uplink frame's.
 */

/**
 * Page to server, control channel: the downlink's offset is known, let the frames flow.
 * @typedef {object} DownlinkAnchored
 * @property {'downlinkAnchored'} type
 * @property {number} epoch The epoch that is anchored.
 */

/**
 * Server to content script, control channel: the effect takes too much of the time between two
 * frames; for the person, never for the page. Fields as the Amazon Chime SDK has them.
 * @typedef {object} FilterFrameDurationHigh
 * @property {'filterFrameDurationHigh'} type
 * @property {number} framesDropped Frames that the camera had in the period, less those that had the effect.
 * @property {number} avgFilterDurationMillis Mean duration of masks, blur and composite for one frame.
 * @property {number} framerate The camera's, frames a second.
 * @property {number} periodMillis What was counted.
 */

/**
 * Server to content script, control channel: the effect keeps the processor busy; for the person,
 * never for the page. Fields as the Amazon Chime SDK has them.
 * @typedef {object} FilterCPUUtilizationHigh
 * @property {'filterCPUUtilizationHigh'} type
 * @property {number} cpuUtilization Part of the period in which the effect worked, in percent.
 * @property {number} filterMillis How long that was.
 * @property {number} periodMillis What was counted.
 */

/**
 * Page to server, control channel: release everything of this session.
 * @typedef {object} CloseSession
 * @property {'closeSession'} type
 */

/**
 * Any message.
 * @typedef {OpenSession | SessionOpened | Failure | Health | Configure | BackgroundStored | BackgroundWanted | BackgroundBroken | ChangeSettings | SettingsInForce | UplinkFrame | UplinkAnchored | DownlinkFrame | DownlinkAnchored | FilterFrameDurationHigh | FilterCPUUtilizationHigh | CloseSession} Message
 */

/**
 * What one field of a message must be.
 * @typedef {object} FieldRule
 * @property {'string' | 'integer' | 'number' | 'boolean' | 'errorCode' | 'strings'} kind
 * @property {number} [minimum]
 * @property {number} [exclusiveMinimum]
 * @property {number} [maximum]
 * @property {number} [minLength]
 * @property {string} [pattern]
 */

/**
 * What every message must hold beside `type`: all of these fields and no other.
 * @returns {Readonly<Record<Message['type'], Readonly<Record<string, FieldRule>>>>}
 */
export function messageFields() {
  return {
    openSession: {
      protocol_version: { kind: 'integer', minimum: 0 },
      tab: { kind: 'integer', minimum: 0, maximum: 4294967295 },
      sdp: { kind: 'string', minLength: 1 },
    },
    sessionOpened: {
      protocol_version: { kind: 'integer', minimum: 0 },
      session_id: { kind: 'string', minLength: 1 },
      sdp: { kind: 'string', minLength: 1 },
    },
    failure: {
      code: { kind: 'errorCode' },
      message: { kind: 'string' },
      reason: { kind: 'string', pattern: '^[a-z-]*$' },
      parts: { kind: 'strings' },
      protocol_version: { kind: 'integer', minimum: 0 },
    },
    health: {
      protocol_version: { kind: 'integer', minimum: 0 },
      version: { kind: 'string' },
      model: { kind: 'string' },
      provider: { kind: 'string' },
      paired: { kind: 'boolean' },
      sessions: { kind: 'integer', minimum: 0 },
      decode_wait_ms: { kind: 'number', minimum: 0 },
      segment_ms: { kind: 'number', minimum: 0 },
      composite_ms: { kind: 'number', minimum: 0 },
      encode_ms: { kind: 'number', minimum: 0 },
      frame_rate: { kind: 'number', minimum: 0 },
      avg_filter_duration_ms: { kind: 'number', minimum: 0 },
      frames_dropped: { kind: 'integer', minimum: 0 },
      camera_frame_rate: { kind: 'number', minimum: 0 },
      duration_period_ms: { kind: 'number', minimum: 0 },
      cpu_utilization: { kind: 'number', minimum: 0 },
      filter_ms: { kind: 'number', minimum: 0 },
      cpu_period_ms: { kind: 'number', minimum: 0 },
    },
    configure: {
      revision: { kind: 'integer', minimum: 0, maximum: 4294967295 },
      epoch: { kind: 'integer', minimum: 0, maximum: 65535 },
      blur: { kind: 'boolean' },
      mask: { kind: 'boolean' },
      effect: { kind: 'string', pattern: '^(blur|portrait|color|background)$' },
      strength: { kind: 'number', exclusiveMinimum: 0, maximum: 100 },
      color: { kind: 'string', pattern: '^#[0-9a-f]{6}$' },
      background: { kind: 'string', pattern: '^([0-9a-f]{64})?$' },
      only_me: { kind: 'boolean' },
    },
    backgroundStored: {
      id: { kind: 'string', pattern: '^[0-9a-f]{64}$' },
    },
    backgroundWanted: {
      id: { kind: 'string', pattern: '^[0-9a-f]{64}$' },
    },
    backgroundBroken: {
      id: { kind: 'string', pattern: '^[0-9a-f]{64}$' },
      reason: { kind: 'string', pattern: '^[a-z-]+$' },
      parts: { kind: 'strings' },
    },
    changeSettings: {
      protocol_version: { kind: 'integer', minimum: 0 },
      model: { kind: 'string' },
      provider: { kind: 'string' },
    },
    settingsInForce: {
      model: { kind: 'string' },
      models: { kind: 'strings' },
      model_set_by: { kind: 'string' },
      provider: { kind: 'string' },
      providers: { kind: 'strings' },
      provider_set_by: { kind: 'string' },
      fallback: { kind: 'boolean' },
    },
    uplinkFrame: {
      epoch: { kind: 'integer', minimum: 0, maximum: 65535 },
      pts_90khz: { kind: 'integer', minimum: 0, maximum: 4294967295 },
    },
    uplinkAnchored: {
      epoch: { kind: 'integer', minimum: 0, maximum: 65535 },
    },
    downlinkFrame: {
      epoch: { kind: 'integer', minimum: 0, maximum: 65535 },
      pts_90khz: { kind: 'integer', minimum: 0, maximum: 4294967295 },
    },
    downlinkAnchored: {
      epoch: { kind: 'integer', minimum: 0, maximum: 65535 },
    },
    filterFrameDurationHigh: {
      framesDropped: { kind: 'integer', minimum: 0 },
      avgFilterDurationMillis: { kind: 'number', minimum: 0 },
      framerate: { kind: 'number', minimum: 0 },
      periodMillis: { kind: 'number', minimum: 0 },
    },
    filterCPUUtilizationHigh: {
      cpuUtilization: { kind: 'number', minimum: 0 },
      filterMillis: { kind: 'number', minimum: 0 },
      periodMillis: { kind: 'number', minimum: 0 },
    },
    closeSession: {},
  };
}

/**
 * Place of one field in FrameResult's header.
 * @typedef {object} FrameResultField
 * @property {'layout' | 'flags' | 'epoch' | 'revision' | 'pts_90khz' | 'wait_us' | 'segment_us' | 'composite_us' | 'encode_us'} name
 * @property {'uint8' | 'uint16' | 'uint32'} type
 * @property {number} offset in bytes
 */

/**
 * Server to page, frames channel, binary, little-endian: one processed frame. The mask, if any,
 * follows the header as a PNG: 8-bit grey, 255 = person, in the frame's shape, its longer side 320
 * px at most.
 * @type {ReadonlyArray<Readonly<FrameResultField>>}
 */
export const FRAME_RESULT_FIELDS = Object.freeze([
  // FRAME_RESULT_LAYOUT; anything else is dropped.
  { name: 'layout', type: 'uint8', offset: 0 },
  // FLAG_COMPOSED: a composed frame with this pts was sent. FLAG_MASK: a mask follows.
  { name: 'flags', type: 'uint8', offset: 1 },
  // Epoch of the last Configure.
  { name: 'epoch', type: 'uint16', offset: 2 },
  // Settings revision that this frame was made under.
  { name: 'revision', type: 'uint32', offset: 4 },
  // The uplink frame's timestamp, as in UplinkFrame.
  { name: 'pts_90khz', type: 'uint32', offset: 8 },
  // From decoded to taken by the effect.
  { name: 'wait_us', type: 'uint32', offset: 12 },
  // Segmentation.
  { name: 'segment_us', type: 'uint32', offset: 16 },
  // Blur and composite.
  { name: 'composite_us', type: 'uint32', offset: 20 },
  // Encoding.
  { name: 'encode_us', type: 'uint32', offset: 24 },
]);

/** The mask, if any, starts here. */
export const FRAME_RESULT_HEADER_BYTES = 28;

/** Byte order of the header, as DataView wants it. */
export const FRAME_RESULT_LITTLE_ENDIAN = true;
