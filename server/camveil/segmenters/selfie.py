"""MediaPipe's selfie segmentation, in the server's own process."""

import hashlib
from pathlib import Path
from threading import Lock
from typing import Final

from camveil.errors import ModelUnavailable
from camveil.log import Log
from camveil.segmenters.onnx_model import OnnxModel, first_line, open_model
from camveil.segmenters.providers import CPU, Choice, Choices
from camveil.segmenters.spec import ModelSpec
from camveil.segmenters.tensors import Shrunk, shrink
from camveil.values import Alpha, Picture, Size

LOG: Final = Log()


class SelfieSegmenter:
    """One of the models that ship; they differ only in their row of the registry."""

    def __init__(
        self,
        spec: ModelSpec,
        models_dir: Path,
        provider: str = CPU,
        *,
        cheaper: ModelSpec | None = None,
    ) -> None:
        """Load, verify and warm up the model and the cheaper one; raises ModelUnavailable."""
        self._spec = spec
        self._lock = Lock()
        path = models_dir / spec.file
        content = _read_verified(path, spec.sha256)
        try:
            # From the very bytes that were verified, not from the file once more.
            self._model, self._choice = open_model(content, spec, provider)
            self._content = content
        except Exception as exc:  # onnxruntime's own exceptions share no other base
            raise ModelUnavailable(path, f"it does not load ({first_line(exc)})") from exc
        self._cheaper = None if cheaper is None else SelfieSegmenter(cheaper, models_dir, provider)

    @property
    def name(self) -> str:
        return self._spec.name

    @property
    def input_size(self) -> Size:
        return self._spec.input_size

    @property
    def choices(self) -> Choices:
        others = self._cheaper.choices if self._cheaper else {}
        return {self.name: self._choice, **others}

    @property
    def cheaper(self) -> "SelfieSegmenter | None":
        return self._cheaper

    def segment(self, picture: Picture) -> Alpha:
        return self.alpha(shrink(picture, self._spec.input_size))

    def alpha(self, shrunk: Shrunk) -> Alpha:
        """Of a picture that is small already."""
        # Every buffer is this call's own, because sessions share the segmenter.
        model = self._model
        try:
            return model.alpha(shrunk)
        except Exception as exc:  # onnxruntime's own exceptions share no other base
            if self._choice.provider == CPU:
                raise
            return self._on_cpu(model, first_line(exc)).alpha(shrunk)

    def _on_cpu(self, failed: OnnxModel, reason: str) -> OnnxModel:
        """What takes the place of a model whose device has gone, for good."""
        with self._lock:
            if self._model is failed:
                failure = f"{self._choice.provider} failed while it ran ({reason})"
                self._model, _ = open_model(self._content, self._spec, CPU)
                self._choice = Choice(CPU, failures=(failure,))
                LOG.warning("provider", model=self.name, used=CPU, reason=failure)
            return self._model

    def wait_ready(self) -> None:
        """It is since it was made."""

    def close(self) -> None:
        """It holds memory alone."""


def _read_verified(path: Path, sha256: str) -> bytes:
    try:
        model = path.read_bytes()
    except FileNotFoundError:
        raise ModelUnavailable(path, "the file is missing") from None
    except OSError as exc:
        raise ModelUnavailable(path, f"it cannot be read ({exc.strerror})") from exc
    if hashlib.sha256(model).hexdigest() != sha256:
        raise ModelUnavailable(path, "the file is damaged or has been changed (sha256 differs)")
    return model
