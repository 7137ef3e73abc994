/** Reads what the server sends: checked against the schema's own rules before anything believes it. */

import {
  ERROR_MEANINGS,
  FLAG_COMPOSED,
  FLAG_MASK,
  FRAME_RESULT_FIELDS,
  FRAME_RESULT_HEADER_BYTES,
  FRAME_RESULT_LAYOUT,
  FRAME_RESULT_LITTLE_ENDIAN,
  messageFields,
} from './protocol.js';

const MESSAGE_FIELDS = messageFields();

/** @typedef {import('./protocol.js').Message} Message */
/** @typedef {import('./protocol.js').FieldRule} FieldRule */

/**
 * @typedef {object} FrameResult one processed frame
 * @property {number} epoch
 * @property {number} revision
 * @property {number} pts_90khz
 * @property {boolean} composed a composed frame with this pts was sent
 * @property {Uint8Array<ArrayBuffer> | null} maskPng 8-bit grey, 255 = person, in the frame's shape
 */

/**
 * @param {unknown} text JSON
 * @returns {Message | null} null for anything that is not one of the protocol's messages
 */
export function decodeMessage(text) {
  if (typeof text !== 'string') return null;
  /** @type {unknown} */
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { type, ...fields } = /** @type {Record<string, unknown>} */ (value);
  if (typeof type !== 'string' || !Object.hasOwn(MESSAGE_FIELDS, type)) return null;
  const rules = Object.entries(MESSAGE_FIELDS[/** @type {Message['type']} */ (type)]);
  const complete =
    rules.length === Object.keys(fields).length &&
    rules.every(([name, rule]) => Object.hasOwn(fields, name) && obeys(fields[name], rule));
  return complete ? /** @type {Message} */ (value) : null;
}

/**
 * @param {unknown} value
 * @param {FieldRule} rule
 */
function obeys(value, rule) {
  const { kind, minimum = -Infinity, exclusiveMinimum = -Infinity } = rule;
  const { maximum = Infinity, minLength = 0, pattern = '' } = rule;
  switch (kind) {
    case 'boolean':
      return typeof value === 'boolean';
    case 'string':
      return typeof value === 'string' && value.length >= minLength && RegExp(pattern).test(value);
    case 'strings':
      return Array.isArray(value) && value.every((item) => typeof item === 'string');
    case 'errorCode':
      return typeof value === 'string' && Object.hasOwn(ERROR_MEANINGS, value);
    default:
      return (
        typeof value === 'number' &&
        (kind === 'number' ? Number.isFinite(value) : Number.isInteger(value)) &&
        value >= minimum &&
        value > exclusiveMinimum &&
        value <= maximum
      );
  }
}

/**
 * @param {ArrayBuffer} data
 * @returns {FrameResult | null} null for anything that is not a result of this layout
 */
export function decodeFrameResult(data) {
  if (data.byteLength < FRAME_RESULT_HEADER_BYTES) return null;
  const view = new DataView(data);
  /** @type {Record<string, number>} */
  const header = {};
  for (const { name, type, offset } of FRAME_RESULT_FIELDS) header[name] = read(view, type, offset);
  const { layout, flags = 0, epoch = 0, revision = 0, pts_90khz = 0 } = header;
  if (layout !== FRAME_RESULT_LAYOUT) return null;
  const png = new Uint8Array(data, FRAME_RESULT_HEADER_BYTES);
  const hasMask = (flags & FLAG_MASK) !== 0 && png.byteLength > 0;
  const composed = (flags & FLAG_COMPOSED) !== 0;
  return { epoch, revision, pts_90khz, composed, maskPng: hasMask ? png : null };
}

/**
 * @param {DataView} view
 * @param {'uint8' | 'uint16' | 'uint32'} type
 * @param {number} offset
 */
function read(view, type, offset) {
  if (type === 'uint8') return view.getUint8(offset);
  if (type === 'uint16') return view.getUint16(offset, FRAME_RESULT_LITTLE_ENDIAN);
  return view.getUint32(offset, FRAME_RESULT_LITTLE_ENDIAN);
}
