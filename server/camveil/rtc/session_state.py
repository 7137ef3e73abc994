"""The life of a session, as a table; docs/states.md is drawn from it."""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final, Literal


class State(Enum):
    """Where a session is; it begins with the first."""

    NEW = "new"
    "The page's offer is being read."
    CONNECTING = "connecting"
    "The offer can be answered; the page is not connected yet."
    LIVE = "live"
    "Connected: while an effect is on, the newest frame is answered."
    CLOSING = "closing"
    "Whatever the session holds is being released, last opened first."
    CLOSED = "closed"
    "Nothing of the session is left running."


class Event(Enum):
    """What may happen to a session."""

    OFFER_ACCEPTED = "offer-accepted"
    "The offer can be answered."
    OFFER_REFUSED = "offer-refused"
    "The offer cannot be answered, or its answer was given up."
    CONNECTED = "connected"
    "The page is connected."
    NOT_CONNECTED_IN_TIME = "not-connected-in-time"
    "The page has its answer, and never connected."
    PAGE_CLOSED = "page-closed"
    "The page asked for it."
    PAGE_SILENT = "page-silent"
    "No settings come, or no frame although an effect is on."
    PEER_LOST = "peer-lost"
    "The connection ended without a word on the control channel, or the page's track did."
    ROOM_NEEDED = "room-needed"
    "It was quiet, its tab has as many sessions as it may, and asks for another."
    FAULT = "fault"
    "A mistake of ours; the log has it."
    SERVER_STOPPED = "server-stopped"
    "The server is ending."
    RELEASED = "released"
    "Everything has been released."


TRANSITIONS: Final[Mapping[tuple[State, Event], State]] = MappingProxyType(
    {
        (State.NEW, Event.OFFER_ACCEPTED): State.CONNECTING,
        (State.NEW, Event.OFFER_REFUSED): State.CLOSING,
        (State.NEW, Event.SERVER_STOPPED): State.CLOSING,
        (State.CONNECTING, Event.OFFER_REFUSED): State.CLOSING,
        (State.CONNECTING, Event.CONNECTED): State.LIVE,
        (State.CONNECTING, Event.NOT_CONNECTED_IN_TIME): State.CLOSING,
        (State.CONNECTING, Event.PEER_LOST): State.CLOSING,
        (State.CONNECTING, Event.ROOM_NEEDED): State.CLOSING,
        (State.CONNECTING, Event.FAULT): State.CLOSING,
        (State.CONNECTING, Event.SERVER_STOPPED): State.CLOSING,
        (State.LIVE, Event.PAGE_CLOSED): State.CLOSING,
        (State.LIVE, Event.PAGE_SILENT): State.CLOSING,
        (State.LIVE, Event.PEER_LOST): State.CLOSING,
        (State.LIVE, Event.ROOM_NEEDED): State.CLOSING,
        (State.LIVE, Event.FAULT): State.CLOSING,
        (State.LIVE, Event.SERVER_STOPPED): State.CLOSING,
        (State.CLOSING, Event.RELEASED): State.CLOSED,
    }
)

SENDS: Final[Mapping[State, str]] = MappingProxyType(
    {
        State.NEW: "nothing",
        State.CONNECTING: "nothing",
        State.LIVE: "composed frames and masks",
        State.CLOSING: "nothing",
        State.CLOSED: "nothing",
    }
)
"What the page gets for its frames in each state."

SHOWS: Final[Mapping[State, Literal["concealed", "composed"]]] = MappingProxyType(
    {
        State.NEW: "concealed",
        State.CONNECTING: "concealed",
        State.LIVE: "composed",
        State.CLOSING: "concealed",
        State.CLOSED: "concealed",
    }
)
"The most that a track with blur on comes to show meanwhile; words of effect-state.js."


class InvalidTransition(Exception):
    """An event that cannot happen in this state: a mistake of ours."""

    def __init__(self, state: State, event: Event) -> None:
        self.state = state
        self.event = event
        super().__init__(state, event)

    def __str__(self) -> str:
        return f"{self.event.value} while {self.state.value}"


def next_state(state: State, event: Event) -> State:
    """The state that follows; raises InvalidTransition for a pair that the table lacks."""
    try:
        return TRANSITIONS[state, event]
    except KeyError:
        raise InvalidTransition(state, event) from None
