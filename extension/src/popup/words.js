/** What the popup says, from what it knows. Pure. */

import { isLoopback } from '../shared/server-address.js';

/** @typedef {import('../shared/messages.js').CameraStatus} CameraStatus */
/** @typedef {import('../shared/messages.js').Policy} Policy */

/**
 * asking: no answer yet · up: paired if it has got a token from us · unpaired: it is there, and wants
 * a token that we have not · down. With the reason in words
 * @typedef {{state: 'asking'} | {state: 'up', paired: boolean} |
 *   {state: 'unpaired' | 'down', message: string}} ServerState
 */

/**
 * What the popup knows of the tab in front of the person.
 * @typedef {object} Tab
 * @property {import('./tab-documents.js').Script} script
 * @property {string} origin its top-level origin, when known
 * @property {Policy} policy
 * @property {CameraStatus[]} cameras of all its documents
 * @property {boolean} workersAlone whether it has workers that nothing of ours may be in
 */

/**
 * @param {Tab} tab
 * @param {ServerState} server
 * @returns {{site: string, choice: string, effect: string, frameRate: string, server: string, load: string, advice: string}}
 */
export function words(tab, server) {
  const flowing = tab.cameras.filter((camera) => !camera.paused);
  return {
    site: tab.script === 'here' ? siteName(tab.origin) : '',
    choice: choiceOf(tab),
    effect: effectOf(tab, flowing),
    frameRate: frameRateOf(flowing),
    server: serverOf(server),
    load: loadOf(flowing),
    advice: adviceOf(tab, flowing, server),
  };
}

/**
 * @param {string} address the server's
 * @returns {string} the warning that is shown as long as pictures go there; empty for none
 */
export function leavingWords(address) {
  return isLoopback(address)
    ? ''
    : `Pictures leave this machine: they go to ${new URL(address).host}.`;
}

/** @param {ServerState} server */
function serverOf(server) {
  if (server.state === 'up') return server.paired ? 'reachable, paired' : 'reachable';
  return { asking: 'asking …', unpaired: 'not paired', down: 'not reachable' }[server.state];
}

/** @param {string} origin */
function siteName(origin) {
  return URL.canParse(origin) ? new URL(origin).host : origin;
}

/** @param {Tab} tab */
function choiceOf({ script, policy }) {
  if (script !== 'here') return '';
  return {
    site: 'This site decides',
    always: 'Always on for this site',
    alone: 'Camveil leaves this site alone',
  }[policy];
}

/**
 * @param {Tab} tab
 * @param {CameraStatus[]} flowing those of its cameras that are not paused
 */
function effectOf({ script, cameras }, flowing) {
  if (script === 'asking') return 'asking …';
  if (script === 'unreached') return 'not known';
  if (cameras.length === 0) return 'not in use';
  if (flowing.length === 0) return 'paused';
  const has = effectsOf(flowing);
  const mask = flowing.some((camera) => camera.mask) ? ', with mask' : '';
  // The least hidden camera counts: nobody is told that the room is hidden while one shows it.
  if (has('raw') || has('arming')) return `not blurred${mask}`;
  if (has('concealed')) return 'hidden as a whole';
  return `background blurred${mask}`;
}

/** @param {CameraStatus[]} cameras */
function effectsOf(cameras) {
  return (/** @type {CameraStatus['effect']} */ effect) =>
    cameras.some((camera) => camera.effect === effect);
}

/** @param {CameraStatus[]} cameras */
function frameRateOf(cameras) {
  if (cameras.length === 0) return '–';
  const [slowest = 0] = cameras.map((camera) => camera.frame_rate).sort((a, b) => a - b);
  return `${Math.round(slowest)} frames a second`;
}

/**
 * @param {CameraStatus[]} cameras
 * @returns {string} what the server has to say of the effect's cost; empty for nothing
 */
function loadOf(cameras) {
  const reports = cameras.flatMap(({ load }) => load);
  // The worst of each: what takes most of its camera's interval, and of the processor.
  const [slow] = reports
    .filter((report) => report.type === 'filterFrameDurationHigh')
    .sort((a, b) => shareOf(b) - shareOf(a));
  const [busy] = reports
    .filter((report) => report.type === 'filterCPUUtilizationHigh')
    .sort((a, b) => b.cpuUtilization - a.cpuUtilization);
  const parts = [];
  if (slow) {
    const lost = slow.framesDropped === 1 ? '1 frame lost' : `${slow.framesDropped} frames lost`;
    parts.push(`${Math.round(100 * shareOf(slow))} % of the time between frames, ${lost}`);
  }
  if (busy) parts.push(`${Math.round(busy.cpuUtilization)} % of a processor core`);
  return parts.join('; ');
}

/** @param {import('../shared/protocol.js').FilterFrameDurationHigh} report */
function shareOf({ avgFilterDurationMillis, framerate }) {
  return (avgFilterDurationMillis * framerate) / 1000;
}

/**
 * @param {Tab} tab
 * @param {CameraStatus[]} flowing
 * @param {ServerState} server
 */
function adviceOf({ script, workersAlone }, flowing, server) {
  // An extension without the permission to see addresses cannot tell why: this is true of any tab.
  if (script === 'unreached') {
    return (
      'Camveil is not in this tab. It runs on https and localhost pages, not on the browser’s ' +
      'own. Reload the tab if it was open before the extension.'
    );
  }
  if (server.state === 'unpaired' || server.state === 'down') return server.message;
  const has = effectsOf(flowing);
  if (has('concealed') && !has('raw') && !has('arming')) {
    return 'Nobody sees your room. The picture comes back by itself.';
  }
  // The picture is as safe as elsewhere: what is missing is what the frames tell of themselves.
  if (workersAlone && flowing.length > 0) {
    return (
      'Camveil is not in this page’s workers, as a rule because of the site’s policy: frames there ' +
      'do not say whether they are blurred.'
    );
  }
  return '';
}
