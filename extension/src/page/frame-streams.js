/**
 * The streams whose frames are ours. The page holds the browser's own, so that it can transfer them
 * as such; whoever reads one here reads through another, in which each frame is seen first.
 */

import { bare } from '../shared/lists.js';
import { unseen } from './promises.js';

/** @typedef {import('./frame-natives.js').FrameNatives} Natives */
/** @typedef {(frame: VideoFrame) => void | Promise<void>} Visit nobody has the frame before it is done */
/** @typedef {{stream: WeakRef<object>, track: WeakRef<MediaStreamTrack>}} Given */

/** Of so many processors it is known whether the page has transferred their streams. */
const MOST_GIVEN = 8;

export class FrameStreams {
  #natives;
  /** Who sees the frames of a stream. @type {WeakMap<object, Visit>} */
  #visits = new WeakMap();
  /** Whose frames a stream has. @type {WeakMap<object, MediaStreamTrack>} */
  #tracks = new WeakMap();
  /** What is read in its place. @type {WeakMap<object, ReadableStream<VideoFrame>>} */
  #read = new WeakMap();
  /** The last processors' streams, in a ring. @type {(Given | null)[]} */
  #given = new Array(MOST_GIVEN).fill(null);
  #next = 0;
  /** Whether the page ever got a processor's stream. */
  any = false;

  /** @param {Natives} natives */
  constructor(natives) {
    this.#natives = natives;
  }

  /**
   * @param {object} stream
   * @returns {Visit | undefined} who sees its frames
   */
  visitOf(stream) {
    return this.#natives.mapGet(this.#visits, stream);
  }

  /**
   * @param {object} stream
   * @param {Visit} visit
   */
  watch(stream, visit) {
    this.#natives.mapSet(this.#visits, stream, visit);
  }

  /**
   * @param {object} original a stream, or anything else
   * @param {object} clone of it
   */
  copy(original, clone) {
    const visit = this.visitOf(original);
    if (visit) this.watch(clone, visit);
    this.derive(original, clone);
  }

  /**
   * @param {object} stream
   * @param {object} derived a stream of the same frames, of which all is known here
   */
  derive(stream, derived) {
    const track = this.trackOf(stream);
    if (track) this.#natives.mapSet(this.#tracks, derived, track);
  }

  /**
   * @param {object} stream
   * @returns {MediaStreamTrack | undefined} whose frames it has, as the track gives them
   */
  trackOf(stream) {
    return this.#natives.mapGet(this.#tracks, stream);
  }

  /**
   * The page gets the stream of a processor.
   * @param {object} stream
   * @param {MediaStreamTrack} track
   * @param {Visit} visit
   */
  give(stream, track, visit) {
    if (this.visitOf(stream)) return;
    this.any = true;
    this.watch(stream, visit);
    this.#natives.mapSet(this.#tracks, stream, track);
    const Ref = this.#natives.WeakRef;
    this.#given[this.#next] = { stream: new Ref(stream), track: new Ref(track) };
    this.#next = (this.#next + 1) % MOST_GIVEN;
  }

  /**
   * @param {(track: MediaStreamTrack) => boolean} is
   * @returns {boolean} whether it is so for a track whose frames the page has sent away
   */
  someAway(is) {
    for (let at = 0; at < MOST_GIVEN; at += 1) {
      const given = this.#given[at];
      const track = given && this.#natives.targetOf(given.track);
      if (track && this.#isAway(given.stream) && is(track)) return true;
    }
    return false;
  }

  /**
   * A stream that is not read here is read elsewhere, or by nobody.
   * @param {WeakRef<object>} stream
   */
  #isAway(stream) {
    const found = this.#natives.targetOf(stream);
    return !found || !this.#natives.mapGet(this.#read, found);
  }

  /**
   * @param {ReadableStream} stream that somebody is about to read
   * @returns {ReadableStream} what to read
   */
  forReading(stream) {
    const visit = this.visitOf(stream);
    if (!visit) return stream;
    const known = this.#natives.mapGet(this.#read, stream);
    if (known) return known;
    const seen = seenBy(this.#natives, stream, visit);
    this.#natives.mapSet(this.#read, stream, seen);
    return seen;
  }

  /**
   * @param {ReadableStream} stream
   * @returns {ReadableStream} what is read in its place, if it is read
   */
  inPlaceOf(stream) {
    return this.#natives.mapGet(this.#read, stream) ?? stream;
  }
}

/**
 * The same stream, each frame seen by `visit` first. Pulls only when pulled: no frame waits in it.
 * @param {Natives} natives
 * @param {ReadableStream<VideoFrame>} stream
 * @param {Visit} visit
 * @returns {ReadableStream<VideoFrame>}
 */
function seenBy(natives, stream, visit) {
  const reader = natives.getReader(stream);
  let over = false;
  /** @param {ReadableStreamDefaultController<VideoFrame>} controller */
  const close = (controller) => {
    if (!over) natives.closeStream(controller);
    over = true;
  };
  /**
   * Also when nobody reads: a reader's `closed` tells of the track's end.
   * @param {ReadableStreamDefaultController<VideoFrame>} controller
   */
  const closeWithTrack = async (controller) => {
    try {
      await unseen(natives.readerClosed(reader));
      close(controller);
    } catch (error) {
      natives.failStream(controller, error);
    }
  };
  /** @param {ReadableStreamDefaultController<VideoFrame>} controller */
  const pull = async (controller) => {
    const { value, done } = await unseen(natives.readFrame(reader));
    if (done) {
      close(controller);
      return;
    }
    const isFrame = natives.isAnyFrame(value);
    // It was on its way when nobody wanted it any more.
    const isLate = () => {
      if (over && isFrame) natives.closeFrame(value);
      return over;
    };
    if (isLate()) return;
    const seen = isFrame && visit(value);
    if (seen) {
      await unseen(seen);
      if (isLate()) return;
    }
    natives.enqueueFrame(controller, value);
  };
  /** @type {UnderlyingDefaultSource<VideoFrame>} */
  const source = {
    start(controller) {
      void closeWithTrack(controller);
    },
    pull: (controller) => unseen(pull(controller)),
    cancel(reason) {
      over = true;
      return unseen(natives.cancelReader(reader, reason));
    },
  };
  return new natives.ReadableStream(bare(source), bare({ highWaterMark: 0 }));
}
