/** Which of the page's tracks are ours, and what the content script says of them. */

import { unseen } from './promises.js';

/** @typedef {import('./content-channel.js').Answered} Answered */
/** @typedef {import('../shared/constraints.js').Split} Split */
/** @typedef {import('../shared/worlds.js').FrameRecord} FrameRecord */
/** @typedef {import('../shared/worlds.js').ShownFrame} ShownFrame */

export class PageTracks {
  #natives;
  #channel;
  /** @type {WeakSet<object>} */
  #ours = new WeakSet();
  /** Whether there has been a track of ours. */
  any = false;

  /**
   * @param {import('./natives.js').Natives} natives
   * @param {import('./content-channel.js').ContentChannel} channel
   */
  constructor(natives, channel) {
    this.#natives = natives;
    this.#channel = channel;
  }

  /**
   * @param {unknown} track
   * @returns {track is MediaStreamTrack}
   */
  has(track) {
    return this.#natives.setHas(this.#ours, /** @type {object} */ (track));
  }

  /**
   * @param {unknown} audio as getUserMedia takes it; undefined for none
   * @param {Split} video
   * @returns {Promise<Answered>} with the tracks
   */
  async open(audio, video) {
    const opened = await unseen(this.#channel.request('open', null, audio, video));
    if (opened.value) this.#ownVideo(opened.tracks);
    return opened;
  }

  /**
   * @param {Element} element that can capture
   * @returns {MediaStreamTrack[] | null} what it has captured; null when that is for it to say
   */
  captured(element) {
    const { value: ours, tracks } = this.#channel.callAbout('captured', element);
    if (!ours) return null;
    this.#ownVideo(tracks);
    return tracks;
  }

  /**
   * @param {Element} element that can capture
   * @param {Split} video what it is to ask for
   */
  prefer(element, video) {
    this.#channel.callAbout('prefer', element, video);
  }

  /**
   * @param {MediaStreamTrack} track
   * @param {Split} split
   */
  async apply(track, split) {
    await unseen(this.#channel.request('apply', track, split));
  }

  /**
   * @param {'getPhotoCapabilities' | 'getPhotoSettings' | 'takePhoto'} what
   * @param {MediaStreamTrack} track
   * @param {unknown} settings a PhotoSettings, or undefined
   * @returns {Promise<Answered>}
   */
  photo(what, track, settings) {
    return this.#channel.request(what, track, settings);
  }

  /**
   * @param {MediaStreamTrack} track
   * @returns {MediaStreamTrack}
   */
  clone(track) {
    const clone = this.#channel.call('clone', track).tracks[0];
    if (!clone) throw new this.#natives.TypeError('no clone');
    this.#own(clone);
    return clone;
  }

  /** @param {MediaStreamTrack[]} tracks */
  #ownVideo(tracks) {
    for (let index = 0; index < tracks.length; index += 1) {
      const track = /** @type {MediaStreamTrack} */ (tracks[index]);
      if (this.#natives.trackKind(track) === 'video') this.#own(track);
    }
  }

  /** @param {MediaStreamTrack} track */
  #own(track) {
    this.any = true;
    this.#natives.setAdd(this.#ours, track);
  }

  /**
   * @param {'label' | 'muted' | 'stats' | 'settings' | 'capabilities' | 'constraints'} what
   * @param {MediaStreamTrack} track
   */
  tell(what, track) {
    return this.#channel.call(what, track).value;
  }

  /** @param {MediaStreamTrack} track that the page has stopped */
  stop(track) {
    this.#channel.call('stop', track);
  }

  /**
   * @param {MediaStreamTrack} track
   * @param {number} timestamp_us of a frame that a processor of the track gave out
   */
  record(track, timestamp_us) {
    const { value } = this.#channel.call('record', track, timestamp_us);
    return /** @type {FrameRecord | undefined} */ (value);
  }

  /**
   * @param {MediaStreamTrack} track
   * @returns {MessagePort | null} which tells of each of its frames from now on, as `FrameMessage`s
   */
  frameMessages(track) {
    const { port1, port2 } = this.#natives.messageChannel();
    try {
      this.#channel.callWithPort('share', track, port2);
      return port1;
    } catch {
      return null; // of a track that has ended nobody knows any more
    }
  }

  /** Whether a worker of the page's may begin with a script of ours. */
  allowsWorkers() {
    try {
      return this.#channel.call('pageWorker', null).value === true;
    } catch {
      return false; // nobody answers: the extension has gone
    }
  }

  /**
   * @param {MediaStreamTrack} track
   * @param {number} told_us the browser's time of a frame that a video element shows
   * @param {number | null} captured_ms the browser's, if it tells it
   */
  shown(track, told_us, captured_ms) {
    const { value } = this.#channel.call('shown', track, told_us, captured_ms);
    return /** @type {ShownFrame | undefined} */ (value);
  }
}
