/**
 * Ties two clocks that tick alike but start apart. Each side knows what it sent and what the other
 * says it received; the offset is fixed when only one can explain all of it.
 */

const WRAP = 2 ** 32;

/**
 * @param {number} ticks
 * @returns {number} the same tick count as an RTP timestamp, 0 to 2^32 - 1
 */
export function toUint32(ticks) {
  return ((ticks % WRAP) + WRAP) % WRAP;
}

/**
 * @param {number} a RTP timestamp
 * @param {number} b RTP timestamp
 * @returns {number} a - b by the shorter way round, -2^31 to 2^31 - 1
 */
export function tickDifference(a, b) {
  const difference = toUint32(a - b);
  return difference >= WRAP / 2 ? difference - WRAP : difference;
}

/**
 * @param {readonly number[]} sent ticks at which frames were sent, oldest first
 * @param {readonly number[]} seen ticks at which the other side saw frames, oldest first
 * @param {number} tolerance largest difference between a frame's two readings, in ticks
 * @returns {number | null} seen = sent + offset (mod 2^32); null while several offsets, or none,
 *   would explain every frame seen
 */
export function solveAnchor(sent, seen, tolerance) {
  const newest = seen.at(-1);
  if (newest === undefined) return null;
  /** @type {number[]} */
  const offsets = [];
  for (const ticks of sent) {
    const offset = toUint32(newest - ticks);
    const explainsAll = seen.every((other) =>
      sent.some((one) => Math.abs(tickDifference(other, one + offset)) <= tolerance),
    );
    const known = offsets.some((one) => Math.abs(tickDifference(one, offset)) <= tolerance);
    if (explainsAll && !known) offsets.push(offset);
  }
  return offsets.length === 1 ? (offsets[0] ?? null) : null;
}
