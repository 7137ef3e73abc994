/** What can be found without a constraint: names, functions, types. */

import { outcome, plain, withTrack } from './answers.js';

const track = MediaStreamTrack.prototype;
const devices = MediaDevices.prototype;

/** @type {[string, any, string[]][]} */
const OWNERS = [
  ['MediaDevices', devices, ['getUserMedia', 'getSupportedConstraints']],
  ['MediaStream', MediaStream.prototype, ['clone']],
  [
    'MediaStreamTrack',
    track,
    [
      'applyConstraints',
      ...['clone', 'getCapabilities', 'getConstraints', 'getSettings', 'stop'],
      ...['label', 'muted', 'onconfigurationchange'],
    ],
  ],
  ['Navigator', Navigator.prototype, ['getUserMedia', 'webkitGetUserMedia']],
];

/** @param {Function | undefined} fn */
function shape(fn) {
  if (!fn) return null;
  const { name, length } = Object.getOwnPropertyDescriptors(fn);
  return {
    name,
    length,
    keys: Reflect.ownKeys(fn).map(String),
    printed: [fn.toString(), `${fn}`, Function.prototype.toString.call(fn)],
    proto: Object.getPrototypeOf(fn) === Function.prototype,
  };
}

/** @returns {import('./answers.js').Cases} */
export function discovery() {
  /** @type {import('./answers.js').Cases} */
  const cases = {};
  for (const [type, owner, names] of OWNERS) {
    for (const name of names) {
      cases[`function ${type}.${name}`] = () => {
        const { value, get, set, ...rest } = Object.getOwnPropertyDescriptor(owner, name) ?? {};
        return { ...rest, value: shape(value), get: shape(get), set: shape(set) };
      };
    }
    cases[`members of ${type}`] = () => Object.getOwnPropertyNames(owner).sort();
  }
  return { ...cases, ...SUPPORT, ...BRANDS, ...HANDLERS };
}

/** @type {import('./answers.js').Cases} */
const SUPPORT = {
  'supported constraints': () => {
    const supported = navigator.mediaDevices.getSupportedConstraints();
    const fresh = navigator.mediaDevices.getSupportedConstraints() !== supported;
    return [
      Object.entries(plain(supported)),
      fresh,
      Object.getPrototypeOf(supported) === Object.prototype,
    ];
  },
  'functions printed by another document': async () => {
    const answers = [];
    for (const address of ['about:blank', '/blank']) {
      const frame = document.createElement('iframe');
      const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
      frame.src = address;
      document.body.append(frame);
      await loaded;
      const { Function: Other } = /** @type {any} */ (frame.contentWindow);
      for (const fn of [
        devices.getUserMedia,
        track.applyConstraints,
        Function.prototype.toString,
      ]) {
        answers.push(Other.prototype.toString.call(fn), Function.prototype.toString.call(Other));
      }
      frame.remove();
    }
    return answers;
  },
  'own members': async () => [
    Object.getOwnPropertyNames(navigator.mediaDevices),
    Object.getOwnPropertyNames(navigator),
  ],
  'own members of a track': () =>
    withTrack(async (own) => [
      Reflect.ownKeys(own).map(String),
      JSON.stringify(own),
      String(own),
      own.constructor === MediaStreamTrack,
      Object.getPrototypeOf(own) === MediaStreamTrack.prototype,
    ]),
  'a device before it is open': async () =>
    Promise.all(
      (await navigator.mediaDevices.enumerateDevices()).map(async (device) => [
        device.kind,
        device instanceof InputDeviceInfo && Object.keys(plain(device.getCapabilities())),
      ]),
    ),
  'tracks that no camera feeds': async () => {
    const canvas = document.createElement('canvas').captureStream().getVideoTracks();
    const generator = new MediaStreamTrackGenerator({ kind: 'video' });
    const audio = new AudioContext().createMediaStreamDestination().stream.getAudioTracks();
    return [...canvas, generator, generator.clone(), ...audio].map((other) => [
      String(other),
      Object.keys(plain(other.getSettings())),
      Object.keys(plain(other.getCapabilities())),
    ]);
  },
};

/** @type {import('./answers.js').Cases} */
const BRANDS = {
  'called on what is no track': async () => {
    const names = /** @type {const} */ ([
      'applyConstraints',
      ...['clone', 'getCapabilities', 'getConstraints', 'getSettings', 'stop'],
    ]);
    /** @type {Record<string, unknown>} */
    const answers = {};
    for (const name of names) {
      for (const receiver of [{}, undefined, null, track, 5]) {
        answers[`${name} ${String(receiver)}`] = await outcome(() =>
          /** @type {any} */ (track)[name].call(receiver),
        );
      }
    }
    for (const name of ['label', 'muted', 'onconfigurationchange', 'onmute']) {
      answers[name] = await outcome(() => /** @type {any} */ (track)[name]);
    }
    for (const name of ['onconfigurationchange', 'onmute']) {
      answers[`${name} =`] = await outcome(() => {
        const { set } = Object.getOwnPropertyDescriptor(track, name) ?? {};
        set?.call({}, () => {});
      });
    }
    return answers;
  },
  'called on what are no devices': async () => [
    await outcome(() => devices.getUserMedia.call(/** @type {any} */ ({}), { video: true })),
    await outcome(() => devices.getUserMedia.call(devices, { video: true })),
    await outcome(() => devices.getUserMedia.call(/** @type {any} */ (undefined), { video: true })),
    await outcome(() => devices.getSupportedConstraints.call(/** @type {any} */ ({}))),
  ],
  'called on what is no stream': () =>
    outcome(() => MediaStream.prototype.clone.call(/** @type {any} */ ({}))),
  'called with new': async () => {
    const answers = [];
    for (const fn of [devices.getUserMedia, track.applyConstraints, track.clone]) {
      answers.push(await outcome(() => new /** @type {any} */ (fn)({ video: true })));
    }
    return answers;
  },
};

/** @type {import('./answers.js').Cases} */
const HANDLERS = {
  'a handler of configurationchange': () =>
    withTrack(async (own) => {
      const target = /** @type {any} */ (own);
      const handler = () => {};
      const object = { handleEvent() {} };
      return [undefined, null, 5, 'x', handler, {}, object, handler, null].map((value) => {
        target.onconfigurationchange = value;
        const now = target.onconfigurationchange;
        return now === null ? 'null' : now === value;
      });
    }),
  'the order of handlers': () =>
    withTrack(async (own) => {
      const target = /** @type {any} */ (own);
      /** @type {unknown[]} */
      const calls = [];
      const note = (/** @type {string} */ name) =>
        /** @type {{m(this: unknown, event: Event): void}} */ ({
          m(event) {
            calls.push([name, this === own, event.target === own, event.currentTarget === own]);
          },
        }).m;
      target.addEventListener('configurationchange', note('first'));
      target.onconfigurationchange = note('handler');
      target.addEventListener('configurationchange', note('last'));
      target.onconfigurationchange = note('other handler');
      own.dispatchEvent(new Event('configurationchange'));
      target.onconfigurationchange = null;
      target.onconfigurationchange = note('new handler');
      own.dispatchEvent(new Event('configurationchange'));
      return calls;
    }),
  'a handler that prevents': () =>
    withTrack(async (own) => {
      const target = /** @type {any} */ (own);
      target.onconfigurationchange = () => false;
      const event = new Event('configurationchange', { cancelable: true });
      return [own.dispatchEvent(event), event.defaultPrevented];
    }),
  'a handler that is an object': () =>
    withTrack(async (own) => {
      const target = /** @type {any} */ (own);
      let calls = 0;
      target.onconfigurationchange = { handleEvent: () => (calls += 1) };
      own.dispatchEvent(new Event('configurationchange'));
      return calls;
    }),
  'handlers of clones': () =>
    withTrack(async (own) => {
      const target = /** @type {any} */ (own);
      target.onconfigurationchange = () => {};
      const clone = own.clone();
      const answer = /** @type {any} */ (clone).onconfigurationchange;
      clone.stop();
      return answer;
    }),
};
