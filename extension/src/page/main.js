/** Runs in the page before its own scripts. The list of everything that is done to the page. */

import { BridgeClient } from './link/bridge-client.js';
import { captureNatives, supported } from './natives.js';
import { shimGetUserMedia } from './shims/get-user-media.js';
import { PatchSet } from './shims/patch-set.js';
import {
  shimConfigurationChange,
  shimStreamClone,
  shimSupportedConstraints,
  shimTrackMethods,
} from './shims/track-methods.js';
import { shimVideoFrames } from './shims/video-frames.js';
import { PageCameras } from './tracks/page-cameras.js';

/** @param {typeof globalThis} window */
function start(window) {
  const natives = captureNatives();
  const patches = new PatchSet();
  const bridge = new BridgeClient(natives, window, (policy) => {
    cameras.policy.set(policy);
    // A track of ours needs its methods as long as it lives: then from the next load on.
    if (policy === 'alone' && !cameras.inUse) patches.restore();
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
