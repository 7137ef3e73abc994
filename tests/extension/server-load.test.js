import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ServerLoad } from '../../extension/src/content/tracks/server-load.js';

/** @type {import('../../extension/src/shared/messages.js').LoadReport} */
const SLOW = {
  type: 'filterFrameDurationHigh',
  framesDropped: 8,
  avgFilterDurationMillis: 41.5,
  framerate: 30,
  periodMillis: 2000,
};
/** @type {import('../../extension/src/shared/messages.js').LoadReport} */
const BUSY = {
  type: 'filterCPUUtilizationHigh',
  cpuUtilization: 91.2,
  filterMillis: 912,
  periodMillis: 1000,
};

test('the latest report of each type is kept', () => {
  const load = new ServerLoad();
  assert.deepEqual(load.reports(0), []);
  const worse = { ...SLOW, framesDropped: 9 };
  for (const report of [SLOW, BUSY, worse]) assert.equal(load.hear(report, 0), true);
  assert.deepEqual(load.reports(1), [worse, BUSY]);
});

test('a report that is not repeated is forgotten', () => {
  const load = new ServerLoad();
  load.hear(SLOW, 10_000);
  load.hear(BUSY, 10_000);
  assert.deepEqual(load.reports(11_999), [SLOW, BUSY]);
  assert.deepEqual(load.reports(12_999), [SLOW]);
  assert.deepEqual(load.reports(13_000), []);
});

test('what is no report is left to others', () => {
  const load = new ServerLoad();
  assert.equal(load.hear({ type: 'closeSession' }, 0), false);
  assert.deepEqual(load.reports(0), []);
});
