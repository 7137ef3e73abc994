/**
 * All cameras and tracks of one document: opens them, knows which track is one of ours, and passes
 * on what concerns all of them (the site's policy, the server's state).
 */

import { forBrowser } from '../../shared/constraints.js';
import { handedOver, nativeEffects } from '../../shared/native-effects.js';
import { OPEN_CONCEALED_AFTER_MS } from '../../shared/protocol.js';
import { clock } from '../clock.js';
import { CameraLimits } from '../constraints/camera-limits.js';
import { refusalOf } from '../constraints/refusal.js';
import { hasEffects } from '../constraints/select-settings.js';
import { openedConstraints } from '../constraints/told-constraints.js';
import { TrackConfiguration } from '../constraints/track-configuration.js';
import { inlineEngine } from '../engine/inline-engine.js';
import { ServerWatch } from '../link/server-watch.js';
import { CameraSource } from './camera-source.js';
import { DocumentNews } from './news.js';
import { PageTrack } from './page-track.js';
import { ServerBackgrounds } from './server-backgrounds.js';
import { UsedChoice } from './used-choice.js';

/** Signalling includes the server's own work on the offer. */
const EXCHANGE_WITHIN_MS = 5000;

/**
 * The rest of the extension.
 * @typedef {object} Link
 * @property {typeof import('../link/worker-client.js').askWorker} ask
 * @property {import('../report.js').Report['set']} onStatus
 * @property {() => void} onLeftAlone the page gets a camera as it is, and we hear no more of it
 * @property {import('../engine/engines.js').Engines} engines
 * @property {import('../link/site-policy.js').SitePolicy} policy
 * @property {import('../../shared/effect-choice.js').Wish} choice what hides the background
 */

/** @typedef {import('../../shared/constraints.js').Split} Split */
/** @typedef {boolean | MediaTrackConstraints} ForDevice as getUserMedia takes it */

export class PageCameras {
  #link;
  #choice;
  #backgrounds;
  /** @type {WeakMap<MediaStreamTrack, PageTrack>} */
  #pageTracks = new WeakMap();
  /** @type {Set<CameraSource>} */
  #sources = new Set();
  #news = new DocumentNews(clock, () => this.#each((track) => track.announce()));
  /** That cameras which no track uses any more are off. @type {Set<Promise<unknown>>} */
  #ending = new Set();

  /** @param {Link} link */
  constructor(link) {
    this.#link = link;
    this.#choice = new UsedChoice(link.choice);
    this.#backgrounds = new ServerBackgrounds(this.#choice, link.ask, () => {
      this.#useChoice();
      this.#status();
    });
    this.server = new ServerWatch(
      clock,
      async (within_ms) =>
        [...this.#sources].some((source) => source.connected) ||
        (await link.ask({ type: 'probe' }, within_ms)).ok,
      (up) => {
        this.#each((track) => track.setServer(up));
        this.#news.come();
        this.#status();
      },
    );
    this.policy = link.policy;
  }

  /** @param {boolean} forced the person's switch */
  setForced(forced) {
    this.#news.come(); // whatever happens at a track
    this.#each((track) => track.setForced(forced));
  }

  /** @param {import('../../shared/effect-choice.js').Wish} choice the person's */
  setChoice(choice) {
    this.#choice.choose(choice);
    this.#useChoice();
  }

  #useChoice() {
    for (const source of this.#sources) source.choose(this.#choice.used);
  }

  /** Whether any track of ours is live. */
  get inUse() {
    return this.#sources.size > 0;
  }

  /**
   * @param {unknown} track
   * @returns {PageTrack | undefined} what is behind the track, if it is one of ours
   */
  find(track) {
    return this.#pageTracks.get(/** @type {MediaStreamTrack} */ (track));
  }

  /**
   * Opens what a page asked for, with a track of ours in the place of each camera track.
   * @param {ForDevice | undefined} audio
   * @param {Split} video
   * @returns {Promise<{tracks: MediaStreamTrack[], ours: boolean}>} whether its video tracks are ours
   * @throws {DOMException | TypeError} what the browser's getUserMedia says; what is opened by then
   *   is closed
   */
  async open(audio, video) {
    await this.policy.known();
    const { alone } = this.policy;
    const refusal = alone ? null : refusalOf(video);
    if (refusal !== null) throw new TypeError(refusal);
    // The probe runs while the camera opens.
    if (!alone) void this.#askServer(video);
    // The camera that the page has just let go of may be the one that it asks for, in another size.
    await Promise.all(this.#ending);
    const native = nativeEffects(navigator.mediaDevices.getSupportedConstraints());
    const asked = {
      video: forBrowser(handedOver(video, native)),
      ...(audio === undefined ? {} : { audio }),
    };
    // With no script running: what Chromium then reports to the page's server names the page.
    const { mediaDevices } = navigator;
    const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
    const stream = await Promise.resolve(asked).then(getUserMedia);
    return this.adopt(stream.getTracks(), video);
  }

  /**
   * Puts a track of ours in the place of each camera track.
   * @param {MediaStreamTrack[]} tracks that the page has not got, and of which it gets none of a camera
   * @param {Split} video what was asked of the camera
   * @returns {Promise<{tracks: MediaStreamTrack[], ours: boolean}>} whether its video tracks are ours;
   *   they are as they were where the person leaves this site alone
   * @throws what went wrong; the tracks have ended
   */
  async adopt(tracks, video) {
    await this.policy.known();
    if (this.policy.alone) {
      this.#link.onLeftAlone();
      return { tracks, ours: false };
    }
    try {
      return { tracks: await this.#replaceCameras(tracks, video), ours: true };
    } catch (error) {
      for (const track of tracks) track.stop();
      throw error;
    }
  }

  /**
   * @param {MediaStreamTrack[]} tracks
   * @param {Split} constraints the call's, for video
   */
  async #replaceCameras(tracks, constraints) {
    const cameras = tracks.filter(({ kind }) => kind === 'video');
    const [serverUp, ...starts] = await Promise.all([
      this.#askServer(constraints),
      ...cameras.map(() => this.#link.engines.prepare()),
    ]);
    /** @type {PageTrack[]} */
    const opened = [];
    const replaced = tracks.map((track) => {
      const start = starts[cameras.indexOf(track)];
      if (!start) return track;
      const { forced } = this.policy;
      const asked = { backgroundBlur: false, backgroundSegmentationMask: false };
      const capabilities = { ...track.getCapabilities() };
      const native = nativeEffects(capabilities);
      const given = handedOver(constraints, native);
      const configuration = new TrackConfiguration({ asked, forced, serverUp }, native);
      const judged = configuration.judge(given, CameraLimits.of(capabilities));
      if ('asked' in judged) configuration.setAsked(judged.asked);
      const page = this.#open(this.#source(track, start), {
        configuration,
        constraints: openedConstraints(given, { ...track.getConstraints() }),
      });
      opened.push(page);
      return page.track;
    });
    const blurred = opened.filter((page) => page.configuration.settings.backgroundBlur);
    await Promise.all(blurred.map((page) => page.untilComposed()));
    return replaced;
  }

  /**
   * A page that asks for an effect would rather wait for a slow server than show its room.
   * @param {Split} constraints the call's, for video
   */
  #askServer(constraints) {
    return this.server.ask(hasEffects(constraints) ? OPEN_CONCEALED_AFTER_MS : undefined);
  }

  /**
   * @param {PageTrack} page
   * @returns {MediaStreamTrack} an independent track of the same camera
   */
  clone(page) {
    if (page.ended) {
      const ended = page.track.clone();
      this.#pageTracks.set(ended, page);
      return ended;
    }
    const clone = this.#open(this.#sourceOfClone(page), page.opening);
    if (page.untold) clone.announce();
    const { track } = clone;
    track.enabled = page.track.enabled;
    track.contentHint = page.track.contentHint;
    return track;
  }

  /**
   * @param {PageTrack} page
   * @returns {CameraSource} of its own where the browser makes effects, which clones have of their own
   */
  #sourceOfClone({ configuration, source }) {
    if (configuration.native.length === 0) return source;
    return this.#source(source.camera.clone(), inlineEngine);
  }

  /** The page goes away, perhaps to come back. */
  suspend() {
    for (const source of this.#sources) source.suspend();
  }

  /**
   * @param {CameraSource} source
   * @param {import('./page-track.js').Opening} opening
   */
  #open(source, opening) {
    const page = source.open(opening);
    this.#pageTracks.set(page.track, page);
    return page;
  }

  /**
   * @param {MediaStreamTrack} camera
   * @param {import('../engine/engines.js').StartEngine} start
   */
  #source(camera, start) {
    const source = new CameraSource(camera, start, {
      exchange: (offer) => this.#exchange(offer),
      onServer: (up) => this.server.tell(up),
      onWanted: (id) => void this.#backgrounds.wanted(id),
      onBroken: (id, reason) => this.#backgrounds.broken(id, reason),
      onNews: () => this.#news.come(),
      onStatus: () => this.#status(),
      onEnd: () => {
        this.#sources.delete(source);
        this.#ending.add(source.off);
        void source.off.then(() => this.#ending.delete(source.off));
        this.#status();
      },
    });
    source.choose(this.#choice.used);
    this.#sources.add(source);
    return source;
  }

  /** @param {string} sdp */
  async #exchange(sdp) {
    const reply = await this.#link.ask({ type: 'openSession', sdp }, EXCHANGE_WITHIN_MS);
    if (!reply.ok) throw new DOMException(reply.message, 'OperationError');
    return String(reply.value ?? '');
  }

  #status() {
    this.server.watch(this.inUse);
    const statuses = [...this.#sources].map((source) => source.status);
    this.#link.onStatus(statuses, this.server.up, this.#choice.refusal);
  }

  /**
   * @param {(track: PageTrack) => void} visit every track, whatever happens at another; the page's
   *   handlers run in it, and may clone tracks that have not been visited
   */
  #each(visit) {
    /** @type {unknown[]} */
    const errors = [];
    for (const source of this.#sources) {
      source.each((track) => {
        try {
          visit(track);
        } catch (error) {
          errors.push(error); // told when no track is left uncovered
        }
      });
    }
    if (errors.length > 0) throw new AggregateError(errors);
  }
}
