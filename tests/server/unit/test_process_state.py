import itertools

import pytest

from camveil.segmenters.process.state import (
    FAILURES,
    FIRST_WAIT_S,
    GOOD_FRAMES,
    LONGEST_WAIT_S,
    SENDS,
    SHOWS,
    TRANSITIONS,
    Backoff,
    Event,
    InvalidTransition,
    State,
    next_state,
)


def history(*events: Event) -> list[str]:
    states = itertools.accumulate(events, next_state, initial=State.LOADING)
    return [state.value for state in states]


def test_a_model_that_crashes_once() -> None:
    story = [Event.READY, Event.DIED, Event.DUE, Event.READY, Event.STOPPED]
    assert history(*story) == ["loading", "serving", "waiting", "reloading", "serving", "closed"]


def test_a_model_that_comes_back_at_the_second_try() -> None:
    story = [Event.READY, Event.LATE, Event.DUE, Event.DIED, Event.DUE, Event.READY]
    assert history(*story) == [
        "loading",
        "serving",
        "waiting",
        "reloading",
        "waiting",
        "reloading",
        "serving",
    ]


@pytest.mark.parametrize("failure", FAILURES)
def test_whoever_starts_the_server_is_told_of_the_first_failure(failure: Event) -> None:
    assert history(failure) == ["loading", "closed"]


@pytest.mark.parametrize("state", set(State) - {State.CLOSED})
def test_the_server_can_stop_in_every_state(state: State) -> None:
    assert next_state(state, Event.STOPPED) is State.CLOSED


@pytest.mark.parametrize("event", list(Event))
def test_nothing_follows_the_end(event: Event) -> None:
    with pytest.raises(InvalidTransition, match=f"{event.value} while closed"):
        next_state(State.CLOSED, event)


def test_every_state_can_be_reached_and_every_event_can_happen() -> None:
    assert {State.LOADING, *TRANSITIONS.values()} == set(State)
    assert {event for _, event in TRANSITIONS} == set(Event)


def test_only_a_model_that_serves_makes_composed_frames() -> None:
    assert list(SENDS) == list(SHOWS) == list(State)
    assert {state for state in State if "composed" in SENDS[state]} == {State.SERVING}
    assert {state for state in State if SHOWS[state] == "composed"} == {State.SERVING}


def test_the_first_restart_is_at_once_and_each_later_one_waits_longer() -> None:
    backoff = Backoff()
    waits_s = [backoff.failed() for _ in range(8)]
    assert waits_s == [0, FIRST_WAIT_S, 1, 2, 4, 8, LONGEST_WAIT_S, LONGEST_WAIT_S]


@pytest.mark.parametrize(
    ("good_frames", "forgiven"), [(GOOD_FRAMES - 1, False), (GOOD_FRAMES, True)]
)
def test_good_frames_in_a_row_make_the_next_failure_the_first(
    good_frames: int, forgiven: bool
) -> None:
    backoff = Backoff()
    for _ in range(GOOD_FRAMES - 1):
        backoff.good_frame()
    backoff.failed()
    for _ in range(good_frames):
        backoff.good_frame()
    assert (backoff.failed() == 0) == forgiven
