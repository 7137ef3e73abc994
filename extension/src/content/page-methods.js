/** What the page's script may ask: the camera's own words, plus the effects. */

import { sorted } from '../shared/constraints.js';

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
    clone: (subject) => ({ tracks: [cameras.clone(found(subject))] }),
    stop: about((page) => page.end()),
    label: about((page) => page.source.camera.label),
    muted: about((page) => page.source.muted),
    settings: about(settingsOf),
    capabilities: about(capabilitiesOf),
    constraints: about((page) => page.constraints ?? page.source.camera.getConstraints()),
    stats: about((page) => page.readStats()),
    record: (subject, timestamp_us) => ({ value: found(subject).output.record(timestamp_us) }),
  };
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
    const judged = page.configuration.judge(split);
    if ('failedConstraint' in judged) {
      const { failedConstraint } = judged;
      const message = `${failedConstraint} setting value not supported`;
      throw new OverconstrainedError(failedConstraint, message);
    }
    const { camera } = page.source;
    const before = camera.getConstraints();
    // Only when there is something for the camera: an empty set would reset its size.
    const forCamera = Object.keys(split.native).length > 0;
    if (forCamera) await camera.applyConstraints(split.native);
    if (forCamera) page.counters.applyConstraints(split.native);
    try {
      await page.setAsked(judged.asked);
    } catch (error) {
      // Refused only by a camera that is just ending: then there is nothing to put back.
      if (forCamera) await camera.applyConstraints(before).catch(() => {});
      throw error;
    }
    page.constraints = split.all;
  });
}
