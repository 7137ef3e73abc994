import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  MODES,
  needsMask,
  parsePresets,
  SIZES,
  sizeName,
  sizeNamed,
} from '../../server/camveil/demo_page/presets.js';

const DEFAULTS = {
  blur: false,
  mask: false,
  mode: 'camera',
  size: { width: 1280, height: 720 },
  colour: '#0000ff',
};

test('an empty fragment asks for nothing', () => {
  assert.deepEqual(parsePresets(''), DEFAULTS);
  assert.deepEqual(parsePresets('#'), DEFAULTS);
});

test('each part of the fragment sets one thing', () => {
  assert.deepEqual(parsePresets('#blur'), { ...DEFAULTS, blur: true });
  assert.deepEqual(parsePresets('#mask'), { ...DEFAULTS, mask: true });
  assert.deepEqual(parsePresets('#colour=FF8800'), { ...DEFAULTS, colour: '#ff8800' });
  assert.deepEqual(parsePresets('#size=640x480'), {
    ...DEFAULTS,
    size: { width: 640, height: 480 },
  });
});

test('parts combine', () => {
  const presets = parsePresets('#blur&mode=overlay&size=640x480&colour=00ff00');
  assert.deepEqual(presets, {
    blur: true,
    mask: true,
    mode: 'overlay',
    size: { width: 640, height: 480 },
    colour: '#00ff00',
  });
});

test('every mode but the camera asks for the mask', () => {
  for (const mode of MODES) {
    assert.equal(needsMask(mode), mode !== 'camera');
    assert.deepEqual(parsePresets(`#mode=${mode}`), { ...DEFAULTS, mode, mask: needsMask(mode) });
  }
});

test('what is unknown is left at its default', () => {
  for (const fragment of [
    '#mode=sepia',
    '#size=9x9',
    '#colour=red',
    '#colour=%230000ff',
    '#other',
  ]) {
    assert.deepEqual(parsePresets(fragment), DEFAULTS, fragment);
  }
});

test('a size and its name stand for each other', () => {
  for (const size of SIZES) assert.equal(sizeNamed(sizeName(size)), size);
  assert.equal(sizeNamed('1x1'), undefined);
});
