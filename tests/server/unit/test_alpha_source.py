from dataclasses import dataclass, field, replace

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from camveil.pipeline.alpha_source import FORGET_AFTER_FRAMES, AlphaSource
from camveil.pipeline.budget import SAMPLES
from camveil.pipeline.mask_options import MaskOptions
from camveil.values import Alpha, FramePlace, Picture, Size
from tests.server.fakes import FakeClock
from tests.server.unit.camera_run import SlowSegmenter
from tests.server.unit.pictures import (
    discs_alpha,
    enlarged,
    flat_picture,
    flickering,
    smooth_picture,
)

INTERVAL_S = 1 / 30
SIZES = [Size(96, 64), Size(64, 96)]
PICTURES = {size: smooth_picture(size) for size in SIZES}
NO_TIME_MS, SLOW_MS, SLOWER_MS = 2.0, 20.0, 40.0


@dataclass
class Rig:
    """A source before a model that takes 40 ms, at the level of every third frame."""

    clock: FakeClock = field(default_factory=FakeClock)
    number: int = 0
    flickers: bool = True
    "Whether no two pictures are the same."

    def __post_init__(self) -> None:
        self.segmenter = SlowSegmenter(self.clock)
        self.source = AlphaSource(self.segmenter, self.clock, MaskOptions())
        self.segmenter.duration_s = SLOWER_MS / 1000

    def settle(self) -> None:
        """Until the level is the highest and the last alpha was a computed one."""
        for _ in range(4 * SAMPLES):
            self.is_computed()
        self.is_computed(frames=3)

    def is_computed(
        self,
        frames: int = 1,
        picture: Picture = PICTURES[SIZES[0]],
        epoch: int = 1,
        only_me: bool = False,
    ) -> bool:
        """Whether the alpha of a frame so much later is computed."""
        before = len(self.segmenter.pts_90khz)
        self.number += frames
        shown = flickering(picture, self.number) if self.flickers else picture
        place = FramePlace(self.number, INTERVAL_S)
        self.source.alpha_of(shown, epoch, place, only_me=only_me)
        return len(self.segmenter.pts_90khz) > before


@pytest.fixture
def rig() -> Rig:
    rig = Rig()
    rig.settle()
    return rig


def test_two_frames_in_turn_have_a_moved_alpha_and_the_third_a_computed_one(rig: Rig) -> None:
    assert [rig.is_computed() for _ in range(6)] == [False, False, True] * 2


def test_frames_that_were_replaced_in_between_count(rig: Rig) -> None:
    assert not rig.is_computed(frames=2)
    assert rig.is_computed()


def test_an_alpha_of_three_frames_ago_is_not_moved(rig: Rig) -> None:
    assert rig.is_computed(frames=3)


def test_after_a_pause_nothing_old_is_moved(rig: Rig) -> None:
    assert rig.is_computed(frames=300)


def test_in_a_new_epoch_nothing_old_is_moved(rig: Rig) -> None:
    assert rig.is_computed(epoch=2)
    assert not rig.is_computed(epoch=2)


def test_onto_another_size_nothing_old_is_moved(rig: Rig) -> None:
    assert rig.is_computed(picture=PICTURES[SIZES[1]])
    assert not rig.is_computed(picture=PICTURES[SIZES[1]])


def test_after_forgetting_nothing_old_is_moved(rig: Rig) -> None:
    rig.source.forget()
    assert rig.is_computed()


def test_after_a_failure_nothing_old_is_moved(rig: Rig) -> None:
    rig.segmenter.broken = True
    with pytest.raises(RuntimeError, match="no memory left"):
        rig.is_computed(picture=PICTURES[SIZES[1]])
    rig.segmenter.broken = False
    assert rig.is_computed()


def test_where_the_person_is_not_recognised_the_alpha_is_computed(rig: Rig) -> None:
    size = SIZES[0]
    assert rig.is_computed(picture=flat_picture(size, 230))
    assert not rig.is_computed(picture=flat_picture(size, 230))


def test_a_computed_alpha_is_refined_and_a_moved_one_follows_the_picture(rig: Rig) -> None:
    seen = PICTURES[SIZES[0]]
    computed, _ = rig.source.alpha_of(seen, 1, FramePlace(rig.number + 3, INTERVAL_S))
    said = enlarged(rig.segmenter.alpha, computed.size)
    assert np.abs(computed.values.astype(int) - said).mean() < 8
    walked = replace(seen, y=np.asarray(np.roll(seen.y, 3, axis=1)))
    moved, _ = rig.source.alpha_of(walked, 1, FramePlace(rig.number + 4, INTERVAL_S))
    assert _middle_px(moved) - _middle_px(computed) == pytest.approx(3, abs=0.5)


def test_another_model_is_not_judged_by_the_one_before(rig: Rig) -> None:
    rig.segmenter.name = "another"
    rig.segmenter.duration_s = NO_TIME_MS / 1000
    assert all(rig.is_computed() for _ in range(2 * SAMPLES))


def test_another_model_shows_the_same_person_alone() -> None:
    rig, size = Rig(), Size(320, 240)
    mine, nearer = (70, 120, 30), (240, 120, 50)
    room = smooth_picture(Size(640, 480))
    for discs in ((mine,), (mine, nearer), (mine, nearer)):
        rig.segmenter.alpha = discs_alpha(size, *discs)
        rig.number += FORGET_AFTER_FRAMES
        place = FramePlace(rig.number, INTERVAL_S)
        alpha, _ = rig.source.alpha_of(room, 1, place, only_me=True)
        rig.segmenter.name += "!"
    assert alpha.values[mine[1], mine[0]] == 255
    assert alpha.values[nearer[1], nearer[0]] == 0


@pytest.mark.parametrize("other_model", [False, True])
def test_after_a_pause_whoever_is_there_is_the_person(other_model: bool) -> None:
    rig, size = Rig(), Size(320, 240)
    before, now = (70, 120, 30), (240, 120, 50)
    room = smooth_picture(Size(640, 480))
    rig.segmenter.alpha = discs_alpha(size, before)
    rig.source.alpha_of(room, 1, FramePlace(1, INTERVAL_S), only_me=True)
    rig.segmenter.alpha = discs_alpha(size, now)
    if other_model:
        rig.segmenter.name = "another"
    place = FramePlace(2 + FORGET_AFTER_FRAMES, INTERVAL_S)
    alpha, _ = rig.source.alpha_of(room, 1, place, only_me=True)
    assert alpha.values[now[1], now[0]] == 255


def test_a_still_picture_keeps_its_alpha_for_two_frames() -> None:
    rig = Rig(flickers=False)
    assert [rig.is_computed() for _ in range(7)] == [True, False, False] * 2 + [True]


def test_so_it_does_under_a_sensor_s_noise() -> None:
    rig, rng = Rig(flickers=False), np.random.default_rng(1)
    seen = smooth_picture(Size(640, 480))
    story = []
    for _ in range(6):
        noisy = np.clip(seen.y + rng.normal(0, 3, seen.y.shape), 0, 255).astype(np.uint8)
        story.append(rig.is_computed(picture=replace(seen, y=noisy)))
    assert story == [True, False, False] * 2


def test_not_when_something_small_moves() -> None:
    rig = Rig(flickers=False)
    room = flat_picture(Size(1280, 720), 90)
    story = []
    for number in range(4):
        y = room.y.copy()
        y[300:316, 600 + 8 * number : 640 + 8 * number] = 140  # an eyebrow, at arm's length
        story.append(rig.is_computed(picture=replace(room, y=y)))
    assert story == [True] * 4


def test_after_a_pause_people_are_looked_for_everywhere() -> None:
    rig = Rig(flickers=False)
    rig.is_computed()
    assert rig.is_computed(frames=FORGET_AFTER_FRAMES + 1)


def test_what_shows_others_is_not_kept_for_only_me() -> None:
    rig = Rig(flickers=False)
    rig.is_computed()
    assert rig.is_computed(only_me=True)
    assert not rig.is_computed(only_me=True)
    assert rig.is_computed()


def test_a_still_picture_is_no_calm_machine() -> None:
    """Its cheap frames say nothing of what a mask costs."""
    rig = Rig()
    rig.settle()
    rig.flickers = False
    for _ in range(30):
        rig.clock.advance(INTERVAL_S)
        rig.is_computed()
    rig.flickers = True
    assert [rig.is_computed() for _ in range(6)].count(True) == 2


def test_what_it_took_is_told(rig: Rig) -> None:
    place = FramePlace(rig.number + 3, INTERVAL_S)
    _, duration_s = rig.source.alpha_of(PICTURES[SIZES[0]], 1, place)
    assert duration_s == pytest.approx(SLOWER_MS / 1000)


frames = st.tuples(
    st.integers(1, 4),  # further on
    st.sampled_from(SIZES),
    st.sampled_from([1, 1, 1, 2]),  # epoch
    st.sampled_from([False] * 9 + [True]),  # the model fails
)
# Long stretches of one speed, so that the level has time to change.
stretches = st.lists(
    st.tuples(st.sampled_from([NO_TIME_MS, SLOW_MS, SLOWER_MS, 300.0]), st.lists(frames)),
    max_size=6,
)


@given(stretches)
def test_in_every_story_a_moved_alpha_is_young_and_of_the_same_size_and_epoch(
    story: list[tuple[float, list[tuple[int, Size, int, bool]]]],
) -> None:
    rig = Rig()
    last: tuple[int, Size, int] | None = None
    for duration_ms, stretch in story:
        rig.segmenter.duration_s = duration_ms / 1000
        for _ in range(2 * SAMPLES):
            rig.clock.advance(INTERVAL_S)
            if rig.is_computed():
                last = (rig.number, SIZES[0], 1)
        for step, size, epoch, rig.segmenter.broken in stretch:
            rig.clock.advance(step * INTERVAL_S)
            try:
                computed = rig.is_computed(step, PICTURES[size], epoch)
            except RuntimeError:
                last = None
                continue
            if computed:
                last = (rig.number, size, epoch)
            else:
                assert last is not None
                assert rig.number - last[0] <= 2
                assert (size, epoch) == last[1:]
        rig.segmenter.broken = False


def _middle_px(alpha: Alpha) -> float:
    moments = cv2.moments(alpha.values)
    return float(moments["m10"] / moments["m00"])
