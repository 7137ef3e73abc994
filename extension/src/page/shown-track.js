/** Which track of ours a video element shows. */

/**
 * @param {import('./natives.js').Natives} natives
 * @param {import('./page-tracks.js').PageTracks} tracks
 * @param {any} element of any realm, or anything else
 * @returns {MediaStreamTrack | undefined}
 */
export function trackShownBy(natives, tracks, element) {
  if (!tracks.any) return undefined;
  try {
    const stream = natives.shownStream(element);
    const shown = stream ? natives.videoTracks(stream)[0] : undefined;
    return tracks.has(shown) ? shown : undefined;
  } catch {
    return undefined; // no element that can show a track
  }
}
