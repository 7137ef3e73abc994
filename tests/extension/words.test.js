import assert from 'node:assert/strict';
import { test } from 'node:test';

import { leavingWords, words } from '../../extension/src/popup/words.js';

/** @typedef {import('../../extension/src/popup/words.js').Tab} Tab */
/** @typedef {import('../../extension/src/popup/words.js').ServerState} ServerState */
/** @typedef {Tab['cameras'][number]} Camera */

const DOWN = /** @type {const} */ ({ state: 'down', message: 'Start it with: make run' });
const UP = /** @type {const} */ ({ state: 'up', paired: false });
const CONCEALED = 'Nobody sees your room. The picture comes back by itself.';

/**
 * @param {Partial<Tab>} [some]
 * @param {ServerState} [server]
 */
function said(some = {}, server = UP) {
  /** @type {Tab} */
  const tab = {
    script: 'here',
    origin: 'https://meet.example',
    policy: 'site',
    cameras: [],
    workersAlone: false,
    ...some,
  };
  return words(tab, server);
}

/**
 * @param {Camera['effect']} effect
 * @param {Partial<Camera>} [some]
 * @returns {Camera}
 */
function camera(effect, some) {
  return { effect, mask: false, paused: false, frame_rate: 30, latency_ms: 40, load: [], ...some };
}

test('before anything is known', () => {
  assert.deepEqual(said({ script: 'asking', origin: '' }, { state: 'asking' }), {
    site: '',
    choice: '',
    effect: 'asking …',
    frameRate: '–',
    server: 'asking …',
    load: '',
    advice: '',
  });
});

test('a site without a camera', () => {
  assert.deepEqual(said(), {
    site: 'meet.example',
    choice: 'This site decides',
    effect: 'not in use',
    frameRate: '–',
    server: 'reachable',
    load: '',
    advice: '',
  });
});

test('a camera at work', () => {
  assert.deepEqual(
    said({ policy: 'always', cameras: [camera('composed', { frame_rate: 29.6 })] }),
    {
      site: 'meet.example',
      choice: 'Always on for this site',
      effect: 'background blurred',
      frameRate: '30 frames a second',
      server: 'reachable',
      load: '',
      advice: '',
    },
  );
});

test('a tab without Camveil: nothing is claimed of it, whatever else is wrong', () => {
  for (const server of /** @type {ServerState[]} */ ([UP, DOWN])) {
    const { site, choice, effect, frameRate, advice } = said({ script: 'unreached' }, server);
    assert.deepEqual([site, choice, effect, frameRate], ['', '', 'not known', '–']);
    assert.match(advice, /https and localhost pages, not on the browser’s own/);
    assert.match(advice, /Reload the tab if it was open before the extension\.$/);
  }
});

test('each state of the server', () => {
  assert.equal(said({}, { state: 'asking' }).server, 'asking …');
  assert.equal(said({}, UP).server, 'reachable');
  const down = said({}, DOWN);
  assert.deepEqual([down.server, down.advice], ['not reachable', DOWN.message]);
  assert.equal(said({}, { state: 'up', paired: true }).server, 'reachable, paired');
  const unpaired = said({}, { state: 'unpaired', message: 'Run camveil pair' });
  assert.deepEqual([unpaired.server, unpaired.advice], ['not paired', 'Run camveil pair']);
});

test('each state of one camera, with and without mask', () => {
  const effect = (/** @type {Camera['effect']} */ name, mask = false) =>
    said({ cameras: [camera(name, { mask })] }).effect;
  assert.equal(effect('raw'), 'not blurred');
  assert.equal(effect('raw', true), 'not blurred, with mask');
  assert.equal(effect('arming'), 'not blurred');
  assert.equal(effect('arming', true), 'not blurred, with mask');
  assert.equal(effect('composed'), 'background blurred');
  assert.equal(effect('composed', true), 'background blurred, with mask');
  assert.equal(effect('concealed'), 'hidden as a whole');
  assert.equal(effect('concealed', true), 'hidden as a whole', 'no mask goes with it');
});

test('a hidden camera is explained; what to do about the server comes first', () => {
  const cameras = [camera('concealed')];
  assert.equal(said({ cameras }).advice, CONCEALED);
  assert.equal(said({ cameras }, { state: 'asking' }).advice, CONCEALED);
  assert.equal(said({ cameras }, DOWN).advice, DOWN.message);
  assert.equal(said({ cameras: [camera('composed')] }).advice, '');
});

test('of several cameras the least hidden one is told: none is called hidden while one is not', () => {
  for (const open of /** @type {const} */ (['raw', 'arming'])) {
    for (const other of /** @type {const} */ (['composed', 'concealed'])) {
      for (const cameras of [
        [camera(open), camera(other)],
        [camera(other), camera(open)],
      ]) {
        const { effect, advice } = said({ cameras });
        assert.equal(effect, 'not blurred', `${open} and ${other}`);
        assert.equal(advice, '', `${open} and ${other}: somebody does see the room`);
      }
    }
  }
});

test('of several cameras, all hidden in some way, trouble is told', () => {
  const { effect, advice } = said({ cameras: [camera('composed'), camera('concealed')] });
  assert.deepEqual([effect, advice], ['hidden as a whole', CONCEALED]);
});

test('a paused camera shows no room and needs no advice', () => {
  for (const effect of /** @type {const} */ (['raw', 'arming', 'concealed', 'composed'])) {
    const told = said({ cameras: [camera(effect, { paused: true, frame_rate: 0 })] });
    assert.deepEqual([told.effect, told.frameRate, told.advice], ['paused', '–', ''], effect);
  }
});

test('of several cameras those that are not paused are told', () => {
  const flowing = camera('composed', { paused: false });
  for (const effect of /** @type {const} */ (['raw', 'concealed'])) {
    const paused = camera(effect, { paused: true, mask: true, frame_rate: 0 });
    const told = said({ cameras: [paused, flowing] });
    assert.deepEqual(
      [told.effect, told.frameRate, told.advice],
      ['background blurred', '30 frames a second', ''],
      effect,
    );
  }
});

test('one mask among several cameras is told', () => {
  const cameras = [camera('composed'), camera('composed', { mask: true })];
  assert.equal(said({ cameras }).effect, 'background blurred, with mask');
});

test('the slowest camera is the one to know about', () => {
  const rate = (/** @type {number[]} */ ...rates) =>
    said({ cameras: rates.map((frame_rate) => camera('raw', { frame_rate })) }).frameRate;
  assert.equal(rate(30, 9.4, 24), '9 frames a second');
  assert.equal(rate(0), '0 frames a second');
  assert.equal(rate(100, 20), '20 frames a second');
});

test('each policy has words of its own', () => {
  const policies = /** @type {const} */ (['site', 'always', 'alone']);
  const choices = policies.map((policy) => said({ policy }).choice);
  assert.deepEqual(choices.slice(0, 2), ['This site decides', 'Always on for this site']);
  const [, , alone] = choices;
  assert.ok(alone && alone !== choices[0], 'a site that is left alone decides nothing');
});

test('a site is named as its address is', () => {
  const name = (/** @type {string} */ origin) => said({ origin }).site;
  assert.equal(name('https://meet.example:8443'), 'meet.example:8443');
  assert.equal(name('http://127.0.0.1:8793'), '127.0.0.1:8793');
  assert.equal(name('null'), 'null');
});

test('pictures that leave this machine are told of, and where they go', () => {
  assert.equal(leavingWords('http://127.0.0.1:8793'), '');
  assert.equal(leavingWords('https://localhost:8793'), '');
  assert.equal(
    leavingWords('https://camveil.example:8793'),
    'Pictures leave this machine: they go to camveil.example:8793.',
  );
});

test('workers that nothing of ours may be in are told of while a camera is on, and comes last', () => {
  const alone = { workersAlone: true };
  assert.equal(said(alone).advice, '');
  assert.equal(said({ ...alone, cameras: [camera('raw', { paused: true })] }).advice, '');
  assert.match(
    said({ ...alone, cameras: [camera('composed')] }).advice,
    /not in this page’s workers/,
  );
  assert.equal(said({ ...alone, cameras: [camera('concealed')] }).advice, CONCEALED);
  assert.equal(said({ ...alone, cameras: [camera('raw')] }, DOWN).advice, DOWN.message);
});

/** @type {import('../../extension/src/shared/messages.js').LoadReport} */
const SLOW = {
  type: 'filterFrameDurationHigh',
  framesDropped: 8,
  avgFilterDurationMillis: 41.5,
  framerate: 30,
  periodMillis: 1000,
};
/** @type {import('../../extension/src/shared/messages.js').LoadReport} */
const BUSY = {
  type: 'filterCPUUtilizationHigh',
  cpuUtilization: 91.2,
  filterMillis: 912,
  periodMillis: 1000,
};

test('an effect that takes too much is told as long as the camera shows it', () => {
  const load = (/** @type {Partial<Camera>[]} */ ...cameras) =>
    said({ cameras: cameras.map((some) => camera('composed', some)) }).load;
  assert.equal(load({ load: [SLOW] }), '125 % of the time between frames, 8 frames lost');
  assert.equal(load({ load: [BUSY] }), '91 % of a processor core');
  assert.equal(
    load({ load: [SLOW, BUSY] }),
    '125 % of the time between frames, 8 frames lost; 91 % of a processor core',
  );
  assert.equal(load({ paused: true, load: [SLOW, BUSY] }), '');
});

test('of several cameras the worst counts', () => {
  const less = { ...SLOW, avgFilterDurationMillis: 30, framesDropped: 1 };
  const idle = { ...BUSY, cpuUtilization: 31 };
  const cameras = [
    camera('composed', { load: [less, BUSY] }),
    camera('raw', { load: [SLOW, idle] }),
  ];
  assert.equal(
    said({ cameras }).load,
    '125 % of the time between frames, 8 frames lost; 91 % of a processor core',
  );
  assert.match(said({ cameras: [camera('raw', { load: [less] })] }).load, /, 1 frame lost$/);
});
