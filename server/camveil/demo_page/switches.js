/** What the switch of one constraint shows: decided from the track's capability and setting. */

/** @typedef {'up' | 'asks-token' | 'down' | 'unknown'} ServerState asks-token: of everybody, the extension too */

/**
 * @typedef {object} ConstraintState
 * @property {boolean} supported the browser knows the constraint
 * @property {boolean} running a camera track is there
 * @property {readonly boolean[] | undefined} capability
 * @property {boolean} setting
 * @property {boolean | null} pending the value being applied, null when nothing is
 * @property {string | null} failure why the last change did not happen
 */

/**
 * @typedef {object} SwitchState
 * @property {boolean} on
 * @property {boolean} usable
 * @property {boolean} busy
 * @property {string} note in words, for the person
 */

/**
 * @param {ConstraintState} constraint
 * @param {ServerState} server
 * @returns {SwitchState}
 */
export function switchState(constraint, server) {
  const { supported, running, capability, setting, pending, failure } = constraint;
  if (!supported) return unusable(false, 'Not available: the Camveil extension is not loaded.');
  if (!running) return unusable(false, 'Start the camera to use this.');
  if (pending !== null) {
    return {
      on: pending,
      usable: false,
      busy: true,
      note: pending ? 'Switching on…' : 'Switching off…',
    };
  }
  if (isForced(capability)) {
    return unusable(setting, 'You switched this on for the site, so no page can switch it off.');
  }
  if (!canBeOn(capability)) return unusable(setting, unavailable(capability, server));
  return { on: setting, usable: true, busy: false, note: failure ?? (setting ? 'On' : 'Off') };
}

/**
 * @param {import('./health.js').Health | null} health
 * @returns {ServerState}
 */
export function serverState(health) {
  if (!health) return 'down';
  return health.asks_token ? 'asks-token' : 'up';
}

/** @param {readonly boolean[] | undefined} capability */
export function canBeOn(capability) {
  return capability?.includes(true) ?? false;
}

/** @param {readonly boolean[] | undefined} capability */
export function isForced(capability) {
  return canBeOn(capability) && !capability?.includes(false);
}

/**
 * @param {boolean} on
 * @param {string} note
 * @returns {SwitchState}
 */
function unusable(on, note) {
  return { on, usable: false, busy: false, note };
}

/**
 * Why what cannot be on cannot.
 *
 * @param {readonly boolean[] | undefined} capability
 * @param {ServerState} server
 */
export function unavailable(capability, server) {
  if (capability === undefined) return 'Not available: this camera does not offer it.';
  if (server === 'down') {
    return 'Not available: the server does not answer. Start it with camveil serve.';
  }
  if (server === 'asks-token') {
    return "Not available: the server asks for its pairing token. Camveil's popup says if that is missing.";
  }
  return 'Not available at the moment: the camera says that it cannot be switched on.';
}
