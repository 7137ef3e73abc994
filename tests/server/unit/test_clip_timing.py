"""Times and turns of a clip's frames."""

import pytest

from camveil.clips.timing import quarter_turns, rising


@pytest.mark.parametrize(
    ("pts", "last", "expected"),
    [
        (7, None, 7),
        (-512, None, -512),
        (None, None, 0),
        (20, 10, 20),
        (None, 10, 13),
        (10, 10, 11),
        (4, 10, 11),
    ],
)
def test_each_time_is_later_than_the_last(pts: int | None, last: int | None, expected: int) -> None:
    assert rising(pts, last, 3) == expected


def test_a_rate_finer_than_the_time_base_still_rises() -> None:
    assert rising(None, 10, 0) == 11


@pytest.mark.parametrize(
    ("degrees", "turns"), [(0, 0), (90, 1), (-90, 3), (180, 2), (-180, 2), (89.9, 1), (270, 3)]
)
def test_turns_are_counted_counterclockwise(degrees: float, turns: int) -> None:
    assert quarter_turns(degrees) == turns
