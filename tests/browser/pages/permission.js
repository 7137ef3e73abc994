/** What a page finds of the permission to use camera and microphone while it asks for them. */

/** @type {PermissionName[]} */
const DEVICES = ['camera', 'microphone'];
const EFFECTS = ['backgroundBlur', 'backgroundSegmentationMask'];

/** Ways to ask; each is tried on a site of its own that was never asked before. */
export const ways = {
  camera: () => open({ video: true }),
  'camera twice at once': () => Promise.all([open({ video: true }), open({ video: true })]),
  'camera twice in a row': async () => [await open({ video: true }), await open({ video: true })],
  'camera and microphone': () => open({ audio: true, video: true }),
  'camera, then microphone': async () => [await open({ video: true }), await open({ audio: true })],
  'camera with effects': () =>
    open({ video: Object.fromEntries(EFFECTS.map((name) => [name, true])) }),
  'legacy camera': () =>
    new Promise((resolve) => {
      /** @type {any} */ (navigator).webkitGetUserMedia(
        { video: true },
        (/** @type {MediaStream} */ stream) => resolve(close(stream)),
        resolve,
      );
    }).then(plain),
  nothing: () => open({}),
};

/** Ways that the standard refuses before the person is asked. */
export const refused = Object.fromEntries(
  EFFECTS.map((name) => [name, () => open({ video: { [name]: { exact: true } } })]),
);

/** @param {() => Promise<unknown>} way */
export async function ask(way) {
  const statuses = await Promise.all(DEVICES.map(query));
  const states = () => statuses.map(({ state }) => state);
  const before = states();
  /** @type {[string, PermissionState][]} */
  const events = [];
  for (const status of statuses) {
    status.addEventListener('change', () => events.push([status.name, status.state]));
  }
  const answer = await way();
  await Promise.all(statuses.map(told));
  const devices = await navigator.mediaDevices.enumerateDevices();
  return {
    before,
    answer,
    events,
    after: states(),
    labelled: devices.map(({ kind, label }) => [kind, label !== '']),
  };
}

/** @param {PermissionName} name */
function query(name) {
  return navigator.permissions.query({ name });
}

/**
 * Returns when a status has been told what is so by now.
 * @param {PermissionStatus} status
 * @param {number} at of its device
 */
async function told(status, at) {
  const { state } = await query(/** @type {PermissionName} */ (DEVICES[at]));
  if (status.state === state) return;
  await new Promise((resolve) => status.addEventListener('change', resolve, { once: true }));
}

/** @param {MediaStreamConstraints} constraints */
function open(constraints) {
  return navigator.mediaDevices.getUserMedia(constraints).then(close).then(plain, plain);
}

/** @param {MediaStream} stream */
function close(stream) {
  const kinds = stream.getTracks().map(({ kind }) => kind);
  for (const track of stream.getTracks()) track.stop();
  return kinds;
}

/** @param {unknown} answer */
function plain(answer) {
  return answer instanceof Error || answer instanceof DOMException
    ? `${answer.name}: ${answer.message}`
    : answer;
}
