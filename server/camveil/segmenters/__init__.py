"""Models that tell the person from the background."""

from camveil.segmenters.added import AddedModels
from camveil.segmenters.base import OwnedSegmenter, Segmenter
from camveil.segmenters.in_force import SegmenterInForce
from camveil.segmenters.opening import (
    check_chosen,
    load_segmenter,
    open_chosen,
    open_segmenter,
    ready,
)
from camveil.segmenters.registry import BUILT_IN, MODELS, PAIR, models_dir
from camveil.segmenters.spec import ModelSpec

__all__ = [
    "BUILT_IN",
    "MODELS",
    "PAIR",
    "AddedModels",
    "ModelSpec",
    "OwnedSegmenter",
    "Segmenter",
    "SegmenterInForce",
    "check_chosen",
    "load_segmenter",
    "models_dir",
    "open_chosen",
    "open_segmenter",
    "ready",
]
