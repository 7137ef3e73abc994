from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from camveil.rtc.frame_count import INTERVALS, FrameCount

FRAME = 3000
"Ticks between two frames at 30 a second."


def numbers(count: FrameCount, *pts_90khz: int) -> list[int]:
    return [count.place(pts).number for pts in pts_90khz]


def settled(interval_ticks: int = FRAME) -> tuple[FrameCount, int]:
    """A count that knows the camera's rate, and the last timestamp it saw."""
    count = FrameCount()
    last = 0
    for last in range(0, (INTERVALS + 1) * interval_ticks, interval_ticks):
        count.place(last)
    return count, last


def steps(count: FrameCount, last: int, *gaps_ticks: int) -> list[int]:
    """By how much each of the next frames is further on."""
    before = count.place(last + FRAME // 1000).number
    found = []
    for gap in gaps_ticks:
        last += gap
        number = count.place(last).number
        found.append(number - before)
        before = number
    return found


def test_frames_of_a_steady_camera_are_counted_one_by_one() -> None:
    assert numbers(FrameCount(), 0, 3000, 6000, 9000) == [0, 1, 2, 3]


def test_a_camera_that_trembles_is_counted_one_by_one() -> None:
    count, last = settled()
    assert steps(count, last, 3600, 2400, 3900, 2100, 3000) == [1, 1, 1, 1, 1]


def test_lost_frames_and_pauses_count() -> None:
    count, last = settled()
    assert steps(count, last, 2 * FRAME, FRAME, 300 * FRAME, FRAME) == [2, 1, 300, 1]


def test_going_back_in_time_is_a_gap() -> None:
    count, last = settled()
    assert steps(count, last, -100 * FRAME)[0] == 100


def test_a_faster_camera_is_counted_frame_by_frame_from_its_first_frame() -> None:
    count, last = settled(2 * FRAME)
    assert steps(count, last, *[FRAME] * 20) == [1] * 20


def test_a_slower_camera_counts_double_until_its_rate_is_known() -> None:
    count, last = settled()
    story = steps(count, last, *[2 * FRAME] * INTERVALS)
    assert story[0] == 2
    assert story[-1] == 1
    assert count.place(last + 2 * (INTERVALS + 1) * FRAME).interval_s == 2 / 30


def test_one_gap_changes_nothing_about_the_rate() -> None:
    count, last = settled()
    assert count.place(last + 500 * FRAME).interval_s == 1 / 30


@given(st.lists(st.integers(0, 2**40), min_size=2))
def test_every_frame_is_further_on_whatever_its_timestamp(pts_90khz: list[int]) -> None:
    count = FrameCount()
    places = [count.place(pts) for pts in pts_90khz]
    assert all(later.number > place.number for place, later in pairwise(places))
    assert all(place.interval_s > 0 for place in places)
