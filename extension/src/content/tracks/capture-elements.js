/**
 * The <usermedia> and <camera> elements of a document. The browser gives them a camera by itself when
 * the person clicks on them; the page is told of it when tracks of ours have taken the camera's place.
 */

import { splitConstraints } from '../../shared/constraints.js';
import { inOwnTask } from '../own-task.js';

/** What these elements say when they have captured. */
const EVENTS = { camera: 'track', usermedia: 'stream' };

/** @typedef {import('../../shared/constraints.js').Split} Split */

/**
 * What has become of a camera.
 * @typedef {object} Adopted
 * @property {'pending' | 'ours' | 'native'} state native: the page may have what the element has
 * @property {MediaStreamTrack[]} told for the page: before that, what it was told before
 */

export class CaptureElements {
  #cameras;
  /** By the camera's own track. @type {WeakMap<MediaStreamTrack, Adopted>} */
  #adopted = new WeakMap();
  /** By element, what it has captured last. @type {WeakMap<Element, Adopted>} */
  #last = new WeakMap();
  /** By element, what it is to ask for. @type {WeakMap<Element, Split>} */
  #preferred = new WeakMap();

  /** @param {Pick<import('./page-cameras.js').PageCameras, 'adopt' | 'policy'>} cameras */
  constructor(cameras) {
    this.#cameras = cameras;
  }

  /** @param {EventTarget} window before any script of its page runs */
  watch(window) {
    this.#listen(window);
    // Inside of a shadow tree, or removed meanwhile, an element's events do not pass the window.
    window.addEventListener(
      'click',
      (event) => {
        if (!event.isTrusted) return;
        const element = clickedIn(/** @type {MouseEvent} */ (event));
        if (!eventOf(element)) return;
        this.#listen(element);
        this.#endWhatHasEnded(element);
      },
      true,
    );
  }

  /**
   * @param {Element} element
   * @returns {MediaStreamTrack[] | null} what the page may know of; null when that is for the element
   *   to say
   */
  captured(element) {
    const adopted = this.#adoptedBy(element);
    if (adopted) return adopted.state === 'native' ? null : adopted.told;
    return tracksOf(element).length > 0 ? null : [];
  }

  /**
   * @param {Element} element
   * @param {Split} video what it is to ask for; as in the browser the first call counts
   */
  prefer(element, video) {
    if (!this.#preferred.has(element)) this.#preferred.set(element, video);
  }

  /** @param {EventTarget} target */
  #listen(target) {
    for (const type of Object.values(EVENTS)) target.addEventListener(type, this.#onEvent, true);
  }

  /** Keeps the browser's event from the page until there is something to tell it. */
  #onEvent = (/** @type {Event} */ event) => {
    if (!event.isTrusted) return;
    const adopted = this.#adoptedBy(/** @type {Element} */ (event.target));
    if (adopted && adopted.state !== 'native') event.stopImmediatePropagation();
  };

  /**
   * A camera goes off a little after the page's last track of it. For an element that is clicked on
   * while it has one, Chromium does nothing, and nothing ever after.
   * @param {Element} element
   */
  #endWhatHasEnded(element) {
    for (const track of tracksOf(element)) {
      const adopted = this.#adopted.get(track);
      if (adopted?.state !== 'ours') continue;
      const live = adopted.told.some((told) => told.kind === 'video' && told.readyState === 'live');
      if (!live) track.stop();
    }
  }

  /**
   * @param {Element} element
   * @returns {Adopted | undefined} undefined when it has no camera, or this site is left alone
   */
  #adoptedBy(element) {
    const tracks = tracksOf(element);
    const camera = tracks.find(({ kind }) => kind === 'video');
    if (!camera) return undefined;
    const known = this.#adopted.get(camera);
    if (known || this.#cameras.policy.alone) return known;
    /** @type {Adopted} */
    const adopted = { state: 'pending', told: this.#last.get(element)?.told ?? [] };
    this.#adopted.set(camera, adopted);
    void this.#adopt(element, tracks, adopted);
    return adopted;
  }

  /**
   * @param {Element} element
   * @param {MediaStreamTrack[]} tracks
   * @param {Adopted} adopted
   */
  async #adopt(element, tracks, adopted) {
    const video = this.#preferred.get(element) ?? splitConstraints({}, []);
    try {
      const replaced = await this.#cameras.adopt(tracks, video);
      adopted.told = replaced.tracks;
      adopted.state = replaced.ours ? 'ours' : 'native';
    } catch {
      for (const track of tracks) track.stop();
      adopted.state = 'native'; // which shows nothing any more
    }
    this.#last.set(element, adopted);
    inOwnTask(() => element.dispatchEvent(new Event(eventOf(element) ?? '')));
  }
}

/**
 * What the page's script may ask of them.
 * @param {CaptureElements} elements
 * @returns {Record<string, import('../channel.js').Method>}
 */
export function elementMethods(elements) {
  return {
    captured: (element) => {
      const tracks = elements.captured(/** @type {Element} */ (/** @type {unknown} */ (element)));
      return { value: tracks !== null, tracks: tracks ?? [] };
    },
    prefer: (element, video) => {
      elements.prefer(/** @type {Element} */ (/** @type {unknown} */ (element)), video);
      return {};
    },
  };
}

/**
 * @param {Element} element
 * @returns {string | undefined} the event by which it says that it has captured, if it can
 */
function eventOf(element) {
  return Object.entries(EVENTS).find(([name]) => name === element.localName)?.[1];
}

/**
 * @param {Element} element
 * @returns {MediaStreamTrack[]} what the browser has given to it
 */
function tracksOf(element) {
  if (!eventOf(element)) return [];
  const { track, stream } = /** @type {any} */ (element);
  if (stream) return stream.getTracks();
  return track ? [track] : [];
}

/**
 * @param {MouseEvent} click
 * @returns {Element} the innermost, in whatever shadow tree
 */
function clickedIn(click) {
  let element = /** @type {Element} */ (click.composedPath()[0]);
  for (;;) {
    const root = shadowOf(element);
    // A key clicks on what has the focus.
    const inner = click.detail
      ? root?.elementFromPoint(click.clientX, click.clientY)
      : root?.activeElement;
    if (!inner || inner === element) return element;
    element = inner;
  }
}

/**
 * @param {Element} element
 * @returns {ShadowRoot | null}
 */
function shadowOf(element) {
  try {
    return chrome.dom.openOrClosedShadowRoot(/** @type {HTMLElement} */ (element));
  } catch {
    return null; // no HTML element, or the extension is gone
  }
}
