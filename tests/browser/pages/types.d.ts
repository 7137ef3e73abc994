import type { Bench } from './bench.js';
import type { Lab } from './lab.js';
import type { Soak } from './soak.js';

declare global {
  const bench: Bench;
  const lab: Lab;
  const soak: Soak;
  interface VideoFrameMetadata {
    backgroundBlur?: { enabled: boolean };
    backgroundSegmentationMask?: ImageBitmap;
  }
  interface VideoFrame {
    metadata(): VideoFrameMetadata;
  }
}
