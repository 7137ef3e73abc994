"""One verified ONNX model, loaded and warm."""

import hashlib
import os
from pathlib import Path

import numpy as np

from camveil.errors import ModelUnavailable
from camveil.segmenters.registry import ModelSpec
from camveil.segmenters.tensors import Tensor

# Its makers' builds write a number for this machine to the person's folder and report each model
# to them, from the import on. Only this, set before, keeps them from all of it.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
import onnxruntime

INPUT_NAME = "input"
OUTPUT_NAME = "alpha"
ERRORS_ONLY = 3


class OnnxSession:
    """A model of the registry. `run` may be called from several threads at once."""

    def __init__(self, spec: ModelSpec, models_dir: Path) -> None:
        """Load, verify and warm up; raises ModelUnavailable."""
        path = models_dir / spec.file
        model = _read_verified(path, spec.sha256)
        try:
            # From the very bytes that were verified, not from the file once more.
            self._session = cpu_session(model)
            # The first run plans and allocates: here nobody is waiting for a picture.
            output = self.run(np.zeros(spec.input_shape, np.float32))
        except Exception as exc:  # onnxruntime's own exceptions share no other base
            raise ModelUnavailable(path, f"it does not load ({first_line(exc)})") from exc
        expected = (1, spec.person_channel + 1, *spec.input_shape[2:])
        if getattr(output, "dtype", None) != np.float32:  # onnxruntime knows lists and maps, too
            raise ModelUnavailable(path, "its output is no tensor of float32")
        if output.shape[2:] != expected[2:] or not output.shape[0] or output.shape[1] < expected[1]:
            raise ModelUnavailable(path, f"its output is {output.shape}, expected {expected}")

    def run(self, tensor: Tensor) -> Tensor:
        """One inference: float32 of the spec's input shape to float32 (1, channels, h, w)."""
        output: Tensor = self._session.run([OUTPUT_NAME], {INPUT_NAME: tensor})[0]
        return output


def cpu_session(model: bytes) -> onnxruntime.InferenceSession:
    """Load a model on one thread of the processor; raises onnxruntime's own exceptions."""
    options = onnxruntime.SessionOptions()
    # A second thread gains a third in time, for half as much CPU again that the browser needs.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = ERRORS_ONLY
    return onnxruntime.InferenceSession(
        model, sess_options=options, providers=["CPUExecutionProvider"]
    )


def first_line(exc: Exception) -> str:
    """What an exception has to say, briefly."""
    return (str(exc).splitlines() or [type(exc).__name__])[0]


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
