from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camveil.errors import TooManySessionsOfTab
from camveil.rtc.limits import SessionLimits
from camveil.rtc.tab_limit import session_to_end

LIMITS = SessionLimits(count_per_tab=3, in_use_within_s=2.0)


def test_a_tab_with_room_loses_nothing() -> None:
    assert session_to_end({}, LIMITS) is None
    assert session_to_end({"a": 60.0, "b": 60.0}, LIMITS) is None


def test_a_full_tab_loses_the_session_that_was_quiet_for_longest() -> None:
    assert session_to_end({"a": 0.0, "b": 4.0, "c": 3.0}, LIMITS) == "b"
    assert session_to_end({"a": 0.0, "b": 2.0, "c": 0.0}, LIMITS) == "b"


def test_sessions_in_use_stay_and_the_tab_is_told_so() -> None:
    with pytest.raises(TooManySessionsOfTab, match="This tab already has 3 sessions"):
        session_to_end({"a": 0.0, "b": 1.9, "c": 0.1}, LIMITS)


@given(st.lists(st.floats(0, 1e6), max_size=12))
def test_no_session_in_use_ever_ends_and_no_tab_has_more_than_its_limit(
    quiet_s: Sequence[float],
) -> None:
    sessions = dict(enumerate(quiet_s))
    try:
        ending = session_to_end(sessions, LIMITS)
    except TooManySessionsOfTab:
        assert len(sessions) >= LIMITS.count_per_tab
        assert all(quiet < LIMITS.in_use_within_s for quiet in quiet_s)
        return
    if ending is None:
        assert len(sessions) < LIMITS.count_per_tab
    else:
        assert sessions[ending] >= LIMITS.in_use_within_s


def test_the_servers_own_limits_leave_room_for_others() -> None:
    limits = SessionLimits()
    assert limits.count_per_tab <= limits.count / 8
    # Else a page's dead sessions would be gone of themselves before they could make room.
    assert limits.in_use_within_s < limits.silent_within_s
