/** By which files a page is known to have a background blur of its own. Pure. */

/** @type {readonly (readonly [string, RegExp])[]} */
const LIBRARIES = [
  ['MediaPipe', /@?mediapipe[/_-]|\/vision_wasm_|selfie_?(?:multiclass|segment)/i],
  ['BodyPix', /body-?pix/i],
  ['TensorFlow.js', /tfjs(?:-models|-backend|-core|-tflite)?[/@.-]/i],
  ['TensorFlow Lite', /tflite[^/]*\.(?:js|wasm)|segm_(?:full|lite)_v\d+\.tflite/i],
  ['ONNX Runtime', /\/ort-wasm[^/]*\.(?:js|mjs|wasm)/i],
];

/**
 * @param {string} url of a file that the page has loaded
 * @returns {string | null} the library that it belongs to; null for any other file
 */
export function libraryOf(url) {
  // What follows a page's own address is no file's name.
  const file = url.split(/[?#]/, 1)[0] ?? '';
  return LIBRARIES.find(([, files]) => files.test(file))?.[0] ?? null;
}
