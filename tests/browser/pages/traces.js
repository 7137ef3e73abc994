/**
 * Everything that a page without a camera can look at to find out who has been here: compared with
 * what the same page finds in stock Chromium. A classic script, so that it runs at once.
 */

(() => {
  const print = Function.prototype.toString;

  /** @param {unknown} value */
  function look(value) {
    if (typeof value !== 'function') return typeof value;
    const own = Reflect.ownKeys(value).map(String).join();
    const { name, length } = value;
    return `${print.call(value)} | ${name} ${length} | ${own} | ${'prototype' in value}`;
  }

  /** @param {PropertyDescriptor} descriptor */
  function describe({ value, get, set, writable, enumerable, configurable }) {
    const flags = `${writable} ${enumerable} ${configurable}`;
    return get || set ? `get ${look(get)} set ${look(set)} ${flags}` : `${look(value)} ${flags}`;
  }

  /**
   * @param {Record<string, string>} found
   * @param {string} path
   * @param {object} owner
   */
  function listMembers(found, path, owner) {
    for (const key of Reflect.ownKeys(owner)) {
      const descriptor = Object.getOwnPropertyDescriptor(owner, key);
      if (descriptor) found[`${path}.${String(key)}`] = describe(descriptor);
    }
    const order = Reflect.ownKeys(owner).map(String);
    found[`${path} order`] = order.filter((name) => !/^\d+$/.test(name)).join();
  }

  /** @param {typeof globalThis} realm every global, and every interface's members */
  function members(realm) {
    /** @type {Record<string, string>} */
    const found = {};
    listMembers(found, 'window', realm);
    for (const name of Object.getOwnPropertyNames(realm)) {
      const descriptor = Object.getOwnPropertyDescriptor(realm, name);
      const value = descriptor?.value;
      if (typeof value !== 'function' || !/^[A-Z]/.test(name)) continue;
      listMembers(found, name, value);
      if (value.prototype) {
        listMembers(found, `${name}.prototype`, value.prototype);
        const isIt = value.prototype.constructor === value;
        found[`${name}.prototype.constructor is it`] = String(isIt);
        const parent = Object.getPrototypeOf(value.prototype)?.constructor?.name;
        found[`${name} extends`] = String(parent);
      }
    }
    return found;
  }

  /**
   * The stack of what a call throws, or of what its promise rejects with.
   * @param {() => unknown} call
   */
  async function failure(call) {
    try {
      await call();
      return 'nothing thrown';
    } catch (error) {
      const { name, message, stack } = /** @type {Error} */ (error);
      const own = Reflect.ownKeys(/** @type {Error} */ (error)).join();
      return `${name}: ${message} | ${own} | ${String(stack).replaceAll(location.origin, '')}`;
    }
  }

  /** Calls that fail, each in another way. */
  function failures() {
    const { mediaDevices } = navigator;
    const media = MediaDevices.prototype;
    const track = MediaStreamTrack.prototype;
    const nobody = /** @type {any} */ ({});
    const detached = mediaDevices.getUserMedia;
    /** @type {Record<string, () => unknown>} */
    const calls = {
      settings: () => track.getSettings.call(nobody),
      apply: () => track.applyConstraints.call(nobody),
      label: () => Reflect.get(track, 'label', nobody),
      clone: () => track.clone.call(nobody),
      stop: () => track.stop.call(nobody),
      'onconfigurationchange on nobody': () =>
        'onended' in track && Reflect.get(track, 'onended', nobody),
      supported: () => media.getSupportedConstraints.call(nobody),
      camera: () => media.getUserMedia.call(nobody),
      'camera detached': () => detached({ video: true }),
      'camera of nothing': () => mediaDevices.getUserMedia(),
      'camera neither': () => mediaDevices.getUserMedia({}),
      'camera of 5': () => mediaDevices.getUserMedia(/** @type {any} */ (5)),
      'new camera': () => new /** @type {any} */ (mediaDevices.getUserMedia)(),
      'getter that throws': () =>
        mediaDevices.getUserMedia({
          /** @returns {boolean} */
          get video() {
            throw new RangeError('of the page');
          },
        }),
      'legacy without arguments': () => /** @type {any} */ (navigator).getUserMedia(),
      'legacy of nobody': () => /** @type {any} */ (navigator).getUserMedia.call(nobody),
      processor: () => new MediaStreamTrackProcessor(/** @type {any} */ ({ track: {} })),
      'processor of nothing': () => new /** @type {any} */ (MediaStreamTrackProcessor)(),
      'processor called': () => /** @type {any} */ (MediaStreamTrackProcessor)({}),
      metadata: () => VideoFrame.prototype.metadata.call(nobody),
      'frame clone': () => VideoFrame.prototype.clone.call(nobody),
      reader: () => ReadableStream.prototype.getReader.call(nobody),
      'stream clone': () => MediaStream.prototype.clone.call(nobody),
      append: () => document.body.appendChild(nobody),
      'append nothing': () => /** @type {any} */ (document.body).append(Symbol('none')),
      'inner HTML': () => Reflect.set(Element.prototype, 'innerHTML', '', nobody),
      window: () => Reflect.get(HTMLIFrameElement.prototype, 'contentWindow', nobody),
      print: () => print.call(nobody),
      'clone of a function': () => structuredClone(() => {}),
    };
    return calls;
  }

  async function collect() {
    const frame = /** @type {any} */ (document.querySelector('iframe')?.contentWindow);
    const empty = document.body.appendChild(document.createElement('iframe'));
    const inEmpty = /** @type {any} */ (empty.contentWindow);
    /** @type {Record<string, string>} */
    const failed = {};
    for (const [name, call] of Object.entries(failures())) failed[name] = await failure(call);
    const { mediaDevices } = navigator;
    const foreign = frame.Function.prototype.toString;
    return {
      members: members(globalThis),
      'members in a frame': members(frame),
      'members in an empty frame': members(inEmpty),
      failed,
      'printed by another realm': {
        camera: foreign.call(mediaDevices.getUserMedia),
        settings: foreign.call(MediaStreamTrack.prototype.getSettings),
        append: foreign.call(Node.prototype.appendChild),
        print: foreign.call(print),
        'of a frame': print.call(frame.MediaDevices.prototype.getUserMedia),
        'of an empty frame': print.call(inEmpty.MediaDevices.prototype.getUserMedia),
        'of an empty frame, by itself': inEmpty.Function.prototype.toString.call(
          inEmpty.MediaDevices.prototype.getUserMedia,
        ),
      },
      others: {
        supported: Object.keys(mediaDevices.getSupportedConstraints()).join(),
        devices: Reflect.ownKeys(mediaDevices).join(),
        resources: performance
          .getEntriesByType('resource')
          .map(({ name }) => name.replaceAll(location.origin, ''))
          .join(),
        scripts: String(document.scripts.length),
        elements: document.documentElement.outerHTML,
        marks: String(performance.getEntriesByType('mark').length),
      },
    };
  }

  Object.assign(globalThis, { collectTraces: collect, collectMembers: members });
})();
