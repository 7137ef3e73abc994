/** Runs in the page before its own scripts. The list of everything that is done to the page. */

import { BridgeClient } from './bridge-client.js';
import { shimGetUserMedia } from './get-user-media.js';
import { captureNatives, supported } from './natives.js';
import { PageCameras } from './page-cameras.js';
import { PatchSet } from './patch-set.js';
import {
  shimConfigurationChange,
  shimStreamClone,
  shimSupportedConstraints,
  shimTrackMethods,
} from './track-methods.js';
import { shimVideoFrames } from './video-frames.js';

/** @param {typeof globalThis} window */
function start(window) {
  const natives = captureNatives();
  const patches = new PatchSet();
  const bridge = new BridgeClient(natives, window, (policy) => {
    cameras.policy.set(policy);
    if (policy === 'alone') patches.restore();
  });
  const cameras = new PageCameras(natives, bridge);
  natives.addEventListener(window, 'pagehide', () => cameras.suspend());
  shimSupportedConstraints(window, patches);
  shimGetUserMedia(window, patches, natives, cameras);
  shimTrackMethods(window, patches, natives, cameras);
  shimStreamClone(window, patches, natives, cameras);
  shimConfigurationChange(window, patches, natives);
  shimVideoFrames(window, patches, natives, cameras);
}

// Without camera access (an insecure page) there is nothing to do, and nothing to be seen.
if (supported && !('backgroundBlur' in navigator.mediaDevices.getSupportedConstraints())) {
  start(globalThis);
}
