"""Run a shipped model on a picture."""

import cv2
import numpy as np
import numpy.typing as npt
import onnxruntime

from models.convert import MODELS_DIR, Model
from models.planes import TO_RGB


def open_session(model: Model) -> onnxruntime.InferenceSession:
    """Load a shipped file for one thread of the CPU."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(
        str(MODELS_DIR / f"{model.name}.onnx"), options, providers=["CPUExecutionProvider"]
    )


def fit_input(picture: npt.NDArray[np.uint8], shape: list[int]) -> npt.NDArray[np.float32]:
    """Shrink or stretch a uint8 RGB picture to the model's input (1, 3, height, width), 0 to 1."""
    _, _, height, width = shape
    resized = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
    planes = resized.transpose(2, 0, 1)[np.newaxis]
    return np.ascontiguousarray(planes, np.float32) / np.float32(255)


def run_model(
    session: onnxruntime.InferenceSession, picture: npt.NDArray[np.uint8]
) -> npt.NDArray[np.float32]:
    """Probability of a person at each pixel of the model's size: float32 (height, width)."""
    rgb = fit_input(picture, session.get_inputs()[0].shape)
    planes = np.einsum("ck,bkhw->bchw", np.linalg.inv(TO_RGB), rgb).astype(np.float32)
    (probability,) = session.run(["alpha"], {"input": planes})
    return np.asarray(probability[0, 0])
