"""Models that tell the person from the background."""

from camveil.segmenters.added import AddedModels
from camveil.segmenters.base import OwnedSegmenter, Segmenter
from camveil.segmenters.opening import load_segmenter, open_chosen, open_segmenter
from camveil.segmenters.registry import MODELS, models_dir
from camveil.segmenters.spec import ModelSpec

__all__ = [
    "MODELS",
    "AddedModels",
    "ModelSpec",
    "OwnedSegmenter",
    "Segmenter",
    "load_segmenter",
    "models_dir",
    "open_chosen",
    "open_segmenter",
]
