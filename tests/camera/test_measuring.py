"""Every kind of picture gets its verdict, before and after the codec."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from tests.camera.geometry import plan
from tests.camera.measuring import (
    Measures,
    Reference,
    Verdict,
    background_sharpness,
    calibrate,
    classify,
    is_black,
    measure,
    overlap,
    person_sharpness,
    read_frame_number,
)
from tests.camera.portrait import Uint8Array
from tests.camera.recipe import Camera
from tests.camera.samples import black, composed, concealed, samples, through_codec

REFERENCE = Reference(background=90, person=20)


@pytest.fixture(scope="module")
def camera() -> Camera:
    return Camera(plan(640, 480, 60))


def test_all_numbers_are_read(camera: Camera) -> None:
    numbers = [read_frame_number(camera.luma(n), camera.geometry) for n in range(60)]
    assert numbers == list(range(60))


def test_a_strip_with_one_wrong_cell_is_not_read(camera: Camera) -> None:
    luma = camera.luma(5).copy()
    luma[:40, 40:80] = 235  # the highest bit now says the same as its inverted partner
    assert read_frame_number(luma, camera.geometry) is None


def test_a_number_beyond_the_loop_is_not_read(camera: Camera) -> None:
    longer = Camera(plan(640, 480, 120))
    assert read_frame_number(longer.luma(100), longer.geometry) == 100
    assert read_frame_number(longer.luma(100), camera.geometry) is None


def test_a_leak_on_one_patch_counts_in_full(camera: Camera) -> None:
    luma = composed(camera, 5)[:480].copy()
    x, y, width, height = camera.geometry.background[0]
    luma[y : y + height, x : x + width] = camera.luma(5)[y : y + height, x : x + width]
    whole = background_sharpness(camera.luma(5), camera.geometry)
    assert background_sharpness(luma, camera.geometry) == pytest.approx(whole, rel=0.05)


def test_a_person_is_found_without_her_number(camera: Camera) -> None:
    flat = np.full((480, 640), 128, np.uint8)
    left, top = camera.geometry.path[20]
    window = np.s_[top + 100 : top + 310, left + 120 : left + 260]
    flat[window] = camera.luma(20)[window]
    known = person_sharpness(flat, camera.geometry, 20)
    assert known > 15
    assert person_sharpness(flat, camera.geometry, None) >= known


def test_black_is_black_only_all_over() -> None:
    luma = np.full((480, 640), 16, np.uint8)
    assert is_black(luma)
    luma[300, 300] = 200
    assert not is_black(luma)


@pytest.mark.parametrize("n", [0, 20, 45])
def test_each_sample_is_what_it_was_made_to_be(camera: Camera, n: int) -> None:
    reference = calibrate(measure(camera.luma(n), camera.geometry))
    for sample in samples(camera, n):
        verdict = classify(measure(sample.luma, camera.geometry), reference)
        assert (sample.name, verdict.value) == (sample.name, sample.verdict)


@pytest.mark.parametrize("bit_rate", [2_500_000, 6_000_000])
@pytest.mark.parametrize(("width", "height"), [(640, 480), (1280, 720)])
def test_the_codec_changes_no_verdict_and_no_number(width: int, height: int, bit_rate: int) -> None:
    camera = Camera(plan(width, height, 60))
    geometry = camera.geometry
    reference = calibrate(measure(camera.luma(0), geometry))
    kinds: dict[Verdict, Callable[[int], Uint8Array]] = {
        Verdict.RAW: camera.i420,
        Verdict.COMPOSED: lambda n: composed(camera, n),
        Verdict.CONCEALED: lambda n: concealed(camera, n),
        Verdict.BLACK: lambda n: black(geometry),
    }
    for verdict, make in kinds.items():
        received = through_codec([make(n) for n in range(12)], 30, bit_rate)
        found = [measure(frame[:height], geometry) for frame in received]
        assert [classify(measures, reference) for measures in found] == [verdict] * 12
        if verdict in (Verdict.RAW, Verdict.COMPOSED):
            assert [measures.number for measures in found] == list(range(12))


@pytest.mark.parametrize(
    ("background", "person", "verdict"),
    [
        (1.0, 1.0, Verdict.RAW),
        (0.3, 0.0, Verdict.RAW),  # the room without the person is still the room
        (0.2, 1.0, Verdict.UNKNOWN),
        (0.02, 0.9, Verdict.COMPOSED),
        (0.02, 0.4, Verdict.UNKNOWN),
        (0.02, 0.05, Verdict.CONCEALED),
    ],
)
def test_verdicts_by_share(background: float, person: float, verdict: Verdict) -> None:
    measures = Measures(
        number=3,
        background=background * REFERENCE.background,
        person=person * REFERENCE.person,
        black=False,
    )
    assert classify(measures, REFERENCE) is verdict


def test_only_a_raw_frame_calibrates(camera: Camera) -> None:
    for hidden in (composed(camera, 5), concealed(camera, 5), black(camera.geometry)):
        with pytest.raises(ValueError, match="not a raw frame"):
            calibrate(measure(hidden[:480], camera.geometry))


def test_overlap_is_the_shared_part_of_both() -> None:
    ours, truth = np.zeros((2, 4), np.uint8), np.zeros((2, 4), np.uint8)
    ours[:, :2], truth[:, 1:3] = 255, 255
    assert overlap(ours, truth) == pytest.approx(1 / 3)
    assert overlap(truth, truth) == 1
