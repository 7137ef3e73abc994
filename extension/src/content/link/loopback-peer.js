/**
 * One WebRTC connection to the server on this machine: a track up, a track down, two channels. Hands
 * out what frames pass, to whom they belong, and keeps the channel for control.
 */

import { CHANNEL_PROTOCOL, CONTROL_CHANNEL, FRAMES_CHANNEL } from '../../shared/protocol.js';
import { decodeMessage } from '../../shared/wire.js';
import { clock } from '../clock.js';
import { listenUnseen } from '../own-task.js';

/**
 * Candidates over UDP come within a millisecond of each other, those over TCP 0.1 s later: of no use.
 * One that is missing takes nothing away, as the browser's checks come from its address all the same.
 */
const GATHERED_AFTER_MS = 10;
const CONNECT_WITHIN_MS = 5000;
/** The path is this machine: bits are cheap, sharpness is not. */
const MAX_BITRATE_BPS = 12_000_000;
/** Returned frames that wait while their reader is busy. */
const MAX_BUFFER_SIZE = 4;

/** @typedef {import('../../shared/protocol.js').Message} Message */

/**
 * @typedef {object} LoopbackEvents
 * @property {(frames: RTCDataChannel, uplink: WritableStream<VideoFrame>) => void} onParts the channel
 *   for results, not open yet, and what is sent
 * @property {(readable: ReadableStream<VideoFrame>) => void} onReturned the returned video
 * @property {() => void} onControlOpen
 * @property {(message: Message) => void} onControl
 * @property {() => void} onLost the connection ended by itself; called once
 */

export class LoopbackPeer {
  #events;
  #connection;
  #control;
  #sender;
  #uplink;
  /** @type {unknown} */
  #timer;
  /** Nothing is said or heard any more. */
  #over = false;
  /** Wanted no more, and over once the server has heard of it. */
  #leaving = false;
  #released = false;

  /** @param {LoopbackEvents} events */
  constructor(events) {
    this.#events = events;
    const connection = new RTCPeerConnection();
    this.#connection = connection;
    this.#uplink = new MediaStreamTrackGenerator({ kind: 'video' });
    const transceiver = connection.addTransceiver(this.#uplink, {
      direction: 'sendrecv',
      sendEncodings: [{ maxBitrate: MAX_BITRATE_BPS }],
    });
    transceiver.setCodecPreferences(preferredCodecs());
    this.#sender = transceiver.sender;
    const protocol = CHANNEL_PROTOCOL;
    this.#control = connection.createDataChannel(CONTROL_CHANNEL, { protocol });
    // At once: a channel that is not open yet may still go to another thread.
    events.onParts(
      connection.createDataChannel(FRAMES_CHANNEL, { protocol, ordered: false, maxRetransmits: 0 }),
      this.#uplink.writable,
    );
    this.#listen(connection, 'track', () => {
      if (!this.#leaving) events.onReturned(readableOf(transceiver.receiver.track));
    });
    this.#listen(connection, 'connectionstatechange', () => {
      if (['failed', 'closed', 'disconnected'].includes(connection.connectionState)) this.#lose();
    });
    this.#listen(this.#control, 'open', () => {
      if (this.#leaving) this.#sayGoodbye();
      else events.onControlOpen();
    });
    this.#listen(this.#control, 'close', () => this.#lose());
    this.#listen(this.#control, 'message', (event) => {
      const message = decodeMessage(/** @type {MessageEvent} */ (event).data);
      if (message && !this.#leaving) events.onControl(message);
    });
  }

  /**
   * Connects through the given signalling. Whatever fails, the connection is lost.
   * @param {(offer: string) => Promise<string>} exchange sends the offer, resolves with the answer
   */
  async connect(exchange) {
    try {
      await this.#connect(exchange);
    } catch {
      // The way to the server, or an answer that cannot be used: the remedy is the same.
      this.#lose();
    }
  }

  /** Media and both channels can be used. */
  opened() {
    clock.clearTimeout(this.#timer);
  }

  /** @param {Message} message */
  send(message) {
    if (this.#control.readyState === 'open') this.#control.send(JSON.stringify(message));
  }

  /**
   * The connection is not needed any more. One that is only coming about ends when it has: the
   * server would not know for long otherwise.
   */
  leave() {
    if (this.#leaving) return;
    this.#leaving = true;
    this.#uplink.stop();
    if (this.#control.readyState === 'open') this.#sayGoodbye();
  }

  /** None of its frames is left: ends the connection, once the server has heard of it. */
  release() {
    this.#released = true;
    this.#closeWhenDone();
  }

  /** @param {(offer: string) => Promise<string>} exchange */
  async #connect(exchange) {
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
    this.#timer = clock.setTimeout(() => this.#lose(), CONNECT_WITHIN_MS);
  }

  #sayGoodbye() {
    this.send({ type: 'closeSession' });
    this.#end();
  }

  #lose() {
    if (this.#over) return;
    this.#end();
    if (!this.#leaving) this.#events.onLost();
  }

  #end() {
    this.#over = true;
    clock.clearTimeout(this.#timer);
    this.#closeWhenDone();
  }

  #closeWhenDone() {
    if (this.#over && this.#released) this.#connection.close();
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
        this.#timer ??= clock.setTimeout(resolve, GATHERED_AFTER_MS);
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
    listenUnseen(target, type, (event) => {
      if (!this.#over) listener(event);
    });
  }
}

/**
 * @param {MediaStreamTrack} track the returned video
 * @returns {ReadableStream<VideoFrame>}
 */
function readableOf(track) {
  const video = /** @type {MediaStreamVideoTrack} */ (track);
  return new MediaStreamTrackProcessor({ track: video, maxBufferSize: MAX_BUFFER_SIZE }).readable;
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
