"""The clip holds the frames that the recipe describes, and the model finds the person in them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import cv2
import numpy as np
import onnxruntime
import pytest

from models.planes import TO_RGB
from tests.camera.geometry import plan, read_geometry
from tests.camera.measuring import measure, overlap
from tests.camera.portrait import Uint8Array
from tests.camera.recipe import Camera, make_camera

MODEL = Path(__file__, "../../../models/selfie_segmentation_landscape.onnx").resolve()


def test_a_y4m_clip_holds_header_and_frames(tmp_path: Path) -> None:
    camera = make_camera(tmp_path / "camera.y4m", 320, 240, 3)
    header, _, frames = (tmp_path / "camera.y4m").read_bytes().partition(b"\n")
    assert header == b"YUV4MPEG2 W320 H240 F30:1 Ip A1:1 C420jpeg"
    size = len(b"FRAME\n") + 320 * 240 * 3 // 2
    assert len(frames) == 3 * size
    for n in range(3):
        marker, _, planes = frames[n * size : (n + 1) * size].partition(b"\n")
        assert marker == b"FRAME"
        assert hashlib.sha256(planes).hexdigest() == camera.frame_hash(n)
    assert read_geometry(tmp_path / "camera.json") == camera.geometry


def test_an_mjpeg_clip_holds_readable_pictures(tmp_path: Path) -> None:
    camera = make_camera(tmp_path / "camera.mjpeg", 320, 240, 3)
    jpegs = (tmp_path / "camera.mjpeg").read_bytes().split(b"\xff\xd8\xff")[1:]
    numbers = []
    for jpeg in jpegs:
        data = np.frombuffer(b"\xff\xd8\xff" + jpeg, np.uint8)
        luma = np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), np.uint8)
        numbers.append(measure(luma, camera.geometry).number)
    assert numbers == [0, 1, 2]


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"neither in \.y4m nor in \.mjpeg"):
        make_camera(tmp_path / "camera.mp4", 320, 240, 3)


def test_every_frame_is_different_and_always_the_same() -> None:
    first, again = Camera(plan(320, 240, 60)), Camera(plan(320, 240, 60))
    hashes = [first.frame_hash(n) for n in range(60)]
    assert len(set(hashes)) == 60
    assert hashes == [again.frame_hash(n) for n in range(60)]


@pytest.mark.parametrize(("width", "height"), [(640, 480), (1280, 720)])
def test_the_model_finds_the_person_of_this_frame_and_no_other(width: int, height: int) -> None:
    camera = Camera(plan(width, height, 60))
    model = onnxruntime.InferenceSession(MODEL)
    name = model.get_inputs()[0].name
    at_shift: dict[int, list[float]] = {shift: [] for shift in (-2, -1, 0, 1, 2)}
    for n in range(0, 60, 4):
        rgb = _at_model_size(camera.bgr(n))[..., ::-1] / 255
        yuv = (rgb @ np.linalg.inv(TO_RGB).T).astype(np.float32)
        (alpha,) = model.run(None, {name: yuv.transpose(2, 0, 1)[np.newaxis]})
        mask = np.asarray(alpha.reshape(144, 256) * 255, np.uint8)
        for shift, overlaps in at_shift.items():
            truth = camera.truth_alpha((n + shift) % 60)
            overlaps.append(overlap(mask, _at_model_size(truth)))
    assert min(at_shift[0]) > 0.93
    for own, *all_shifts in zip(at_shift[0], *at_shift.values(), strict=True):
        assert own == max(all_shifts)
    mean = {shift: float(np.mean(overlaps)) for shift, overlaps in at_shift.items()}
    assert mean[0] - max(mean[-1], mean[1]) > 0.04


def _at_model_size(picture: Uint8Array) -> Uint8Array:
    return np.asarray(cv2.resize(picture, (256, 144), interpolation=cv2.INTER_AREA), np.uint8)
