import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { words } from '../../extension/src/popup/words.js';
import { translator } from '../../extension/src/shared/translate.js';
import { leavingWords } from '../../extension/src/ui/server-words.js';

/** @typedef {import('../../extension/src/popup/words.js').Tab} Tab */
/** @typedef {import('../../extension/src/shared/server-client.js').Problem} Problem */
/** @typedef {import('../../extension/src/ui/server-state.js').ServerState} ServerState */
/** @typedef {Tab['cameras'][number]} Camera */

const ENGLISH = new URL('../../extension/src/_locales/en/messages.json', import.meta.url);
const t = translator(JSON.parse(readFileSync(ENGLISH, 'utf8')));
const HERE = 'http://127.0.0.1:8793';
const THERE = 'https://camveil.example:8793';
const UP = /** @type {const} */ ({ state: 'up', paired: false });
const DOWN = missing('not-running');
/** @type {Problem[]} */
const UNUSABLE = [
  'old-server',
  'old-extension',
  'not-ours',
  'other-extension',
  'other-name',
  'refused',
];
const DAMAGED = { code: 'damaged', parts: [] };
const CONCEALED = 'Camveil hides all of it until it can blur again. That happens by itself.';

/**
 * @param {Problem} problem
 * @returns {ServerState}
 */
function missing(problem) {
  const unpaired = problem === 'no-token' || problem === 'wrong-token';
  return { state: unpaired ? 'unpaired' : 'down', problem };
}

/**
 * @param {Partial<Tab>} [some]
 * @param {ServerState} [server]
 * @param {string} [address]
 */
function said(some = {}, server = UP, address = HERE) {
  /** @type {Tab} */
  const tab = {
    script: 'here',
    origin: 'https://meet.example',
    policy: 'site',
    choice: { effect: 'blur', strength: 15 },
    notTaken: null,
    cameras: [],
    refusal: null,
    workersAlone: false,
    ownBlur: '',
    leftAlone: false,
    ...some,
  };
  return words(t, tab, server, address);
}

/**
 * @param {Camera['effect']} effect
 * @param {Partial<Camera>} [some]
 * @returns {Camera}
 */
function camera(effect, some) {
  const usual = { mask: false, paused: false, frame_rate: 30, latency_ms: 0, load: [] };
  return { effect, ...usual, blurred_natively: false, ...some };
}

test('before anything is known', () => {
  assert.deepEqual(said({ script: 'asking', origin: '' }, { state: 'asking' }), {
    site: '',
    tone: 'asking',
    effect: 'One moment …',
    health: '',
    server: 'Looking for the server …',
    twice: '',
    refused: '',
    load: '',
    loadFigures: [],
    reload: false,
    advice: '',
    problem: '',
    commands: [],
    options: false,
  });
});

test('a camera at work', () => {
  const cameras = [camera('composed', { frame_rate: 29.6, latency_ms: 41.2 })];
  assert.deepEqual(said({ policy: 'always', cameras }), {
    site: 'meet.example',
    tone: 'safe',
    effect: 'Background blurred',
    health: 'Protected · 30 fps · 41 ms',
    server: 'Server ready',
    twice: '',
    refused: '',
    load: '',
    loadFigures: [],
    reload: false,
    advice: '',
    problem: '',
    commands: [],
    options: false,
  });
});

test('without a camera it counts whether one could be hidden', () => {
  const short = (/** @type {Partial<Tab>} */ tab, /** @type {ServerState} */ server = UP) => {
    const { tone, effect, health } = said(tab, server);
    return [tone, effect, health];
  };
  assert.deepEqual(short({}), ['idle', 'Ready', 'The camera is not in use.']);
  const none = ['trouble', 'No server', 'Without the server nothing can be blurred.'];
  assert.deepEqual(short({}, DOWN), none);
  assert.deepEqual(short({}, missing('no-token')), none);
  const alone = ['idle', 'Site left alone', 'Not protected: Camveil is off here'];
  assert.deepEqual(short({ policy: 'alone' }), alone);
  assert.deepEqual(short({ policy: 'alone' }, DOWN), alone);
});

test('a tab without Camveil: nothing is claimed of it, whatever else is wrong', () => {
  for (const server of [UP, DOWN]) {
    const { site, tone, effect, problem, commands } = said({ script: 'unreached' }, server);
    assert.deepEqual([site, tone, effect, commands], ['', 'idle', 'Not in this tab', []]);
    assert.match(problem, /https and localhost pages, not on the browser’s own/);
    assert.match(problem, /Reload the tab if it was open before you installed Camveil\.$/);
  }
});

test('each state of the server', () => {
  assert.equal(said({}, { state: 'asking' }).server, 'Looking for the server …');
  assert.equal(said({}, UP).server, 'Server ready');
  assert.equal(said({}, { state: 'up', paired: true }).server, 'Server ready, paired');
  assert.equal(said({}, DOWN).server, 'Server not reachable');
  assert.equal(said({}, missing('no-token')).server, 'Server not paired');
  assert.equal(said({}, missing('silent')).server, 'Server not reachable');
  for (const problem of UNUSABLE) {
    assert.equal(said({}, missing(problem)).server, 'Server not usable', problem);
  }
});

test('each problem of the server is told, with commands or the options that help', () => {
  /** @type {[Problem, RegExp, string[], boolean][]} */
  const expected = [
    ['not-running', /not running on this machine/, ['camveil install', 'camveil doctor'], false],
    ['nobody-there', /at camveil\.example:8793\. Check the address/, [], true],
    ['silent', /does not answer/, ['camveil doctor'], false],
    ['no-token', /asks for a pairing token/, ['camveil pair'], true],
    ['wrong-token', /does not accept the pairing token/, ['camveil pair'], true],
    ['old-server', /Update the server/, ['pipx upgrade camveil', 'camveil install'], false],
    ['old-extension', /Update the extension, then/, ['camveil extension'], false],
    ['not-ours', /Another program answers/, ['camveil doctor'], false],
    ['other-extension', /obeys other extensions/, ['camveil extension'], false],
    ['other-name', /not go by the name camveil\.example:8793\. Use the address/, [], true],
    ['refused', /does not do what this extension asks/, ['camveil doctor'], false],
  ];
  for (const [problem, what, commands, options] of expected) {
    const told = said({}, missing(problem), THERE);
    assert.match(told.problem, what, problem);
    assert.equal(told.advice, '', problem);
    assert.deepEqual(
      told.commands.map(({ command }) => command),
      commands,
      problem,
    );
    assert.equal(told.options, options, problem);
  }
});

test('each state of one camera, with and without mask', () => {
  const short = (/** @type {Camera['effect']} */ effect, mask = false) => {
    const { tone, effect: headline, health } = said({ cameras: [camera(effect, { mask })] });
    return [tone, headline, health];
  };
  const open = 'Background not blurred';
  const notAsked = 'Not protected: the site has not asked for blur';
  const starting = 'Not protected yet: blur is starting';
  assert.deepEqual(short('raw'), ['open', open, `${notAsked} · 30 fps`]);
  assert.deepEqual(short('raw', true), ['open', open, `${notAsked} · with mask · 30 fps`]);
  assert.deepEqual(short('arming'), ['open', open, `${starting} · 30 fps`]);
  assert.deepEqual(short('composed'), ['safe', 'Background blurred', 'Protected · 30 fps']);
  const hidden = 'Protected: nobody sees you or your room · 30 fps';
  assert.deepEqual(short('concealed'), ['safe', 'Whole picture hidden', hidden]);
  assert.deepEqual(short('concealed', true), short('concealed'), 'no mask goes with it');
});

test('why a camera that shows the room does so', () => {
  const why = (/** @type {Partial<Tab>} */ tab, /** @type {ServerState} */ server = UP) =>
    said({ cameras: [camera('raw')], ...tab }, server).health.split(' · ')[0];
  assert.equal(why({ policy: 'always' }), 'Not protected yet: blur is starting');
  assert.equal(why({ policy: 'alone' }, DOWN), 'Not protected: Camveil is off here');
  assert.equal(why({}, DOWN), 'Not protected: no server');
  assert.equal(why({}, missing('wrong-token')), 'Not protected: no server');
});

test('a hidden camera is explained; what to do about the server comes first', () => {
  const cameras = [camera('concealed')];
  assert.equal(said({ cameras }).advice, CONCEALED);
  assert.equal(said({ cameras }, { state: 'asking' }).advice, CONCEALED);
  assert.equal(said({ cameras }, DOWN).advice, '');
  assert.match(said({ cameras }, DOWN).problem, /not running/);
  assert.equal(said({ cameras: [camera('composed')] }).advice, '');
});

test('what hides the background is what the person chose', () => {
  const headline = (/** @type {Tab['choice']} */ choice) =>
    said({ choice, cameras: [camera('composed')] }).effect;
  assert.equal(headline({ effect: 'portrait', strength: 15 }), 'Portrait blur');
  assert.equal(headline({ effect: 'color', color: '#000000' }), 'Background replaced');
  assert.equal(headline({ effect: 'background', id: 'a' }), 'Background replaced');
});

test('of several cameras the least hidden one is told: none is called hidden while one is not', () => {
  for (const open of /** @type {const} */ (['raw', 'arming'])) {
    for (const other of /** @type {const} */ (['composed', 'concealed'])) {
      for (const cameras of [
        [camera(open), camera(other)],
        [camera(other), camera(open)],
      ]) {
        const { tone, advice } = said({ cameras });
        assert.equal(tone, 'open', `${open} and ${other}`);
        assert.equal(advice, '', `${open} and ${other}: somebody does see the room`);
      }
    }
  }
});

test('of several cameras, all hidden in some way, trouble is told', () => {
  const { effect, advice } = said({ cameras: [camera('composed'), camera('concealed')] });
  assert.deepEqual([effect, advice], ['Whole picture hidden', CONCEALED]);
});

test('a paused camera shows no room and needs no advice', () => {
  for (const effect of /** @type {const} */ (['raw', 'arming', 'concealed', 'composed'])) {
    const told = said({ cameras: [camera(effect, { paused: true, frame_rate: 0 })] });
    assert.deepEqual(
      [told.tone, told.effect, told.health, told.advice],
      ['idle', 'Camera paused', 'The site gets a black picture.', ''],
      effect,
    );
  }
});

test('of several cameras those that are not paused are told', () => {
  for (const effect of /** @type {const} */ (['raw', 'concealed'])) {
    const paused = camera(effect, { paused: true, mask: true, frame_rate: 0 });
    const told = said({ cameras: [paused, camera('composed')] });
    assert.deepEqual(
      [told.effect, told.health, told.advice],
      ['Background blurred', 'Protected · 30 fps', ''],
      effect,
    );
  }
});

test('the slowest camera, and the longest wait, are the ones to know about', () => {
  const figures = (/** @type {[number, number][]} */ ...cameras) =>
    said({
      cameras: cameras.map(([frame_rate, latency_ms]) =>
        camera('composed', { frame_rate, latency_ms }),
      ),
    }).health;
  assert.equal(figures([30, 20], [9.4, 41], [100, 0]), 'Protected · 9 fps · 41 ms');
  assert.equal(figures([0, 0]), 'Protected · 0 fps');
});

test('a site is named as its address is', () => {
  const name = (/** @type {string} */ origin) => said({ origin }).site;
  assert.equal(name('https://meet.example:8443'), 'meet.example:8443');
  assert.equal(name('http://127.0.0.1:8793'), '127.0.0.1:8793');
  assert.equal(name('null'), 'null');
});

test('pictures that leave this machine are told of, and where they go', () => {
  assert.equal(leavingWords(t, HERE), '');
  assert.equal(leavingWords(t, 'https://localhost:8793'), '');
  assert.equal(
    leavingWords(t, THERE),
    'Pictures leave this machine: they go to camveil.example:8793.',
  );
});

test('workers that nothing of ours may be in are told of while a camera is on, and comes last', () => {
  const alone = { workersAlone: true };
  assert.equal(said(alone).advice, '');
  assert.equal(said({ ...alone, cameras: [camera('raw', { paused: true })] }).advice, '');
  assert.match(
    said({ ...alone, cameras: [camera('composed')] }).advice,
    /workers that Camveil cannot enter/,
  );
  assert.equal(said({ ...alone, cameras: [camera('concealed')] }).advice, CONCEALED);
  assert.equal(said({ ...alone, cameras: [camera('raw')] }, DOWN).advice, '');
});

test('a blur beside ours is told of while ours is on: which, and where to switch it off', () => {
  const twice = (/** @type {Partial<Camera>} */ some, ownBlur = '') =>
    said({ cameras: [camera('composed', some)], ownBlur }).twice;
  assert.equal(twice({}), '');
  assert.match(
    twice({}, 'MediaPipe'),
    /^This site .+ with MediaPipe\. If it is on, switch it off there/,
  );
  assert.match(twice({ blurred_natively: true }, 'MediaPipe'), /^The system blurs this camera/);
  assert.match(twice({ effect: 'concealed' }, 'MediaPipe'), /^This site/);
  assert.equal(twice({ effect: 'raw', blurred_natively: true }, 'MediaPipe'), '');
  assert.equal(twice({ paused: true, blurred_natively: true }, 'MediaPipe'), '');
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
  const slow =
    'This machine is slow for the effect: it takes 125 % of the time between frames, and 8 frames were lost.';
  assert.equal(load({ load: [SLOW] }), slow);
  assert.equal(load({ load: [BUSY] }), 'The effect takes 91 % of a processor core.');
  assert.equal(load({ load: [SLOW, BUSY] }), `${slow} The effect takes 91 % of a processor core.`);
  assert.equal(load({ paused: true, load: [SLOW, BUSY] }), '');
});

test('of several cameras the worst counts', () => {
  const less = { ...SLOW, avgFilterDurationMillis: 30, framesDropped: 1 };
  const idle = { ...BUSY, cpuUtilization: 31 };
  const cameras = [
    camera('composed', { load: [less, BUSY] }),
    camera('raw', { load: [SLOW, idle] }),
  ];
  assert.match(said({ cameras }).load, /125 %.+8 frames.+91 %/);
  assert.match(
    said({ cameras: [camera('raw', { load: [less] })] }).load,
    /, and 1 frame was lost\.$/,
  );
});

test('what stands in for a background that cannot be shown is named, and why', () => {
  const choice = /** @type {const} */ ({ effect: 'background', id: '0b'.repeat(32) });
  const refusal = { reason: DAMAGED, instead: /** @type {const} */ ('blur') };
  const { effect, refused } = said({ choice, refusal, cameras: [camera('composed')] });
  assert.equal(effect, 'Background blurred');
  assert.match(refused, /not shown.*The background is damaged\. Choose another one\.$/);
  assert.equal(said({ choice, cameras: [camera('composed')] }).refused, '');
  assert.equal(said({ choice, refusal }).refused, '', 'nothing is shown at all');
});

test('all that the server counted is there to be looked at', () => {
  const cameras = [camera('composed', { load: [SLOW, BUSY] })];
  const { loadFigures } = said({ cameras });
  const numbers = [SLOW, BUSY].flatMap((report) =>
    Object.values(report).filter((value) => typeof value === 'number'),
  );
  assert.equal(loadFigures.length, numbers.length);
  const values = loadFigures.map(([, value]) => Number.parseFloat(value));
  assert.deepEqual(
    values.toSorted((a, b) => a - b),
    numbers.map((value) => Number(value.toFixed(1))).toSorted((a, b) => a - b),
  );
  assert.equal(new Set(loadFigures.map(([name]) => name)).size, loadFigures.length);
});

test('a document that was left alone may show the room, whatever is known of the tab', () => {
  const told = (/** @type {Partial<Tab>} */ some) => {
    const { tone, effect, health, reload } = said({ leftAlone: true, ...some });
    return [tone, effect, health, reload];
  };
  const open = ['open', 'Site left alone', 'Not protected until the page is loaded again', true];
  assert.deepEqual(told({ policy: 'always' }), open);
  assert.deepEqual(told({ policy: 'site' }), open);
  const cameras = [camera('composed', { paused: true })];
  assert.deepEqual(told({ policy: 'always', cameras }), open);
  const alone = told({ policy: 'alone' });
  assert.deepEqual(alone, ['idle', 'Site left alone', 'Not protected: Camveil is off here', false]);
});

test('a page is left at once, unless a camera of its still needs Camveil', () => {
  assert.equal(said({ policy: 'alone' }).reload, false);
  assert.equal(said({ policy: 'alone', cameras: [camera('raw')] }).reload, true);
  assert.equal(said({ script: 'unreached', leftAlone: true }).reload, false);
});

test('a choice that was not taken is told of before anything else that is not shown', () => {
  const refusal = { reason: DAMAGED, instead: /** @type {const} */ ('blur') };
  const tab = { cameras: [camera('composed')], refusal };
  const notTaken = { code: 'too-large', parts: ['16'] };
  const words =
    'What was chosen before stays. The background has more than 16 MB. Choose a smaller one.';
  assert.equal(said({ notTaken }).refused, words);
  assert.equal(said({ ...tab, notTaken }).refused, words);
});
