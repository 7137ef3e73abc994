/** Members of the web platform that TypeScript's own libraries do not have yet. */

interface MediaTrackSupportedConstraints {
  backgroundSegmentationMask?: boolean;
}

interface MediaTrackCapabilities {
  backgroundSegmentationMask?: boolean[];
}

interface MediaTrackConstraintSet {
  backgroundSegmentationMask?: ConstrainBoolean;
}

interface MediaTrackSettings {
  backgroundSegmentationMask?: boolean;
}

interface VideoFrameMetadata {
  backgroundBlur?: { readonly enabled: boolean };
  backgroundSegmentationMask?: ImageBitmap;
}

interface VideoFrame {
  metadata(): VideoFrameMetadata;
}

interface MediaStreamTrackEventMap {
  configurationchange: Event;
}
