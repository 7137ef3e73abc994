"""MediaPipe's selfie segmentation, fed straight from I420 planes."""

from pathlib import Path
from typing import Final

import cv2
import numpy as np

from camveil.segmenters.base import Segmenter
from camveil.segmenters.onnx_session import OnnxSession, Tensor
from camveil.segmenters.registry import MODELS, ModelSpec
from camveil.values import Alpha, Picture, Plane, Size

# BT.601, what cameras deliver: contributions of U and V, each -1/2 to 1/2, to R, G and B.
V_TO_R: Final = 1.402
U_TO_G: Final = -0.344136
V_TO_G: Final = -0.714136
U_TO_B: Final = 1.772


class SelfieSegmenter:
    """Either of the two models; they differ only in their row of the registry."""

    def __init__(self, spec: ModelSpec, models_dir: Path) -> None:
        """Load the model; raises ModelUnavailable."""
        self._spec = spec
        self._session = OnnxSession(spec, models_dir)

    @property
    def name(self) -> str:
        return self._spec.name

    @property
    def input_size(self) -> Size:
        return self._spec.input_size

    def segment(self, picture: Picture) -> Alpha:
        # Every buffer is this call's own, because sessions share the segmenter.
        output = self._session.run(model_input(picture, self._spec))
        # OpenCV takes the absolute value: below zero, the surest background would become person.
        # Nor may what is not a number be taken for one.
        person = np.fmax(output[0, self._spec.person_channel], 0)
        return Alpha(np.asarray(cv2.convertScaleAbs(person, alpha=255.0), np.uint8))


def load_segmenter(name: str, models_dir: Path) -> Segmenter:
    """The model with this name in the registry (KeyError if none); raises ModelUnavailable."""
    return SelfieSegmenter(MODELS[name], models_dir)


def model_input(picture: Picture, spec: ModelSpec) -> Tensor:
    """The picture as R, G, B, float32 in the spec's shape and range.

    The planes are made small before they become RGB: the matrix then runs over the model's
    37 thousand pixels and not over the camera's million.
    """
    y, u, v = (_shrink(plane, spec.input_size) for plane in (picture.y, picture.u, picture.v))
    if picture.full_range:
        luma = y / 255
        blue, red = ((chroma - 128) / 255 for chroma in (u, v))
    else:
        luma = (y - 16) / 219
        blue, red = ((chroma - 128) / 224 for chroma in (u, v))
    tensor = np.empty(spec.input_shape, np.float32)
    tensor[0, 0] = luma + V_TO_R * red
    tensor[0, 1] = luma + U_TO_G * blue + V_TO_G * red
    tensor[0, 2] = luma + U_TO_B * blue
    np.clip(tensor, 0.0, 1.0, out=tensor)
    black, white = spec.input_range
    if (black, white) != (0.0, 1.0):
        tensor *= white - black
        tensor += black
    return tensor


def _shrink(plane: Plane, size: Size) -> Tensor:
    return cv2.resize(plane, size, interpolation=cv2.INTER_AREA).astype(np.float32)
