"""What each stage costs."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from camveil.clips.measuring import WARM_UP_FRAMES, Measured, measure
from camveil.clips.reader import Clip
from camveil.clips.stages import STAGES, FrameCost, StageCost, costs_of
from camveil.errors import ClipUnusable
from camveil.pipeline.budget import SAMPLES
from camveil.pipeline.pipeline import Pipeline
from camveil.segmenters import Segmenter
from tests.server.unit.clips import SIZE, make_clip
from tests.server.unit.pictures import FixedSegmenter, SteppingClock, disc_alpha, smooth_picture

FRAME = FrameCost(decode=1, segment=2, composite=3, encode=4, whole=11)


def measured_of(
    clip: Clip, limit: int, told: Callable[[int], None], cheaper: Segmenter | None = None
) -> Measured:
    clock = SteppingClock()
    model = FixedSegmenter(disc_alpha())
    model.cheaper = cheaper
    return measure(clip, model, lambda counted: Pipeline(counted, clock), clock, limit, told)


def run(path: Path, limit: int = 100, cheaper: Segmenter | None = None) -> Measured:
    with Clip(path, threads=1) as clip:
        return measured_of(clip, limit, lambda _: None, cheaper)


def test_each_stage_has_its_median_and_a_percentile() -> None:
    frames = [FrameCost(number, 0, 0, 0, 2 * number) for number in range(101)]
    costs = costs_of(frames)
    assert tuple(costs) == STAGES
    assert costs["decode"] == StageCost(50, 95)
    assert costs["whole"] == StageCost(100, 190)
    assert costs_of([FRAME])["encode"] == StageCost(4, 4)


def test_every_stage_takes_time_and_all_together_the_whole(tmp_path: Path) -> None:
    """A look at the clock takes a millisecond."""
    make_clip(tmp_path / "a.mp4", count=WARM_UP_FRAMES + 5)
    measured = run(tmp_path / "a.mp4")
    assert measured.frames == 5
    cost = {name: stage.median_ms for name, stage in measured.stages.items()}
    assert min(cost.values()) >= 1
    assert cost["whole"] > sum(cost[name] for name in STAGES if name != "whole")


def test_no_more_frames_are_measured_than_wanted(tmp_path: Path) -> None:
    make_clip(tmp_path / "a.mp4", count=WARM_UP_FRAMES + 5)
    told: list[int] = []
    with Clip(tmp_path / "a.mp4") as clip:
        measured = measured_of(clip, 3, told.append)
    assert measured.frames == 3
    assert told == list(range(1, WARM_UP_FRAMES + 4))


def test_a_machine_too_slow_for_the_clip_moves_masks_as_in_a_call(tmp_path: Path) -> None:
    make_clip(tmp_path / "slow.mkv", count=30, time_base=Fraction(1, 10))
    assert run(tmp_path / "slow.mkv").masks_computed == 1
    make_clip(tmp_path / "fast.mkv", count=60, time_base=Fraction(1, 1000))
    assert SAMPLES / 60 < run(tmp_path / "fast.mkv").masks_computed < 1


def test_masks_of_the_cheaper_model_are_computed_ones(tmp_path: Path) -> None:
    cheaper = FixedSegmenter(disc_alpha())
    make_clip(tmp_path / "slow.mkv", count=30, time_base=Fraction(1, 10))
    slow = run(tmp_path / "slow.mkv", cheaper=cheaper)
    assert (slow.masks_computed, slow.masks_by_cheaper_model) == (1, 0), "it only looks"
    make_clip(tmp_path / "fast.mkv", count=60, time_base=Fraction(1, 1000))
    fast = run(tmp_path / "fast.mkv", cheaper=cheaper)
    assert 0.1 < fast.masks_by_cheaper_model < fast.masks_computed < 1


def test_frames_that_warm_up_count_for_no_mask(tmp_path: Path) -> None:
    """A mask of a picture that stands still is not computed again."""
    still = [smooth_picture(SIZE, 1)] * WARM_UP_FRAMES
    moving = [smooth_picture(SIZE, seed) for seed in range(2, 12)]
    make_clip(tmp_path / "a.mkv", pictures=still + moving, time_base=Fraction(1, 10))
    assert run(tmp_path / "a.mkv").masks_computed == 1


def test_a_clip_that_only_warms_up_is_too_short(tmp_path: Path) -> None:
    make_clip(tmp_path / "a.mp4", count=WARM_UP_FRAMES)
    with pytest.raises(ClipUnusable, match=f"it has {WARM_UP_FRAMES} pictures"):
        run(tmp_path / "a.mp4")
