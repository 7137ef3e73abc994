import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import { CameraTimes } from '../../extension/src/content/tracks/camera-times.js';
import { FakeTrack } from './fakes.js';

/** @type {typeof import('../../extension/src/content/tracks/track-output.js').TrackOutput} */
let TrackOutput;

before(async () => {
  Object.assign(globalThis, { MediaStreamTrackGenerator: FakeTrack });
  ({ TrackOutput } = await import('../../extension/src/content/tracks/track-output.js'));
});

const RAW = { blurred: false, mask: null };
const HIDDEN = { blurred: true, mask: null };

test('a frame that comes before its record is hidden only if every frame is', () => {
  const output = new TrackOutput({ send() {} }, 1, { hidden: false, mask: false });
  output.delivered(1000, RAW, false);
  assert.deepEqual(output.record(34_000), RAW);
  output.move('hidden');
  assert.deepEqual(output.record(34_000), RAW, 'not obeyed yet');
  output.changed({ phase: 'concealed', commands: 1 });
  assert.deepEqual(output.record(34_000), HIDDEN);
  assert.deepEqual(output.record(1000), RAW, 'its own record');
  output.changed({ phase: 'composed', commands: 1 });
  output.move('released');
  assert.deepEqual(output.record(67_000), RAW, 'it may be uncovered by now');
  output.move('hidden');
  output.changed({ phase: 'raw', commands: 2 });
  assert.deepEqual(output.record(67_000), RAW);
  output.changed({ phase: 'concealed', commands: 3 });
  assert.deepEqual(output.record(67_000), HIDDEN);
});

test('of a frame that is older than all that is remembered nothing is said', () => {
  const output = new TrackOutput({ send() {} }, 1, { hidden: true, mask: false });
  output.delivered(1_000_000, HIDDEN, false);
  assert.equal(output.record(500_000), undefined);
  output.end();
  assert.equal(output.record(2_000_000), undefined);
});

test('of a frame that an element shows the record of its timestamp counts, of a raw one none', () => {
  const output = new TrackOutput({ send() {} }, 1, { hidden: true, mask: false });
  const times = new CameraTimes();
  assert.equal(output.shown(times, 33, 44), undefined, 'nothing is known yet');
  times.tell(1e9, -999_900);
  output.delivered(1e9, HIDDEN, false);
  output.delivered(1e9 + 33_000, RAW, false);
  assert.deepEqual(output.shown(times, 1e9, 190), {
    media_us: 0,
    captured_ms: 100,
    record: HIDDEN,
  });
  const { record } = output.shown(times, 1e9 + 33_000, 190) ?? {};
  assert.deepEqual(record, RAW, 'a copy of a raw frame');
  const early = output.shown(times, 1e9 + 66_000, 190);
  assert.deepEqual(early?.record, HIDDEN, 'it came before its record');
  const raw = output.shown(times, 50_000, 150);
  assert.deepEqual(raw?.record, RAW);
});
