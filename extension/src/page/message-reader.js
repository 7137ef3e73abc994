/** What is known here of the frames in a message, for the worker that gets it. */

import { list, put } from '../shared/lists.js';
import { eachPair } from './clone-walk.js';

/** @typedef {import('./frame-streams.js').FrameStreams} FrameStreams */
/** @typedef {import('./known-frames.js').KnownFrames} KnownFrames */
/** @typedef {import('./worker-messages.js').ToldFrame} ToldFrame */

/**
 * @typedef {object} Told
 * @property {ToldFrame[]} frames
 * @property {(MessagePort | null)[]} streams in the order in which the message has them
 * @property {MessagePort[]} ports that are among them
 */

export class MessageReader {
  #natives;
  #tracks;
  #known;
  #streams;

  /**
   * @param {import('./natives.js').Natives} natives
   * @param {import('./page-tracks.js').PageTracks} tracks
   * @param {KnownFrames} known
   * @param {FrameStreams} streams
   */
  constructor(natives, tracks, known, streams) {
    this.#natives = natives;
    this.#tracks = tracks;
    this.#known = known;
    this.#streams = streams;
  }

  /**
   * @param {unknown} message that is about to be sent
   * @returns {Told | null} null when nothing is known of anything in it
   */
  read(message) {
    if (!this.#known.any && !this.#streams.any) return null;
    const frames = list();
    const streams = list();
    const ports = list();
    eachPair(message, message, (value) => {
      if (this.#natives.isFrame(value)) {
        const frame = this.#readFrame(value);
        if (frame) put(frames, frame);
      } else if (this.#natives.isStream(value)) {
        const track = this.#streams.trackOf(value);
        const port = track ? this.#tracks.frameMessages(track) : null;
        put(streams, port);
        if (port) put(ports, port);
      }
    });
    return frames.length + ports.length > 0 ? { frames, streams, ports } : null;
  }

  /**
   * @param {VideoFrame} frame
   * @returns {ToldFrame | null}
   */
  #readFrame(frame) {
    const known = this.#known.get(frame);
    return known ? { ...this.#known.measure(frame), known } : null;
  }
}
