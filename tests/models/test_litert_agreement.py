"""The converted models compute what the original files compute in Google's own runtime."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from ai_edge_litert.interpreter import Interpreter

from models.convert import MODELS, Model
from tests.models.running import fit_input, open_session, run_model

# Sums of float32 in another order differ by some 1e-4 of a probability; an alpha has steps of 4e-3.
TOLERANCE = 2e-4

Picture = npt.NDArray[np.uint8]


def noise(cells: int) -> Picture:
    """Random colours in a grid, enlarged smoothly: the fewer cells, the larger the blobs."""
    grid = np.random.default_rng(cells).integers(0, 256, (cells * 9, cells * 16, 3), np.uint8)
    return np.asarray(cv2.resize(grid, (640, 360), interpolation=cv2.INTER_CUBIC), np.uint8)


PICTURES: dict[str, Callable[[Picture], Picture]] = {
    "portrait": lambda portrait: portrait,
    "mirrored": lambda portrait: portrait[:, ::-1].copy(),
    "close up": lambda portrait: portrait[100:400, 100:420].copy(),
    "cut off at the edge": lambda portrait: portrait[:, 250:].copy(),
    "dark": lambda portrait: portrait // 4,
    "large blobs": lambda _: noise(1),
    "blobs": lambda _: noise(2),
    "small blobs": lambda _: noise(4),
    "fine noise": lambda _: noise(40),
    "white": lambda _: np.full((360, 640, 3), 255, np.uint8),
}


# The original runs at its own size alone.
ORIGINAL_SIZE = [model for model in MODELS if model.size_px is None]


@pytest.mark.parametrize("model", ORIGINAL_SIZE, ids=lambda model: model.name)
@pytest.mark.parametrize("make_picture", PICTURES.values(), ids=PICTURES.keys())
def test_alpha_agrees_with_the_original(
    model: Model,
    make_picture: Callable[[Picture], Picture],
    portrait: Picture,
    tflite_dir: Path,
) -> None:
    picture = make_picture(portrait)
    ours = run_model(open_session(model), picture)
    theirs = run_original(tflite_dir / model.tflite, picture)
    assert float(np.abs(ours - theirs).max()) <= TOLERANCE


def run_original(path: Path, picture: Picture) -> npt.NDArray[np.float32]:
    interpreter = Interpreter(model_path=str(path), num_threads=1)
    interpreter.allocate_tensors()
    (source,), (result,) = interpreter.get_input_details(), interpreter.get_output_details()
    _, height, width, channels = source["shape"]
    planes = fit_input(picture, [1, channels, height, width])
    interpreter.set_tensor(source["index"], planes.transpose(0, 2, 3, 1))
    interpreter.invoke()
    return np.asarray(interpreter.get_tensor(result["index"])[0, :, :, 0])
