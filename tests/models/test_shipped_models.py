"""The committed .onnx files: what they are, what goes in, what comes out."""

import hashlib

import cv2
import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime
import pytest

from models.convert import MODELS, MODELS_DIR, PACKAGE, Model
from tests.models.running import open_session, run_model

SIZES_PX = {
    "selfie_segmentation": (256, 256),
    "selfie_segmentation_landscape": (144, 256),
    "selfie_segmentation_landscape_small": (112, 192),
}
"Model -> height and width."

WIDE_PX = (600, 1067)  # 16:9, as high as the portrait

each_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)


@each_model
def test_the_committed_file_is_the_one_in_the_table(model: Model) -> None:
    content = (MODELS_DIR / f"{model.name}.onnx").read_bytes()
    assert hashlib.sha256(content).hexdigest() == model.onnx_sha256


@each_model
def test_the_card_states_both_hashes_and_the_source(model: Model) -> None:
    card = (MODELS_DIR / "README.md").read_text(encoding="utf-8")
    assert f"{model.name}.onnx" in card
    assert model.tflite_sha256 in card
    assert model.onnx_sha256 in card
    assert PACKAGE in card


def test_no_model_lies_here_that_the_table_does_not_know() -> None:
    shipped = {path.name for path in MODELS_DIR.glob("*.onnx")}
    assert shipped == {f"{model.name}.onnx" for model in MODELS}


@each_model
def test_the_file_says_where_it_comes_from(model: Model) -> None:
    loaded = onnx.load(str(MODELS_DIR / f"{model.name}.onnx"))
    assert {entry.key: entry.value for entry in loaded.metadata_props} == {
        "licence": "Apache-2.0",
        "source": f"npm:{PACKAGE}/{model.tflite}",
        "source_sha256": model.tflite_sha256,
    }
    assert [entry.version for entry in loaded.opset_import] == [13]


@each_model
def test_input_and_output_are_single_pictures_in_planes(model: Model) -> None:
    session = open_session(model)
    height, width = SIZES_PX[model.name]
    (source,), (result,) = session.get_inputs(), session.get_outputs()
    assert (source.name, source.type, source.shape) == (
        "input",
        "tensor(float)",
        [1, 3, height, width],
    )
    assert (result.name, result.type, result.shape) == (
        "alpha",
        "tensor(float)",
        [1, 1, height, width],
    )


@each_model
def test_the_person_is_in_and_the_background_is_out(
    model: Model, portrait: npt.NDArray[np.uint8]
) -> None:
    alpha = run_model(open_session(model), portrait)
    height, width = SIZES_PX[model.name]
    assert alpha.shape == (height, width)
    assert alpha.min() >= 0
    assert alpha.max() <= 1
    face = alpha[height * 28 // 100 : height * 46 // 100, width * 42 // 100 : width * 62 // 100]
    assert face.min() > 0.9
    # The flag on the left and the plain wall on the right, above the shoulders.
    assert alpha[: height // 8, : width // 8].max() < 0.1
    assert alpha[: height // 2, -width // 8 :].max() < 0.1


@each_model
@pytest.mark.parametrize("left_px", [0, 277, 555])
def test_the_mask_is_where_the_person_is(
    model: Model, portrait: npt.NDArray[np.uint8], left_px: int
) -> None:
    alpha = run_model(open_session(model), beside_a_plain_wall(portrait, left_px))
    columns = np.arange(alpha.shape[1]) + 0.5
    centre_px = (alpha.sum(0) * columns).sum() / alpha.sum() * WIDE_PX[1] / alpha.shape[1]
    assert centre_px == pytest.approx(left_px + portrait.shape[1] / 2, abs=30)


@each_model
@pytest.mark.parametrize("level", [0, 128, 255])
def test_a_plain_picture_shows_nobody(model: Model, level: int) -> None:
    alpha = run_model(open_session(model), np.full((480, 640, 3), level, np.uint8))
    assert alpha.max() < 0.1


@each_model
def test_the_same_picture_gives_the_same_bits(
    model: Model, portrait: npt.NDArray[np.uint8]
) -> None:
    session: onnxruntime.InferenceSession = open_session(model)
    first = run_model(session, portrait)
    run_model(session, cv2.flip(portrait, 1).astype(np.uint8))
    assert np.array_equal(run_model(session, portrait), first)


def beside_a_plain_wall(portrait: npt.NDArray[np.uint8], left_px: int) -> npt.NDArray[np.uint8]:
    height, width = WIDE_PX
    ramp = np.linspace(60, 190, width).astype(np.uint8)
    picture = np.broadcast_to(ramp[np.newaxis, :, np.newaxis], (height, width, 3)).copy()
    picture[:, left_px : left_px + portrait.shape[1]] = portrait
    return picture
