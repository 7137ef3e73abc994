/** What the popup says, from what it knows. Pure. */

/** @typedef {import('../shared/messages.js').CameraStatus} CameraStatus */
/** @typedef {import('../shared/messages.js').Policy} Policy */

/**
 * asking: no answer yet · up · down: with the reason in words
 * @typedef {{state: 'asking'} | {state: 'up'} | {state: 'down', message: string}} ServerState
 */

/**
 * What the popup knows of the tab in front of the person.
 * @typedef {object} Tab
 * @property {'asking' | 'here' | 'unreached'} script whether Camveil runs in the tab's documents
 * @property {string} origin its top-level origin, when known
 * @property {Policy} policy
 * @property {CameraStatus[]} cameras of all its documents
 */

/**
 * @param {Tab} tab
 * @param {ServerState} server
 * @returns {{site: string, choice: string, effect: string, frameRate: string, server: string, advice: string}}
 */
export function words(tab, server) {
  return {
    site: tab.script === 'here' ? siteName(tab.origin) : '',
    choice: choiceOf(tab),
    effect: effectOf(tab),
    frameRate: frameRateOf(tab.cameras),
    server: { asking: 'asking …', up: 'reachable', down: 'not reachable' }[server.state],
    advice: adviceOf(tab, server),
  };
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

/** @param {Tab} tab */
function effectOf({ script, cameras }) {
  if (script === 'asking') return 'asking …';
  if (cameras.length === 0) return 'not in use';
  const has = effectsOf(cameras);
  const mask = cameras.some((camera) => camera.mask) ? ', with mask' : '';
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
 * @param {Tab} tab
 * @param {ServerState} server
 */
function adviceOf({ script, cameras }, server) {
  if (script === 'unreached') {
    return 'Camveil is not in this tab: it was open before the extension. Reload the tab.';
  }
  if (server.state === 'down') return server.message;
  const has = effectsOf(cameras);
  if (has('concealed') && !has('raw') && !has('arming')) {
    return 'Nobody sees your room. The picture comes back by itself.';
  }
  return '';
}
