/**
 * What `new VideoFrame` is given, read as the browser reads it: each member once, in the order of the
 * alphabet. Chromium leaves `metadata` out.
 */

import { isObject } from '../shared/objects.js';

const { get } = Reflect;
const [OwnProxy, OwnTypeError] = [Proxy, TypeError];

const MEMBER = 'metadata';
/** What a proxy of it answers need not be what it has. */
const EMPTY = Object.freeze(Object.create(null));

/**
 * VideoFrameMetadata, as far as it is ours.
 * @typedef {object} Metadata
 * @property {boolean | undefined} blurred
 * @property {ImageBitmap | undefined} mask the page's own
 */

/** @typedef {(value: unknown) => value is ImageBitmap} IsBitmap */

export class FrameInit {
  #isBitmap;
  #init;
  #type = 'VideoFrameInit';
  #isRead = false;
  /** What the page has given, if it has. @type {Metadata | undefined} */
  metadata;
  /** The same. @type {unknown} */
  timestamp;

  /**
   * @param {object} init the page's
   * @param {IsBitmap} isBitmap
   */
  constructor(init, isBitmap) {
    this.#init = init;
    this.#isBitmap = isBitmap;
  }

  /**
   * @param {unknown} init the page's
   * @param {IsBitmap} isBitmap
   * @returns {FrameInit | undefined} undefined for what is none: the browser says why, or needs none
   */
  static of(init, isBitmap) {
    return isObject(init) ? new FrameInit(init, isBitmap) : undefined;
  }

  /**
   * @param {boolean} withTimestamp
   * @returns {object} for the browser: while it reads this, all of the init becomes known
   */
  watched(withTimestamp) {
    /** @type {ProxyHandler<object>} */
    const handler = {
      // @ts-expect-error: a page may let every object inherit a trap
      __proto__: null,
      get: (_, name) => {
        const value = this.#read(name);
        return name === 'timestamp' && !withTimestamp ? undefined : value;
      },
    };
    return new OwnProxy(EMPTY, handler);
  }

  /** @param {string | symbol} name */
  #read(name) {
    if (name === 'codedHeight') this.#type = 'VideoFrameBufferInit';
    if (!this.#isRead && typeof name === 'string' && name > MEMBER) {
      this.#isRead = true;
      const failed = `Failed to construct 'VideoFrame': ${failedAt(MEMBER, this.#type)}`;
      this.metadata = readMetadata(get(this.#init, MEMBER), this.#isBitmap, failed);
    }
    const value = get(this.#init, name);
    if (name === 'timestamp') this.timestamp = value;
    return value;
  }
}

/**
 * @param {unknown} value
 * @param {IsBitmap} isBitmap
 * @param {string} failed what an error begins with
 * @returns {Metadata | undefined}
 */
function readMetadata(value, isBitmap, failed) {
  if (value === undefined) return undefined;
  const metadata = asDictionary(value, 'VideoFrameMetadata', failed);
  const blur = metadata.backgroundBlur;
  const blurred = blur === undefined ? undefined : readBlur(blur, failed);
  const mask = metadata.backgroundSegmentationMask;
  if (mask === undefined || isBitmap(mask)) return { blurred, mask };
  const place = failedAt('backgroundSegmentationMask', 'VideoFrameMetadata');
  throw new OwnTypeError(`${failed}${place}Failed to convert value to 'ImageBitmap'.`);
}

/**
 * @param {unknown} value
 * @param {string} failed
 */
function readBlur(value, failed) {
  const place = `${failed}${failedAt('backgroundBlur', 'VideoFrameMetadata')}`;
  const { enabled } = asDictionary(value, 'BackgroundBlur', place);
  if (enabled !== undefined) return !!enabled;
  throw new OwnTypeError(
    `${place}${failedAt('enabled', 'MediaEffectInfo')}Required member is undefined.`,
  );
}

/**
 * @param {unknown} value
 * @param {string} type
 * @param {string} failed
 * @returns {any} whose members can be read, as those of null can
 */
function asDictionary(value, type, failed) {
  if (value === null) return { __proto__: null };
  if (isObject(value)) return value;
  throw new OwnTypeError(`${failed}The provided value is not of type ${quoted(type)}.`);
}

/**
 * @param {string} member
 * @param {string} type
 */
function failedAt(member, type) {
  return `Failed to read the ${quoted(member)} property from ${quoted(type)}: `;
}

/** @param {string} name */
function quoted(name) {
  return `'${name}'`;
}
