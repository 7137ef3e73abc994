"""Models that tell the person from the background."""

from camveil.segmenters.base import OwnedSegmenter, Segmenter
from camveil.segmenters.opening import load_segmenter, open_segmenter
from camveil.segmenters.registry import MODELS, ModelSpec, models_dir

__all__ = [
    "MODELS",
    "ModelSpec",
    "OwnedSegmenter",
    "Segmenter",
    "load_segmenter",
    "models_dir",
    "open_segmenter",
]
