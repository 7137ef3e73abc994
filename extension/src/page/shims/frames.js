/** All that tells of single frames of our tracks, and what it knows of them in common. */

import { FrameStreams } from '../frame-streams.js';
import { KnownFrames } from '../known-frames.js';
import { trackShownBy } from '../shown-track.js';
import { shimFrameCopies } from './frame-copies.js';
import { shimProcessors } from './processors.js';
import { shimStreamReading } from './stream-reading.js';
import { shimVideoCallbacks } from './video-callbacks.js';
import { shimVideoFrames } from './video-frames.js';

/** What is known in all realms that the page's tracks may reach. */
export class SeenFrames {
  /** @param {import('../natives.js').Natives} natives */
  constructor(natives) {
    this.known = new KnownFrames(natives);
    this.streams = new FrameStreams(natives);
  }
}

/**
 * @param {typeof globalThis} window
 * @param {import('./patch-set.js').PatchSet} patches
 * @param {import('../natives.js').Natives} natives
 * @param {import('../page-tracks.js').PageTracks} tracks
 * @param {SeenFrames} seen
 */
export function shimFrames(window, patches, natives, tracks, { known, streams }) {
  shimProcessors(window, patches, natives, tracks, streams, (frame, track) => {
    known.setRecord(frame, tracks.record(track, natives.frameTimestamp(frame)));
  });
  shimStreamReading(window, patches, natives, streams);
  shimVideoFrames(window, patches, natives, known, {
    trackOf: (source) => trackShownBy(natives, tracks, source),
    shown: (track, told_us) => tracks.shown(track, told_us, null),
  });
  shimFrameCopies(window, patches, natives, tracks, known, streams);
  shimVideoCallbacks(window, patches, natives, tracks, known);
}
