import itertools

from hypothesis import given
from hypothesis import strategies as st

from camveil.pipeline.budget import (
    CALM_S,
    LEVELS,
    LEVELS_OF_ONE_MODEL,
    MAX_SHARE,
    SAMPLES,
    SegmentationBudget,
    share,
)

INTERVAL_S = 1 / 30


class Machine:
    """A budget with a clock: each segmentation takes what the test says, and a frame's time."""

    def __init__(self) -> None:
        self.budget = SegmentationBudget()
        self.now_s = 0.0

    @property
    def max_age_frames(self) -> int:
        return self.budget.level.max_age_frames

    def segment(self, *durations_ms: float, every_s: float = INTERVAL_S) -> None:
        for duration_ms in durations_ms:
            self.now_s += every_s
            self.budget.record_segmentation(duration_ms / 1000, INTERVAL_S, self.now_s)

    def run(self, duration_ms: float, for_s: float) -> None:
        self.segment(*[duration_ms] * round(for_s / INTERVAL_S))


def test_no_level_lets_a_mask_grow_older_than_two_frames() -> None:
    assert [level.max_age_frames for level in LEVELS_OF_ONE_MODEL] == [0, 1, 2]
    assert [level.max_age_frames for level in LEVELS] == [0, 1, 2, 2]


def test_the_share_is_of_all_frames_between_two_segmentations() -> None:
    assert share(0, 0.020, 0.001, 0.040) == 0.5
    assert share(1, 0.020, 0.001, 0.040) == 21 / 80
    assert share(2, 0.020, 0.001, 0.040) == 22 / 120


def test_a_fast_model_computes_every_mask() -> None:
    machine = Machine()
    machine.run(MAX_SHARE * INTERVAL_S * 1000 - 1, for_s=60)
    assert machine.max_age_frames == 0


def test_a_slow_model_goes_up_as_far_as_it_must() -> None:
    story = []
    for duration_ms in (20, 40, 100):
        machine = Machine()
        machine.run(duration_ms, for_s=1)
        story.append(machine.max_age_frames)
    assert story == [1, 2, 2]


def test_slow_frames_here_and_there_change_nothing() -> None:
    machine = Machine()
    machine.segment(*([3, 3, 300, 3, 400, 3, 500] * 40))
    assert machine.max_age_frames == 0


def test_a_slow_start_changes_nothing() -> None:
    machine = Machine()
    machine.segment(300, 200, 3, 3, 3, 3, 3, 3, 3, 3)
    assert machine.max_age_frames == 0


def test_moving_counts_too() -> None:
    machine = Machine()
    for _ in range(SAMPLES):
        machine.budget.record_move(0.018)
    machine.run(20, for_s=1)
    assert machine.max_age_frames == 2


def test_ten_seconds_of_calm_lead_one_level_down_and_ten_more_the_next() -> None:
    machine = Machine()
    machine.run(100, for_s=1)
    machine.run(2, for_s=CALM_S - 1)
    story = [machine.max_age_frames]
    machine.run(2, for_s=2)
    story.append(machine.max_age_frames)
    machine.run(2, for_s=CALM_S - 2)
    story.append(machine.max_age_frames)
    machine.run(2, for_s=3)
    story.append(machine.max_age_frames)
    assert story == [2, 1, 1, 0]


def test_calm_that_is_interrupted_begins_anew() -> None:
    machine = Machine()
    machine.run(20, for_s=1)
    machine.run(2, for_s=CALM_S - 1)
    machine.run(20, for_s=1)
    machine.run(2, for_s=CALM_S - 1)
    assert machine.max_age_frames == 1


def test_a_load_at_the_bound_does_not_flap() -> None:
    machine = Machine()
    bound_ms = MAX_SHARE * INTERVAL_S * 1000
    story = []
    for _ in range(60):
        machine.segment(*([bound_ms + 1] * 15 + [bound_ms - 1] * 15))
        story.append(machine.max_age_frames)
    assert set(story) == {1}


def test_a_load_just_below_the_bound_is_no_calm() -> None:
    machine = Machine()
    machine.run(20, for_s=1)
    machine.run(MAX_SHARE * INTERVAL_S * 1000 - 1, for_s=6 * CALM_S)
    assert machine.max_age_frames == 1


def test_a_machine_that_was_busy_once_is_back_after_twenty_calm_seconds() -> None:
    machine = Machine()
    machine.run(1000, for_s=1)
    machine.run(2, for_s=2 * CALM_S + 2)
    assert machine.max_age_frames == 0


durations_ms = st.floats(0, 2000) | st.sampled_from([2.0, 13.0, 17.0, 40.0])
stretches = st.tuples(durations_ms, st.integers(1, 40), st.floats(0.001, 5))


@given(st.lists(stretches, max_size=20))
def test_every_story_goes_step_by_step_and_back_to_every_frame(
    story: list[tuple[float, int, float]],
) -> None:
    machine = Machine()
    fell_s = -CALM_S
    for duration_ms, times, every_s in story:
        for _ in range(times):
            before = machine.max_age_frames
            machine.segment(duration_ms, every_s=every_s)
            assert abs(machine.max_age_frames - before) <= 1
            assert machine.max_age_frames in (0, 1, 2)
            if machine.max_age_frames < before:
                assert machine.now_s - fell_s >= CALM_S
                fell_s = machine.now_s
    machine.run(2, for_s=2 * CALM_S + 2)
    assert machine.max_age_frames == 0


class MachineOfTwo(Machine):
    """It has a cheaper model, too, which takes a third of the time."""

    def __init__(self, share_of_frame: float = MAX_SHARE) -> None:
        super().__init__()
        self.budget = SegmentationBudget(share_of_frame, LEVELS)

    def run(self, duration_ms: float, for_s: float) -> None:
        for _ in range(round(for_s / INTERVAL_S)):
            cheaply = self.budget.level.cheaply
            self.segment(duration_ms / 3 if cheaply else duration_ms)


def test_when_moving_masks_is_not_enough_the_cheaper_model_computes() -> None:
    machine = MachineOfTwo()
    machine.run(49, for_s=5)
    assert not machine.budget.level.cheaply
    machine.run(60, for_s=1)
    assert machine.budget.level.cheaply
    assert machine.max_age_frames == 2


def test_a_machine_too_slow_for_the_better_model_does_not_flap() -> None:
    machine = MachineOfTwo()
    machine.run(60, for_s=3)
    for _ in range(10 * round(CALM_S)):
        machine.run(60, for_s=1)
        assert machine.budget.level.cheaply


def test_the_better_model_is_back_step_by_step_after_calm() -> None:
    machine = MachineOfTwo()
    machine.run(60, for_s=3)
    levels = []
    for _ in range(40):
        machine.run(9, for_s=1)
        levels.append(LEVELS.index(machine.budget.level))
    assert levels[0] == 3
    assert levels[-1] == 0
    assert {before - after for before, after in itertools.pairwise(levels)} == {0, 1}
    assert all(levels.count(level) >= CALM_S - 1 for level in (2, 1))


def test_a_smaller_share_gives_way_earlier() -> None:
    machine = MachineOfTwo(share_of_frame=0.2)
    machine.run(8, for_s=1)
    assert machine.max_age_frames == 1
