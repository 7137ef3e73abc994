import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ServerBackgrounds } from '../../extension/src/content/tracks/server-backgrounds.js';
import { UsedChoice } from '../../extension/src/content/tracks/used-choice.js';
import { FIRST_CHOICE } from '../../extension/src/shared/effect-choice.js';

/** @typedef {import('../../extension/src/shared/effect-choice.js').Wish} Wish */
/** @typedef {import('../../extension/src/shared/messages.js').WorkerReply} WorkerReply */

const BEACH = '0b'.repeat(32);
const HILL = '0c'.repeat(32);
const DAMAGED = { code: 'damaged', parts: [] };
/** @type {Wish} */
const GREEN = { effect: 'color', color: '#00b140', onlyMe: false };

/**
 * @param {string} id
 * @param {boolean} [onlyMe]
 * @returns {Wish}
 */
const background = (id, onlyMe = false) => ({ effect: 'background', id, onlyMe });

test('a background that cannot be shown gives way to what was chosen before', () => {
  const choice = new UsedChoice(GREEN);
  choice.choose(background(BEACH));
  assert.deepEqual([choice.used, choice.refusal], [background(BEACH), null]);
  assert.equal(choice.refuse(BEACH, DAMAGED), true);
  assert.deepEqual(choice.used, GREEN);
  assert.deepEqual(choice.refusal, { reason: DAMAGED, instead: 'color' });
});

test('where nothing was chosen before it is a blur', () => {
  const choice = new UsedChoice(background(BEACH));
  choice.refuse(BEACH, DAMAGED);
  assert.deepEqual(choice.used, { ...FIRST_CHOICE, onlyMe: false });
});

test('one that was used before and breaks later gives way to a blur, and the first reason stays', () => {
  const choice = new UsedChoice(background(HILL));
  choice.choose(background(BEACH));
  choice.refuse(BEACH, DAMAGED);
  assert.deepEqual(choice.used, background(HILL));
  assert.equal(choice.refuse(HILL, { code: 'no-picture', parts: [] }), true);
  assert.equal(choice.used.effect, 'blur');
  assert.deepEqual(choice.refusal, { reason: DAMAGED, instead: 'blur' });
});

test('what is not used is not refused', () => {
  const choice = new UsedChoice(background(BEACH));
  assert.equal(choice.refuse(HILL, DAMAGED), false);
  choice.choose(GREEN);
  assert.equal(choice.refuse(BEACH, DAMAGED), false);
  assert.deepEqual([choice.used, choice.refusal], [GREEN, null]);
});

test('who is hidden changes nothing about it, and holds for what stands in', () => {
  const choice = new UsedChoice(GREEN);
  choice.choose(background(BEACH));
  choice.choose(background(BEACH, true));
  choice.refuse(BEACH, DAMAGED);
  assert.deepEqual(choice.used, { ...GREEN, onlyMe: true });
  choice.choose(background(BEACH, false));
  assert.deepEqual(choice.used, GREEN);
});

test('who chooses it again tries it again, and falls back to the same', () => {
  const choice = new UsedChoice(GREEN);
  choice.choose(background(BEACH));
  choice.refuse(BEACH, DAMAGED);
  choice.choose({ effect: 'blur', strength: 7, onlyMe: false });
  assert.equal(choice.refusal, null);
  choice.choose(background(BEACH));
  assert.deepEqual(choice.used, background(BEACH));
  choice.refuse(BEACH, DAMAGED);
  assert.equal(choice.used.effect, 'blur');
});

/** @param {WorkerReply} reply */
function asked(reply) {
  /** @type {unknown[]} */
  const requests = [];
  let refused = 0;
  const choice = new UsedChoice(background(BEACH));
  const backgrounds = new ServerBackgrounds(
    choice,
    async (request) => {
      requests.push(request);
      return reply;
    },
    () => {
      refused += 1;
    },
  );
  return { requests, choice, backgrounds, refused: () => refused };
}

test('the server gets the background that is used, and no other', async () => {
  const { requests, choice, backgrounds, refused } = asked({ ok: true, value: null });
  await backgrounds.wanted(HILL);
  await backgrounds.wanted(BEACH);
  assert.deepEqual(requests, [{ type: 'sendBackground', id: BEACH }]);
  assert.deepEqual([choice.refusal, refused()], [null, 0]);
});

test('one that it refuses is not used any more', async () => {
  const { choice, backgrounds, refused } = asked({
    ok: false,
    code: 'background-refused',
    message: '',
    reason: DAMAGED,
  });
  await backgrounds.wanted(BEACH);
  assert.deepEqual([choice.refusal?.reason, refused()], [DAMAGED, 1]);
  await backgrounds.wanted(BEACH);
  assert.equal(refused(), 1);
});

test('one that does not reach it is', async () => {
  const { choice, backgrounds, refused } = asked({ ok: false, code: 'timeout', message: 'late' });
  await backgrounds.wanted(BEACH);
  assert.deepEqual([choice.refusal, refused()], [null, 0]);
});
