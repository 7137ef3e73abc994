/** A track's life: clones, several tracks, the end, tracks that no camera feeds. */

import {
  applied,
  countEvents,
  EFFECTS,
  open,
  outcome,
  plain,
  told,
  withCamera,
  withTrack,
} from './answers.js';

/** @typedef {import('./answers.js').Effect} Effect */

/**
 * @param {Effect} p
 * @returns {import('./answers.js').Cases}
 */
export function life(p) {
  const on = /** @type {any} */ ({ [p]: true });
  const off = /** @type {any} */ ({ [p]: false });
  const exact = /** @type {any} */ ({ [p]: { exact: true } });
  const notExact = { [p]: { exact: false } };
  return {
    [`${p}: a clone`]: () =>
      withTrack(async (track) => {
        await track.applyConstraints(on);
        track.enabled = false;
        track.contentHint = 'motion';
        const clone = track.clone();
        const { kind, label, enabled, contentHint, muted, readyState } = clone;
        const same = [kind === track.kind, label === track.label, clone.id !== track.id];
        const first = told(clone);
        clone.enabled = true;
        const counts = await countEvents([track, clone], () => clone.applyConstraints(off));
        const answer = [told(track), told(clone)];
        clone.stop();
        return { same, enabled, contentHint, muted, readyState, first, counts, answer };
      }),
    [`${p}: a clone of a stream`]: () =>
      withTrack(async (track) => {
        await track.applyConstraints(on);
        const stream = new MediaStream([track]);
        const copy = stream.clone();
        const [clone] = copy.getVideoTracks();
        if (!clone) return null;
        track.stop();
        const answer = [copy.id !== stream.id, copy.active, stream.active, clone.readyState];
        const after = told(clone);
        clone.stop();
        return [...answer, after, copy.active];
      }),
    [`${p}: two tracks of one camera`]: () =>
      withTrack(async (track) => {
        const other = await open(/** @type {any} */ (off));
        const counts = await countEvents([track, other], () => track.applyConstraints(on));
        const answer = [told(track), told(other), counts];
        other.stop();
        return answer;
      }),
    [`${p}: applied to a track that has ended`]: () =>
      withTrack(async (track) => {
        track.stop();
        return [await applied(track, on), await applied(track, exact), await applied(track, off)];
      }),
    [`${p}: ended while a call is pending`]: () =>
      withTrack(async (track) => {
        const call = track.applyConstraints(on);
        track.stop();
        const settled = call.then(
          () => 'settled',
          () => 'settled',
        );
        return [await settled, track.readyState];
      }),
    [`${p}: ended while several calls are pending`]: () =>
      withCamera(true, async (track) => {
        const calls = [on, { width: 320 }, off, exact].map((value) =>
          track.applyConstraints(value),
        );
        track.stop();
        const settled = await Promise.allSettled(calls);
        return settled.length;
      }),
    [`${p}: applied to a disabled track`]: () =>
      withTrack(async (track) => {
        track.enabled = false;
        return applied(track, on);
      }),
    [`${p}: settings of a track that has ended`]: () =>
      withEnded(on, (track) => plain(track.getSettings())),
    [`${p}: constraints and capabilities of a track that has ended`]: () =>
      withEnded(on, (track) => [track.getConstraints(), plain(track.getCapabilities())]),
    [`${p}: settings of the clone of a track that has ended`]: () =>
      withEnded(on, (track) => plain(track.clone().getSettings())),
    [`${p}: the clone of a track that has ended`]: () =>
      withEnded(on, async (track) => {
        const clone = track.clone();
        const { readyState, kind, label, enabled, muted } = clone;
        const same = [clone.id !== track.id, kind === track.kind, label === track.label];
        const constraints = clone.getConstraints();
        const call = await outcome(() => clone.applyConstraints({}));
        return { readyState, enabled, muted, same, constraints, call };
      }),
    [`${p}: required of a canvas`]: () => forms(canvas(), [exact, notExact]),
    [`${p}: wished of a canvas`]: () =>
      forms(canvas(), [{ [p]: { ideal: true } }, on, { [p]: {} }]),
    [`${p}: of a microphone`]: async () => {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      const [track] = stream.getAudioTracks();
      const answer = await forms(track, [exact, on]);
      track?.stop();
      return answer;
    },
  };
}

/** @returns {import('./answers.js').Cases} */
export function ending() {
  return {
    'the end of a track': () =>
      withCamera(true, async (track) => {
        const stream = new MediaStream([track]);
        let ended = 0;
        track.onended = () => {
          ended += 1;
        };
        const before = [track.readyState, stream.active, track.muted];
        const returned = [track.stop(), track.stop()];
        const after = [track.readyState, stream.active, track.muted, track.enabled];
        await new Promise((resolve) => setTimeout(resolve));
        return [before, returned, after, ended];
      }),
    'a clone outlives its track': () =>
      withTrack(async (track) => {
        const clone = track.clone();
        track.stop();
        const states = [track.readyState, clone.readyState];
        const call = await outcome(() => clone.applyConstraints({}));
        clone.stop();
        return [states, call];
      }),
    'the ended handler': () =>
      withTrack(async (track) =>
        [null, 5, () => {}, {}].map((value) => {
          track.onended = /** @type {any} */ (value);
          return track.onended === null ? 'null' : track.onended === value;
        }),
      ),
  };
}

/**
 * @param {any} on
 * @param {(track: MediaStreamTrack) => unknown} use gets a track that has ended with the effect on
 */
function withEnded(on, use) {
  return withTrack(async (track) => {
    await track.applyConstraints(on);
    track.stop();
    return use(track);
  });
}

function canvas() {
  return document.createElement('canvas').captureStream().getVideoTracks()[0];
}

/**
 * @param {MediaStreamTrack | undefined} track that no camera feeds
 * @param {any[]} constraints one after the other
 */
async function forms(track, constraints) {
  if (!track) throw new Error('no track');
  const answers = [];
  for (const applied of constraints) {
    const call = await outcome(() => track.applyConstraints(applied));
    const settings = track.getSettings();
    answers.push([call, track.getConstraints(), EFFECTS.filter((effect) => effect in settings)]);
  }
  return answers;
}
