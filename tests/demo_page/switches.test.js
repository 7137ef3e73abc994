import assert from 'node:assert/strict';
import { test } from 'node:test';

import { canBeOn, isForced, switchState } from '../../server/camveil/demo_page/switches.js';

/** @typedef {import('../../server/camveil/demo_page/switches.js').ConstraintState} ConstraintState */

/**
 * @param {Partial<ConstraintState>} changed
 * @returns {ConstraintState}
 */
function constraint(changed) {
  return {
    supported: true,
    running: true,
    capability: [false, true],
    setting: false,
    pending: null,
    failure: null,
    ...changed,
  };
}

test('a free constraint follows its setting', () => {
  for (const setting of [false, true]) {
    const { on, usable, busy } = switchState(constraint({ setting }), 'up');
    assert.deepEqual({ on, usable, busy }, { on: setting, usable: true, busy: false });
  }
});

test('what the person switched on is on and cannot be switched off here', () => {
  const state = switchState(constraint({ capability: [true], setting: true }), 'up');
  assert.equal(state.on, true);
  assert.equal(state.usable, false);
  assert.match(state.note, /^You switched this on/);
});

test('while a change is under way the switch shows it and waits', () => {
  for (const pending of [false, true]) {
    const state = switchState(constraint({ setting: !pending, pending }), 'up');
    assert.deepEqual(
      { on: state.on, usable: state.usable, busy: state.busy },
      { on: pending, usable: false, busy: true },
    );
  }
});

test('a refused change is said beside the setting that stayed', () => {
  const state = switchState(constraint({ failure: 'Not changed: …' }), 'up');
  assert.deepEqual(state, { on: false, usable: true, busy: false, note: 'Not changed: …' });
});

test('each reason not to be usable has words of its own', () => {
  /** @type {[Partial<ConstraintState>, 'up' | 'asks-token' | 'down', RegExp][]} */
  const cases = [
    [{ supported: false, running: false, capability: undefined }, 'down', /extension/],
    [{ running: false, capability: undefined }, 'up', /Start the camera/],
    [{ capability: undefined }, 'up', /does not offer/],
    [{ capability: [false] }, 'down', /server does not answer/],
    [{ capability: [false] }, 'asks-token', /pairing token/],
    [{ capability: [false] }, 'up', /at the moment/],
  ];
  for (const [changed, server, words] of cases) {
    const state = switchState(constraint(changed), server);
    assert.equal(state.usable, false);
    assert.equal(state.on, false);
    assert.match(state.note, words);
  }
});

test('capabilities as the standard lists them', () => {
  /** @type {[boolean[] | undefined, boolean, boolean][]} */
  const table = [
    [undefined, false, false],
    [[], false, false],
    [[false], false, false],
    [[true], true, true],
    [[false, true], true, false],
    [[true, false], true, false],
  ];
  for (const [capability, on, forced] of table) {
    assert.equal(canBeOn(capability), on, `${capability}`);
    assert.equal(isForced(capability), forced, `${capability}`);
  }
});
