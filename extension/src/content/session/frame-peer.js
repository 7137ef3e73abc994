/**
 * One connection to the server, as far as frames pass it: the video up, the video down, and the
 * channel for results. The connection itself, and its control channel, are the host's.
 */

import { FrameReader } from '../frames/frame-reader.js';
import { listenUnseen } from '../own-task.js';

/** @typedef {import('../../shared/protocol.js').Message} Message */

/**
 * The host's half.
 * @typedef {object} PeerHost
 * @property {() => void} connect makes the connection; its parts come by `begin` and `read`
 * @property {() => void} opened
 * @property {(message: Message) => void} control
 * @property {() => void} leave says goodbye to the server, at once or as soon as it can be said
 * @property {() => void} release no frame is left: it may be closed
 */

/**
 * @typedef {object} PeerEvents
 * @property {() => void} onOpen media and both channels can be used
 * @property {() => void} onLost the connection ended, whoever ended it; called once
 * @property {(message: Message) => void} onControl
 * @property {(data: ArrayBuffer) => void} onResult a binary FrameResult
 * @property {(rtpTimestamp: number, frame: VideoFrame) => void} onFrame of the returned video; to
 *   keep or close
 */

export class FramePeer {
  #host;
  #events;
  /** @type {WritableStreamDefaultWriter<VideoFrame> | null} */
  #uplink = null;
  /** @type {RTCDataChannel | null} */
  #frames = null;
  /** @type {FrameReader | null} */
  #returned = null;
  #controlOpen = false;
  #over = false;

  /**
   * @param {PeerHost} host
   * @param {PeerEvents} events
   */
  constructor(host, events) {
    this.#host = host;
    this.#events = events;
  }

  connect() {
    this.#host.connect();
  }

  /**
   * @param {WritableStream<VideoFrame>} uplink what is sent
   * @param {RTCDataChannel} frames not open yet
   */
  begin(uplink, frames) {
    this.#uplink = uplink.getWriter();
    if (this.#over) this.#endUplink();
    frames.binaryType = 'arraybuffer';
    this.#frames = frames;
    listenUnseen(frames, 'open', () => this.#openWhenBothAre());
    listenUnseen(frames, 'close', () => this.lose());
    listenUnseen(frames, 'message', (event) => {
      const { data } = /** @type {MessageEvent} */ (event);
      if (data instanceof ArrayBuffer && !this.#over) this.#events.onResult(data);
    });
  }

  /** @param {ReadableStream<VideoFrame>} readable the returned video */
  read(readable) {
    this.#returned = new FrameReader(readable);
    const read = this.#returned.read((frame) => {
      const metadata = /** @type {{rtpTimestamp?: number}} */ (frame.metadata());
      if (metadata.rtpTimestamp === undefined || this.#over) frame.close();
      else this.#events.onFrame(metadata.rtpTimestamp, frame);
    });
    if (this.#over) void this.#returned.end();
    void read;
  }

  controlOpened() {
    this.#controlOpen = true;
    this.#openWhenBothAre();
  }

  /** @param {Message} message from the server */
  control(message) {
    if (!this.#over) this.#events.onControl(message);
  }

  /** @param {Message} message to the server */
  send(message) {
    if (!this.#over) this.#host.control(message);
  }

  /** @param {VideoFrame} frame stays the caller's */
  sendFrame(frame) {
    const own = frame.clone();
    // A refused write means that the connection is closing; its own event deals with that.
    if (this.#uplink) this.#uplink.write(own).catch(() => own.close());
    else own.close();
  }

  /** Ends the connection; nothing is reported any more. */
  close() {
    if (this.#over) return;
    this.#over = true;
    this.#endUplink();
    this.#host.leave();
    const ended = this.#returned?.end() ?? Promise.resolve();
    void ended.then(() => this.#host.release());
  }

  /** The connection has ended, or could not be made. */
  lose() {
    if (this.#over) return;
    this.close();
    this.#events.onLost();
  }

  #endUplink() {
    this.#uplink?.close().catch(() => {}); // already closed by the connection's end
  }

  #openWhenBothAre() {
    if (this.#over || !this.#controlOpen || this.#frames?.readyState !== 'open') return;
    this.#host.opened();
    this.#events.onOpen();
  }
}
