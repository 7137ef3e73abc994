/** What the page's script may ask: the camera's own words, plus the effects. */

import { sorted } from '../shared/constraints.js';
import { CameraLimits } from './constraints/camera-limits.js';
import { forCamera, mixesOldNames } from './constraints/select-settings.js';
import { appliedConstraints } from './constraints/told-constraints.js';
import { takePhoto } from './tracks/still-photos.js';

/** @typedef {import('../shared/constraints.js').Split} Split */
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
    constraints: about((page) => page.constraints),
    stats: about((page) => page.readStats()),
    shown: (subject, told_us, captured_ms) => ({
      value: found(subject).shown(told_us, captured_ms),
    }),
    record: (subject, timestamp_us) => ({ value: found(subject).output.record(timestamp_us) }),
  };
}

/** @param {PageTrack} page */
function captureOf(page) {
  return new ImageCapture(page.source.camera);
}

/** @param {PageTrack} page */
function settingsOf(page) {
  const camera = page.source.camera.getSettings();
  if (!page.ended) return sorted({ ...camera, ...page.configuration.settings });
  const members = Object.entries(camera).filter(([name]) => INHERENT_SETTINGS.includes(name));
  return sorted({ ...Object.fromEntries(members), ...page.configuration.settings });
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
    if (page.ended) return;
    const { camera } = page.source;
    if (mixesOldNames(split)) throw new OverconstrainedError('', 'Cannot parse constraints');
    const limits = CameraLimits.of({ ...camera.getCapabilities() });
    const judged = page.configuration.judge(split, limits);
    if ('failedConstraint' in judged) {
      const { failedConstraint } = judged;
      const message = `${failedConstraint} setting value not supported`;
      throw new OverconstrainedError(failedConstraint, message);
    }
    const before = camera.getConstraints();
    const native = forCamera(split, judged.met);
    const isGiven = Object.keys(native).length > 0;
    if (isGiven) await constrainCamera(page, native);
    try {
      await page.setAsked(judged.asked);
    } catch (error) {
      // Refused only by a camera that is just ending: then there is nothing to put back.
      if (isGiven) await constrainCamera(page, before).catch(() => {});
      throw error;
    }
    page.constraints = appliedConstraints(split, isGiven ? { ...camera.getConstraints() } : {});
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
