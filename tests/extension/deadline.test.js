import assert from 'node:assert/strict';
import { test } from 'node:test';

import { DeadlineExceeded, withDeadline } from '../../extension/src/shared/deadline.js';
import { FakeClock, turn } from './fakes.js';

/** @returns {Promise<never>} */
function never() {
  return new Promise(() => {});
}

test('an answer in time comes through, and leaves no timer behind', async () => {
  const clock = new FakeClock();
  const answer = withDeadline(Promise.resolve(5), 100, clock);
  assert.equal(clock.pending, 1);
  assert.equal(await answer, 5);
  await turn();
  assert.equal(clock.pending, 0);
});

test('so does a failure', async () => {
  const clock = new FakeClock();
  const error = new Error('theirs');
  await assert.rejects(withDeadline(Promise.reject(error), 100, clock), error);
  await turn();
  assert.equal(clock.pending, 0);
});

test('silence is a failure of its own, at the deadline and not before', async () => {
  const clock = new FakeClock();
  const answer = withDeadline(never(), 100, clock);
  let failure;
  answer.catch((error) => {
    failure = error;
  });
  await clock.advance(99);
  assert.equal(failure, undefined);
  await clock.advance(1);
  await assert.rejects(answer, DeadlineExceeded);
  await assert.rejects(answer, { name: 'DeadlineExceeded', message: '100 ms' });
});

test('what comes after the deadline, answer or failure, is ignored', async () => {
  const clock = new FakeClock();
  for (const late of [() => 5, () => Promise.reject(new Error('late'))]) {
    /** @type {(value: unknown) => void} */
    let settle = () => {};
    const answer = withDeadline(
      new Promise((resolve) => {
        settle = resolve;
      }),
      100,
      clock,
    );
    const outcome = answer.then(
      () => 'answered',
      (error) => error.name,
    );
    await clock.advance(100);
    settle(late()); // an unhandled rejection would fail the test run
    await turn();
    assert.equal(await outcome, 'DeadlineExceeded');
  }
});

test('without a clock of its own it takes the real one', async () => {
  assert.equal(await withDeadline(Promise.resolve(5), 60_000), 5);
});
