"""MediaPipe's selfie segmentation, in the server's own process."""

from pathlib import Path

from camveil.segmenters.onnx_session import OnnxSession
from camveil.segmenters.registry import ModelSpec
from camveil.segmenters.tensors import input_tensor, output_alpha, shrink
from camveil.values import Alpha, Picture, Size


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
        shrunk = shrink(picture, self._spec.input_size)
        return output_alpha(self._session.run(input_tensor(shrunk, self._spec)), self._spec)

    def wait_ready(self) -> None:
        """It is since it was made."""

    def close(self) -> None:
        """It holds memory alone."""
