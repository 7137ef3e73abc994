/** One WebRTC connection to the server on this machine: a track up, a track down, two channels. */

import { CHANNEL_PROTOCOL, CONTROL_CHANNEL, FRAMES_CHANNEL } from '../../shared/protocol.js';
import { decodeMessage } from '../../shared/wire.js';
import { clock } from '../clock.js';
import { FrameReader } from '../frames/frame-reader.js';

/** Host candidates come together; what is missing by then does not come. */
const GATHER_WITHIN_MS = 1000;
const CONNECT_WITHIN_MS = 5000;
/** The path is this machine: bits are cheap, sharpness is not. */
const MAX_BITRATE_BPS = 12_000_000;
/** Returned frames that wait while the main thread is busy. */
const MAX_BUFFER_SIZE = 4;

/**
 * @typedef {object} PeerEvents
 * @property {() => void} onOpen media and both channels can be used
 * @property {() => void} onLost the connection ended, whoever ended it; called once
 * @property {(message: import('../../shared/protocol.js').Message) => void} onControl
 * @property {(data: ArrayBuffer) => void} onResult a binary FrameResult
 * @property {(rtpTimestamp: number, frame: VideoFrame) => void} onFrame of the returned video; to
 *   keep or close
 */

export class LoopbackPeer {
  #events;
  #connection;
  #control;
  #sender;
  /** @type {unknown} */
  #timer;
  #over = false;
  #opened = false;
  #leaving = false;
  /** @type {FrameReader | null} */
  #returned = null;

  /**
   * @param {MediaStreamTrack} uplink what is sent; stays the caller's
   * @param {PeerEvents} events
   */
  constructor(uplink, events) {
    this.#events = events;
    const connection = new RTCPeerConnection();
    this.#connection = connection;
    const transceiver = connection.addTransceiver(uplink, {
      direction: 'sendrecv',
      sendEncodings: [{ maxBitrate: MAX_BITRATE_BPS }],
    });
    transceiver.setCodecPreferences(preferredCodecs());
    this.#sender = transceiver.sender;
    const protocol = CHANNEL_PROTOCOL;
    this.#control = connection.createDataChannel(CONTROL_CHANNEL, { protocol });
    const frames = connection.createDataChannel(FRAMES_CHANNEL, {
      protocol,
      ordered: false,
      maxRetransmits: 0,
    });
    frames.binaryType = 'arraybuffer';
    this.#listen(connection, 'track', () => {
      if (!this.#leaving) this.#read(transceiver.receiver.track);
    });
    this.#listen(connection, 'connectionstatechange', () => {
      if (['failed', 'closed', 'disconnected'].includes(connection.connectionState)) this.#lose();
    });
    for (const channel of [this.#control, frames]) {
      this.#listen(channel, 'open', () => this.#openWhenBothAre(frames));
      this.#listen(channel, 'close', () => this.#lose());
    }
    this.#listen(this.#control, 'message', (event) => {
      const message = decodeMessage(/** @type {MessageEvent} */ (event).data);
      if (message && !this.#leaving) events.onControl(message);
    });
    this.#listen(frames, 'message', (event) => {
      const { data } = /** @type {MessageEvent} */ (event);
      if (data instanceof ArrayBuffer && !this.#leaving) events.onResult(data);
    });
  }

  /**
   * Connects through the given signalling.
   * @param {(offer: string) => Promise<string>} exchange sends the offer, resolves with the answer
   * @throws whatever `exchange` throws; OperationError when the answer cannot be used
   */
  async connect(exchange) {
    const connection = this.#connection;
    await connection.setLocalDescription(await connection.createOffer());
    await this.#gathered();
    const parameters = this.#sender.getParameters();
    parameters.degradationPreference = 'maintain-resolution';
    await this.#sender.setParameters(parameters);
    const answer = await exchange(connection.localDescription?.sdp ?? '');
    if (this.#over) return;
    await connection.setRemoteDescription({ type: 'answer', sdp: answer });
    // A path that does not exist makes no event at all: the wait has its own end.
    this.#timer = clock.setTimeout(() => {
      if (!this.#opened) this.#lose();
    }, CONNECT_WITHIN_MS);
  }

  /** @param {import('../../shared/protocol.js').Message} message */
  send(message) {
    if (this.#control.readyState === 'open') this.#control.send(JSON.stringify(message));
  }

  /**
   * As `close`, but a connection that is only coming about ends when it has: the server would not
   * know for long otherwise.
   */
  leave() {
    this.#leaving = true;
    if (this.#control.readyState === 'open') this.close();
  }

  /** Ends the connection, with a word to the server if it can be said; nothing is reported any more. */
  close() {
    if (this.#over) return;
    this.send({ type: 'closeSession' });
    this.#over = true;
    clock.clearTimeout(this.#timer);
    const ended = this.#returned?.end() ?? Promise.resolve();
    void ended.then(() => this.#connection.close());
  }

  /** @param {MediaStreamTrack} track the returned video */
  #read(track) {
    this.#returned = new FrameReader(track, { maxBufferSize: MAX_BUFFER_SIZE });
    void this.#returned.read((frame) => {
      const metadata = /** @type {{rtpTimestamp?: number}} */ (frame.metadata());
      if (metadata.rtpTimestamp === undefined || this.#leaving) frame.close();
      else this.#events.onFrame(metadata.rtpTimestamp, frame);
    });
  }

  #lose() {
    if (this.#over) return;
    this.close();
    if (!this.#leaving) this.#events.onLost();
  }

  /** @param {RTCDataChannel} frames */
  #openWhenBothAre(frames) {
    if (this.#over || this.#control.readyState !== 'open' || frames.readyState !== 'open') return;
    this.#opened = true;
    clock.clearTimeout(this.#timer);
    if (this.#leaving) this.close();
    else this.#events.onOpen();
  }

  /**
   * Without a network interface there is nothing to gather until one comes, which Chromium notices
   * by itself: the clock starts with the first candidate.
   * @returns {Promise<void>}
   */
  #gathered() {
    const connection = this.#connection;
    return new Promise((resolve) => {
      const check = () => {
        if (connection.iceGatheringState === 'complete') resolve();
      };
      this.#listen(connection, 'icegatheringstatechange', check);
      this.#listen(connection, 'icecandidate', () => {
        this.#timer ??= clock.setTimeout(resolve, GATHER_WITHIN_MS);
      });
      check();
    });
  }

  /**
   * @param {EventTarget} target
   * @param {string} type
   * @param {(event: Event) => void} listener
   */
  #listen(target, type, listener) {
    target.addEventListener(type, (event) => {
      if (!this.#over) listener(event);
    });
  }
}

/** H.264 first: half the server's cost of VP8; VP8 for browsers built without it. */
function preferredCodecs() {
  const codecs = RTCRtpReceiver.getCapabilities('video')?.codecs ?? [];
  /** @param {RTCRtpCodec} codec */
  const rank = ({ mimeType, sdpFmtpLine = '' }) => {
    switch (mimeType.toLowerCase()) {
      case 'video/h264':
        return !sdpFmtpLine.includes('packetization-mode=1')
          ? 9
          : sdpFmtpLine.includes('=42e0')
            ? 0
            : 1;
      case 'video/vp8':
        return 2;
      case 'video/rtx':
        return 3;
      default:
        return 9;
    }
  };
  return codecs.filter((codec) => rank(codec) < 9).sort((a, b) => rank(a) - rank(b));
}
