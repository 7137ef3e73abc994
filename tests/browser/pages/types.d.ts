import type { Lab } from './lab.js';

declare global {
  const lab: Lab;
  interface VideoFrameMetadata {
    backgroundBlur?: { enabled: boolean };
    backgroundSegmentationMask?: ImageBitmap;
  }
  interface VideoFrame {
    metadata(): VideoFrameMetadata;
  }
}
