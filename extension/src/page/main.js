/** Runs in the page before its own scripts. The list of everything that is done to the page. */

import { ContentChannel } from './content-channel.js';
import { captureNatives, supported } from './natives.js';
import { PageTracks } from './page-tracks.js';
import { shimCaptureElements } from './shims/capture-elements.js';
import { shimChildDocuments } from './shims/child-documents.js';
import { SeenFrames, shimFrames } from './shims/frames.js';
import { shimFunctionSource } from './shims/function-source.js';
import { shimGetUserMedia } from './shims/get-user-media.js';
import { shimImageCaptures } from './shims/image-captures.js';
import { PatchSet } from './shims/patch-set.js';
import {
  shimConfigurationChange,
  shimStreamClone,
  shimSupportedConstraints,
  shimTrackMethods,
} from './shims/track-methods.js';
import { shimTrackStats } from './shims/track-stats.js';
import { shimWorkers } from './shims/workers.js';

/** @param {typeof globalThis} window */
function start(window) {
  const natives = captureNatives();
  const patches = new PatchSet();
  const seen = new SeenFrames(natives);
  const restore = () => patches.restore();
  const forget = () => seen.known.forget();
  const tracks = new PageTracks(natives, new ContentChannel(natives, window, restore, forget));
  shimFunctionSource(window, patches, natives);
  shimSupportedConstraints(window, patches, natives);
  shimGetUserMedia(window, patches, natives, tracks);
  shimCaptureElements(window, patches, natives, tracks);
  /** Of any realm: all of it takes the page's tracks, and is known to whatever has seen them. */
  const shimTracks = (/** @type {typeof globalThis} */ realm, /** @type {PatchSet} */ own) => {
    shimTrackMethods(realm, own, natives, tracks);
    shimTrackStats(realm, own, natives, tracks);
    shimStreamClone(realm, own, natives, tracks);
    shimConfigurationChange(realm, own, natives);
    shimImageCaptures(realm, own, natives, tracks);
    shimFrames(realm, own, natives, tracks, seen);
  };
  shimChildDocuments(window, patches, natives, (child, own) => {
    shimFunctionSource(child, own, natives);
    shimCaptureElements(child, own, natives, tracks);
    shimGetUserMedia(child, own, natives, tracks);
    shimTracks(child, own);
  });
  shimTracks(window, patches);
  shimWorkers(window, patches, natives, tracks, seen.known, seen.streams);
}

// Without camera access (an insecure page) there is nothing to do, and nothing to be seen.
if (supported) start(globalThis);
