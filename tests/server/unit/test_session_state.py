import itertools

import pytest

from camveil.rtc.session_state import (
    SENDS,
    SHOWS,
    TRANSITIONS,
    Event,
    InvalidTransition,
    State,
    next_state,
)


def history(*events: Event) -> list[str]:
    return [state.value for state in itertools.accumulate(events, next_state, initial=State.NEW)]


def test_a_session_that_ends_normally() -> None:
    states = history(Event.OFFER_ACCEPTED, Event.CONNECTED, Event.PAGE_CLOSED, Event.RELEASED)
    assert states == ["new", "connecting", "live", "closing", "closed"]


def test_an_offer_that_cannot_be_answered() -> None:
    assert history(Event.OFFER_REFUSED, Event.RELEASED) == ["new", "closing", "closed"]


def test_a_page_that_never_connects() -> None:
    states = history(Event.OFFER_ACCEPTED, Event.NOT_CONNECTED_IN_TIME, Event.RELEASED)
    assert states == ["new", "connecting", "closing", "closed"]


@pytest.mark.parametrize("state", [State.NEW, State.CONNECTING, State.LIVE])
def test_the_server_can_stop_in_every_state(state: State) -> None:
    assert next_state(state, Event.SERVER_STOPPED) is State.CLOSING


@pytest.mark.parametrize("state", [State.CONNECTING, State.LIVE])
def test_losing_the_peer_closes(state: State) -> None:
    assert next_state(state, Event.PEER_LOST) is State.CLOSING


@pytest.mark.parametrize("event", list(Event))
def test_nothing_follows_the_end(event: Event) -> None:
    with pytest.raises(InvalidTransition, match=f"{event.value} while closed"):
        next_state(State.CLOSED, event)


def test_closing_is_only_left_by_the_release() -> None:
    ways_out = {event for (state, event) in TRANSITIONS if state is State.CLOSING}
    assert ways_out == {Event.RELEASED}


def test_every_state_can_be_reached_and_every_event_can_happen() -> None:
    assert {State.NEW, *TRANSITIONS.values()} == set(State)
    assert {event for _, event in TRANSITIONS} == set(Event)


def test_only_a_live_session_sends_anything_and_the_page_shows_composed_frames_then() -> None:
    assert list(SENDS) == list(SHOWS) == list(State)
    assert {state for state in State if SENDS[state] != "nothing"} == {State.LIVE}
    assert {state for state in State if SHOWS[state] == "composed"} == {State.LIVE}
