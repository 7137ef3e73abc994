import assert from 'node:assert/strict';
import { test } from 'node:test';

import { libraryOf } from '../../extension/src/shared/own-blur.js';

test('the files of known segmenters are recognised by their names', () => {
  for (const [file, library] of [
    [
      'https://cdn.jsdelivr.net/npm/@mediapipe/selfie_segmentation/selfie_segmentation.js',
      'MediaPipe',
    ],
    [
      'https://cdn.example/npm/@mediapipe/tasks-vision@0.10.14/wasm/vision_wasm_internal.wasm',
      'MediaPipe',
    ],
    [
      'https://storage.googleapis.com/mediapipe-models/image_segmenter/x/selfie_segmenter.tflite',
      'MediaPipe',
    ],
    ['https://meet.example/libs/selfie_segmentation_landscape.tflite', 'MediaPipe'],
    ['https://meet.example/libs/tflite-simd.wasm', 'TensorFlow Lite'],
    ['https://app.example/models/segm_lite_v681.tflite?v=3', 'TensorFlow Lite'],
    ['https://cdn.example/npm/@tensorflow-models/body-pix@2.2', 'BodyPix'],
    ['https://cdn.example/tfjs-core.min.js', 'TensorFlow.js'],
    ['https://app.example/assets/ort-wasm-simd-threaded.wasm', 'ONNX Runtime'],
  ]) {
    assert.equal(libraryOf(file ?? ''), library, file);
  }
});

test('anything else is not, whatever a page calls itself or is asked for', () => {
  for (const file of [
    'https://app.example/main.js',
    'https://app.example/blur.css',
    'https://app.example/search?q=mediapipe/selfie_segmentation',
    'https://app.example/#body-pix',
    'https://app.example/report-wasm.js',
    'data:text/javascript,1',
    '',
  ]) {
    assert.equal(libraryOf(file), null, file);
  }
});
