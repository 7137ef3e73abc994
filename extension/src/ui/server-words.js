/** What is said about the server. Pure. */

import { isLoopback } from '../shared/server-address.js';

/** @typedef {import('../shared/server-client.js').Problem} Problem */
/** @typedef {import('./server-state.js').ServerState} ServerState */
/** @typedef {import('../shared/translate.js').MessageKey} MessageKey */
/** @typedef {import('../shared/translate.js').Translate} Translate */

/** @type {Record<Problem, MessageKey>} */
const PROBLEMS = {
  'not-running': 'problemNotRunning',
  'nobody-there': 'problemNobodyThere',
  silent: 'problemSilent',
  'no-token': 'problemNoToken',
  'wrong-token': 'problemWrongToken',
  'old-server': 'problemOldServer',
  'old-extension': 'problemOldExtension',
  'not-ours': 'problemNotOurs',
  'other-extension': 'problemOtherExtension',
  'other-name': 'problemOtherName',
  refused: 'problemRefused',
};

/** Of those, the ones of somebody who answers. @type {readonly Problem[]} */
const ANSWERING = [
  'old-server',
  'old-extension',
  'not-ours',
  'other-extension',
  'other-name',
  'refused',
];

/** What to do about a server that is not there: commands, and what each is good for. */
const REMEDIES = /** @type {Record<Problem, [MessageKey, string][]>} */ ({
  'not-running': [
    ['commandInstall', 'camveil install'],
    ['commandDoctor', 'camveil doctor'],
  ],
  'nobody-there': [],
  silent: [['commandDoctor', 'camveil doctor']],
  'no-token': [['commandPair', 'camveil pair']],
  'wrong-token': [['commandPair', 'camveil pair']],
  'old-server': [
    ['commandUpgrade', 'pipx upgrade camveil'],
    ['commandInstall', 'camveil install'],
  ],
  'old-extension': [['commandExtension', 'camveil extension']],
  'not-ours': [['commandDoctor', 'camveil doctor']],
  'other-extension': [['commandExtension', 'camveil extension']],
  'other-name': [],
  refused: [['commandDoctor', 'camveil doctor']],
});

/**
 * @param {Translate} t
 * @param {ServerState} server
 * @returns {string} whether it is there, in a few words
 */
export function stateWords(t, server) {
  if (server.state === 'down' && ANSWERING.includes(server.problem)) return t('serverUnusable');
  if (server.state === 'up') return t(server.paired ? 'serverPaired' : 'serverUp');
  return t(
    /** @type {const} */ ({
      asking: 'serverAsking',
      unpaired: 'serverUnpaired',
      down: 'serverDown',
    })[server.state],
  );
}

/**
 * @param {Translate} t
 * @param {ServerState} server
 * @param {string} address the server's
 * @returns {string} what is wrong, and what to do; empty if nothing is known to be
 */
export function problemWords(t, server, address) {
  if (server.state === 'asking' || server.state === 'up') return '';
  return t(PROBLEMS[server.problem], new URL(address).host);
}

/**
 * @param {Translate} t
 * @param {string} address the server's
 * @returns {string} the warning that is shown as long as pictures go there; empty for none
 */
export function leavingWords(t, address) {
  return isLoopback(address) ? '' : t('leaving', new URL(address).host);
}

/**
 * @param {Translate} t
 * @param {ServerState} server
 * @returns {{commands: {what: string, command: string}[], options: boolean}} commands for a terminal that
 *   help, and whether the options are the place to help oneself
 */
export function remedies(t, server) {
  if (server.state === 'asking' || server.state === 'up') return { commands: [], options: false };
  const { problem } = server;
  return {
    commands: REMEDIES[problem].map(([what, command]) => ({ what: t(what), command })),
    options: ['no-token', 'wrong-token', 'nobody-there', 'other-name'].includes(problem),
  };
}
