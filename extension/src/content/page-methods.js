/** What the page's script may ask: the camera's own words, plus the effects. */

import { EFFECT_NAMES, forBrowser, sorted } from '../shared/constraints.js';
import { handedOver } from '../shared/native-effects.js';
import { CameraLimits } from './constraints/camera-limits.js';
import { forCamera, mixesOldNames } from './constraints/select-settings.js';
import { appliedConstraints } from './constraints/told-constraints.js';
import { takePhoto } from './tracks/still-photos.js';

/** @typedef {import('../shared/constraints.js').Split} Split */
/** @typedef {import('../shared/worlds.js').FrameRecord} FrameRecord */
/** @typedef {import('./tracks/page-cameras.js').PageCameras} PageCameras */
/** @typedef {import('./tracks/page-track.js').PageTrack} PageTrack */

/** What a track can still say of itself once it has ended (mediacapture-main). */
const INHERENT_SETTINGS = ['deviceId', 'facingMode', 'groupId'];

/**
 * @param {PageCameras} cameras
 * @returns {Record<string, import('./channel.js').Method>}
 */
export function pageMethods(cameras) {
  /**
   * @param {(page: PageTrack) => unknown} told
   * @returns {import('./channel.js').Method}
   */
  const about = (told) => (subject) => ({ value: told(found(subject)) });
  /** @param {MediaStreamTrack | null} subject */
  const found = (subject) => {
    const page = cameras.find(subject);
    if (!page) throw new DOMException('not a track of ours', 'InvalidStateError');
    return page;
  };
  return {
    open: async (_, audio, video) => {
      const { tracks, ours } = await cameras.open(audio, video);
      return { tracks, value: ours };
    },
    apply: async (subject, split) => {
      await apply(found(subject), split);
      return {};
    },
    takePhoto: async (subject, settings) => ({ value: await takePhoto(found(subject), settings) }),
    getPhotoCapabilities: async (subject) => ({
      value: await captureOf(found(subject)).getPhotoCapabilities(),
    }),
    getPhotoSettings: async (subject) => ({
      value: await captureOf(found(subject)).getPhotoSettings(),
    }),
    clone: (subject) => ({ tracks: [cameras.clone(found(subject))] }),
    stop: about((page) => page.end()),
    label: about((page) => page.source.camera.label),
    muted: about((page) => page.source.muted),
    settings: about(settingsOf),
    capabilities: about(capabilitiesOf),
    constraints: about((page) =>
      isTheBrowsers(page) ? page.source.camera.getConstraints() : page.constraints,
    ),
    stats: about((page) => page.readStats()),
    shown: (subject, told_us, captured_ms) => ({
      value: shownBy(found(subject), told_us, captured_ms),
    }),
    share: (subject, port) => ({ value: found(subject).output.share(port) }),
    record: (subject, timestamp_us) => {
      const page = found(subject);
      return { value: recordOf(page, page.output.record(timestamp_us)) };
    },
  };
}

/**
 * @param {PageTrack} page
 * @param {number} told_us Chromium's time of a frame that a video element shows
 * @param {number | null} captured_ms Chromium's, if it tells it
 * @returns {import('../shared/worlds.js').ShownFrame | undefined}
 */
function shownBy(page, told_us, captured_ms) {
  const shown = page.output.shown(page.source.times, told_us, captured_ms);
  const record = recordOf(page, shown?.record);
  if (!shown || !record) return shown;
  // What is black has no mask, whatever was made of it.
  return { ...shown, record: page.flows ? record : { ...record, mask: null } };
}

/**
 * @param {PageTrack} page
 * @returns {boolean} whether the browser makes and judges all effects itself
 */
function isTheBrowsers({ configuration }) {
  return configuration.toldNatively.length === EFFECT_NAMES.length;
}

/** @param {PageTrack} page */
function captureOf(page) {
  return new ImageCapture(page.source.camera);
}

/**
 * @param {PageTrack} page
 * @param {FrameRecord | undefined} record
 * @returns {FrameRecord | undefined} with the blur that is the browser's own
 */
function recordOf({ configuration, source }, record) {
  if (!record || record.blurred || !configuration.native.includes('backgroundBlur')) return record;
  const { mask, blurredNatively = source.camera.getSettings().backgroundBlur === true } = record;
  return { blurred: blurredNatively, mask };
}

/** @param {PageTrack} page */
function settingsOf(page) {
  const { configuration, source } = page;
  const makes = configuration.native.length > 0;
  // Such a track has its camera for itself, and what the browser tells of an ended one is its own.
  if (page.ended && makes) source.camera.stop();
  const members = Object.entries(source.camera.getSettings()).filter(
    ([name]) => !page.ended || makes || INHERENT_SETTINGS.includes(name),
  );
  return sorted({ ...Object.fromEntries(members), ...configuration.settings });
}

/** @param {PageTrack} page */
function capabilitiesOf(page) {
  const camera = page.source.camera.getCapabilities();
  return sorted({ ...camera, ...page.configuration.capabilities });
}

/**
 * @param {PageTrack} page
 * @param {Split} split
 */
async function apply(page, split) {
  await page.calls.run(async () => {
    const { configuration, source } = page;
    const { camera } = source;
    const given = handedOver(split, configuration.native);
    if (isTheBrowsers(page)) {
      if (page.ended) camera.stop();
      await constrainCamera(page, forBrowser(given));
      return;
    }
    if (page.ended) return;
    if (mixesOldNames(split)) throw new OverconstrainedError('', 'Cannot parse constraints');
    const limits = CameraLimits.of({ ...camera.getCapabilities() });
    const ours = handedOver(split, configuration.toldNatively);
    const judged = configuration.judge(ours, limits);
    if ('failedConstraint' in judged) {
      const { failedConstraint } = judged;
      const message = `${failedConstraint} setting value not supported`;
      throw new OverconstrainedError(failedConstraint, message);
    }
    const before = camera.getConstraints();
    const native = forCamera(given, judged.met);
    const isGiven = Object.keys(native).length > 0;
    if (isGiven) await constrainCamera(page, native);
    try {
      await page.setAsked(judged.asked);
    } catch (error) {
      // Refused only by a camera that is just ending: then there is nothing to put back.
      if (isGiven) await constrainCamera(page, before).catch(() => {});
      throw error;
    }
    page.constraints = appliedConstraints(given, isGiven ? { ...camera.getConstraints() } : {});
  });
}

/**
 * @param {PageTrack} page
 * @param {MediaTrackConstraints} constraints
 */
async function constrainCamera({ source, counters }, constraints) {
  const change = () => source.camera.applyConstraints(constraints);
  if (source.tracks.length === 1) {
    await counters.restFor(change);
    return;
  }
  await change();
  counters.applyConstraints(constraints);
}
