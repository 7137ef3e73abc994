/**
 * All cameras and tracks of one document: opens them, knows which track is one of ours, and passes
 * on what concerns all of them (the site's policy, the server's state).
 */

import { judgeEffects } from '../constraints/effect-settings.js';
import { ServerWatch } from '../link/server-watch.js';
import { SitePolicy } from '../link/site-policy.js';
import { CameraSource } from './camera-source.js';
import { PageTrack } from './page-track.js';

/** Signalling includes the server's own work on the offer. */
const EXCHANGE_WITHIN_MS = 5000;

export class PageCameras {
  #natives;
  #bridge;
  /** @type {WeakMap<MediaStreamTrack, PageTrack>} */
  #pageTracks = new WeakMap();
  /** @type {Set<CameraSource>} */
  #sources = new Set();

  /**
   * @param {import('../natives.js').Natives} natives
   * @param {import('../link/bridge-client.js').BridgeClient} bridge
   */
  constructor(natives, bridge) {
    this.#natives = natives;
    this.#bridge = bridge;
    this.server = new ServerWatch(
      natives,
      async (within_ms) =>
        [...this.#sources].some((source) => source.connected) ||
        (await bridge.request({ type: 'probe' }, within_ms)).ok,
      (up) => this.#each((track) => track.setServer(up)),
    );
    this.policy = new SitePolicy(natives, (forced) =>
      this.#each((track) => track.setForced(forced)),
    );
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
   * Puts a track of ours in the place of each camera track of a fresh stream.
   * @param {MediaStream} stream from the native getUserMedia
   * @param {import('../constraints/constraints.js').Split} constraints the call's, for video
   */
  async replaceCameras(stream, constraints) {
    const natives = this.#natives;
    const serverUp = await this.server.ask();
    const opened = natives.getVideoTracks(stream).map((camera) => {
      const { forced } = this.policy;
      const asked = { backgroundBlur: false, backgroundSegmentationMask: false };
      const judged = judgeEffects(constraints, { serverUp, forced, asked });
      const hasEffects = Object.keys(constraints.effects).length + constraints.advanced.length > 0;
      const page = this.#open(this.#source(camera), {
        circumstances: { asked: 'asked' in judged ? judged.asked : asked, forced, serverUp },
        constraints: hasEffects ? constraints.all : null,
      });
      natives.removeTrack(stream, camera);
      natives.addTrack(stream, page.track);
      return page;
    });
    const blurred = opened.filter((page) => page.configuration.settings.backgroundBlur);
    await Promise.all(blurred.map((page) => page.untilComposed()));
  }

  /**
   * @param {PageTrack} page
   * @returns {MediaStreamTrack} an independent track of the same camera
   */
  clone(page) {
    const natives = this.#natives;
    if (page.ended) return natives.cloneTrack(page.track);
    const { track } = this.#open(page.source, page.opening);
    track.enabled = natives.trackEnabled(page.track);
    track.contentHint = page.track.contentHint;
    return track;
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

  /** @param {MediaStreamTrack} camera */
  #source(camera) {
    const source = new CameraSource(this.#natives, camera, {
      exchange: (offer) => this.#exchange(offer),
      onServer: (up) => this.server.tell(up),
      onStatus: () => this.#status(),
      onEnd: () => {
        this.#sources.delete(source);
        this.#status();
      },
    });
    this.#sources.add(source);
    return source;
  }

  /** @param {string} sdp */
  async #exchange(sdp) {
    const reply = await this.#bridge.request({ type: 'openSession', sdp }, EXCHANGE_WITHIN_MS);
    if (!reply.ok) throw new DOMException(reply.message, 'OperationError');
    return reply.value ?? '';
  }

  #status() {
    this.server.watch(this.inUse);
    this.#bridge.status([...this.#sources].map((source) => source.status));
  }

  /** @param {(track: PageTrack) => void} visit */
  #each(visit) {
    for (const source of this.#sources) for (const track of source.tracks) visit(track);
  }
}
