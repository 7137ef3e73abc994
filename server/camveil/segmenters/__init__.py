"""Models that tell the person from the background."""

from camveil.segmenters.base import Segmenter
from camveil.segmenters.registry import MODELS, ModelSpec, models_dir
from camveil.segmenters.selfie import load_segmenter

__all__ = ["MODELS", "ModelSpec", "Segmenter", "load_segmenter", "models_dir"]
