import pytest
from hypothesis import given
from hypothesis import strategies as st

from camveil.rtc.frame_age import REMEMBERED, FrameAge

FRAME = 3000
"Ticks between two frames at 30 a second."


def ages_s(age: FrameAge, *arrivals: tuple[int, float]) -> list[float]:
    return [age.age_s(number * FRAME, now_s) for number, now_s in arrivals]


def test_frames_that_come_as_they_were_taken_are_new() -> None:
    found = ages_s(FrameAge(), *((number, 5 + number / 30) for number in range(100)))
    assert found == pytest.approx([0] * 100, abs=1e-9)


def test_what_was_held_up_is_as_old_as_it_was_held_up() -> None:
    age = FrameAge()
    ages_s(age, *((number, number / 30) for number in range(30)))
    # A standstill of one second, and then everything at once.
    found = ages_s(age, *((number, 2.0) for number in range(30, 61)))
    assert found[0] == pytest.approx(1.0)
    assert found[15] == pytest.approx(0.5)
    assert found[30] == pytest.approx(0)


def test_a_pause_makes_nothing_old() -> None:
    assert ages_s(FrameAge(), (0, 0.0), (1, 1 / 30), (3000, 100.0))[-1] == pytest.approx(0)


def test_a_source_that_begins_anew_is_new() -> None:
    age = FrameAge()
    ages_s(age, *((1000 + number, number / 30) for number in range(30)))
    assert ages_s(age, (0, 1.0)) == [0]


def test_another_clock_is_believed_after_a_while() -> None:
    age = FrameAge()
    ages_s(age, *((number, number / 30) for number in range(10)))
    found = ages_s(age, *((number, 5 + number / 30) for number in range(10, 11 + REMEMBERED)))
    assert found[0] == pytest.approx(5)
    assert found[-1] == pytest.approx(0)


@given(
    st.lists(
        st.tuples(st.integers(0, 2**40), st.floats(0, 1e6, allow_nan=False)),
        min_size=1,
        max_size=200,
    )
)
def test_no_frame_is_from_the_future(arrivals: list[tuple[int, float]]) -> None:
    age = FrameAge()
    assert all(age.age_s(pts, now_s) >= 0 for pts, now_s in arrivals)
