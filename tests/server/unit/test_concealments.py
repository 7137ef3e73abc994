from camveil.protocol import GOOD_FRAMES_TO_RECOVER
from camveil.rtc.concealments import Concealments

GOOD = [True] * GOOD_FRAMES_TO_RECOVER


def begun(frames: list[bool]) -> int:
    begun: list[None] = []
    concealments = Concealments(lambda: begun.append(None))
    for in_time in frames:
        concealments.frame(in_time=in_time)
    return len(begun)


def test_frames_in_time_hide_nothing() -> None:
    assert begun([*GOOD, *GOOD]) == 0


def test_late_frames_in_a_row_are_one_concealment() -> None:
    assert begun([*GOOD, False, False, False]) == 1


def test_it_goes_on_until_there_were_enough_good_frames_in_a_row() -> None:
    assert begun([False, *GOOD[1:], False, *GOOD[1:]]) == 1
    assert begun([False, *GOOD, False]) == 2


def test_a_session_that_begins_late_has_a_concealment() -> None:
    assert begun([False]) == 1
