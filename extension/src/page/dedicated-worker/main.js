/**
 * Runs in a page's dedicated worker before its own script. The list of everything that is done to the
 * worker: it finds itself where its script is, and its frames tell what they tell in the page.
 */

import { FrameStreams } from '../frame-streams.js';
import { KnownFrames } from '../known-frames.js';
import { shimFrameCopies } from '../shims/frame-copies.js';
import { shimFunctionSource } from '../shims/function-source.js';
import { PatchSet } from '../shims/patch-set.js';
import { shimStreamReading } from '../shims/stream-reading.js';
import { shimVideoFrames } from '../shims/video-frames.js';
import { FrameMessages } from './frame-messages.js';
import { loadScript } from './load-script.js';
import { shimLocation } from './location.js';
import { captureScopeNatives } from './natives.js';
import { receivePageMessages } from './page-messages.js';
import { shimRelativeUrls } from './relative-urls.js';
import { shimResourceEntries } from './resource-entries.js';
import { scriptUrl } from './script-url.js';

/** @param {import('../worker-source.js').WorkerParameters} parameters */
function start({ url, isModule, token }) {
  const natives = captureScopeNatives();
  const patches = new PatchSet();
  const known = new KnownFrames(natives);
  const streams = new FrameStreams(natives);
  shimFunctionSource(globalThis, patches, natives);
  const address = scriptUrl(natives, url);
  shimLocation(patches, natives, address);
  shimRelativeUrls(patches, natives, address);
  shimStreamReading(globalThis, patches, natives, streams);
  shimVideoFrames(globalThis, patches, natives, known, null);
  // No track is known here: what is recognized has come by a message of the page's.
  shimFrameCopies(globalThis, patches, natives, { record: () => undefined }, known, streams);
  if (!isModule) shimResourceEntries(patches, natives, url);
  const hasLoaded = isModule ? () => true : loadScript(natives, url);
  receivePageMessages(natives, token, {
    begin: (port) => {
      natives.postToPort(port, hasLoaded());
      natives.closePort(port);
    },
    frame: (frame, its) => known.set(frame, its),
    stream: (stream, port) => {
      const messages = new FrameMessages(natives, port);
      streams.any = true;
      streams.watch(stream, (frame) => messages.describe(frame, known));
    },
  });
}

start(PARAMETERS);
