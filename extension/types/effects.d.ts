/**
 * Background blur and background segmentation masks, as mediacapture-main, mediacapture-extensions and
 * webcodecs specify them and TypeScript's own libraries do not have them yet. Copy this file into a
 * project, or name it in its tsconfig's `files`; it needs the library `DOM`.
 */

/** Whether the browser knows the constraints, told without permission for the camera. */
interface MediaTrackSupportedConstraints {
  backgroundBlur?: boolean;
  backgroundSegmentationMask?: boolean;
}

/** What can be had of this camera: `[false, true]`, `[false]` without a server, `[true]` by force. */
interface MediaTrackCapabilities {
  backgroundBlur?: boolean[];
  backgroundSegmentationMask?: boolean[];
}

interface MediaTrackConstraintSet {
  backgroundBlur?: ConstrainBoolean;
  backgroundSegmentationMask?: ConstrainBoolean;
}

/** What is on now. */
interface MediaTrackSettings {
  backgroundBlur?: boolean;
  backgroundSegmentationMask?: boolean;
}

interface MediaStreamTrackEventMap {
  /** A capability or a setting was changed by somebody else: the person, or the server's coming or going. */
  configurationchange: Event;
}

interface MediaStreamTrack {
  // biome-ignore lint/suspicious/noExplicitAny: as TypeScript's own handlers
  onconfigurationchange: ((this: MediaStreamTrack, event: Event) => any) | null;
}

interface BackgroundBlur {
  readonly enabled: boolean;
}

interface VideoFrameMetadata {
  /** Of this very frame; missing where nothing is known. */
  backgroundBlur?: BackgroundBlur;
  /** White where the person is, in the frame's display size. A new bitmap each time: close it. */
  backgroundSegmentationMask?: ImageBitmap;
}

interface VideoFrame {
  metadata(): VideoFrameMetadata;
}

interface VideoFrameCallbackMetadata {
  /** Of the frame that the element shows, in the element's own size. In no specification. */
  backgroundSegmentationMask?: ImageBitmap;
}
