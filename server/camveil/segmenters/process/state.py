"""The life of a user's own model, as a table, and when it is started again.

docs/states.md is drawn from the table.
"""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final, Literal


class State(Enum):
    """What there is of the model's process; it begins with the first."""

    LOADING = "loading"
    "For the first time: a failure now is final, and whoever started the server is told."
    SERVING = "serving"
    "The process has the model and answers pictures."
    WAITING = "waiting"
    "There is no process; another one is due later."
    RELOADING = "reloading"
    "Another process is being started; a failure now makes the next one wait longer."
    CLOSED = "closed"
    "There is no process, and none will come."


class Event(Enum):
    """What may happen to it."""

    READY = "ready"
    "The process has loaded the model."
    REFUSED = "refused"
    "The process says that the model cannot be used."
    DIED = "died"
    "The process has ended, or could not be started."
    LATE = "late"
    "No answer in time."
    GARBLED = "garbled"
    "An answer that is none, or one that nobody asked for."
    DUE = "due"
    "The wait is over."
    STOPPED = "stopped"
    "The owner closes it, or a mistake of ours ended its thread."


FAILURES: Final = frozenset({Event.REFUSED, Event.DIED, Event.LATE, Event.GARBLED})

TRANSITIONS: Final[Mapping[tuple[State, Event], State]] = MappingProxyType(
    {
        (State.LOADING, Event.READY): State.SERVING,
        (State.LOADING, Event.REFUSED): State.CLOSED,
        (State.LOADING, Event.DIED): State.CLOSED,
        (State.LOADING, Event.LATE): State.CLOSED,
        (State.LOADING, Event.GARBLED): State.CLOSED,
        (State.LOADING, Event.STOPPED): State.CLOSED,
        (State.SERVING, Event.DIED): State.WAITING,
        (State.SERVING, Event.LATE): State.WAITING,
        (State.SERVING, Event.GARBLED): State.WAITING,
        (State.SERVING, Event.STOPPED): State.CLOSED,
        (State.WAITING, Event.DUE): State.RELOADING,
        (State.WAITING, Event.STOPPED): State.CLOSED,
        (State.RELOADING, Event.READY): State.SERVING,
        (State.RELOADING, Event.REFUSED): State.WAITING,
        (State.RELOADING, Event.DIED): State.WAITING,
        (State.RELOADING, Event.LATE): State.WAITING,
        (State.RELOADING, Event.GARBLED): State.WAITING,
        (State.RELOADING, Event.STOPPED): State.CLOSED,
    }
)

SENDS: Final[Mapping[State, str]] = MappingProxyType(
    {
        State.LOADING: "nothing: no session begins before the model serves",
        State.SERVING: "composed frames and masks",
        State.WAITING: "results with neither frame nor mask",
        State.RELOADING: "results with neither frame nor mask",
        State.CLOSED: "results with neither frame nor mask",
    }
)
"What the page gets for its frames in each state."

SHOWS: Final[Mapping[State, Literal["concealed", "composed"]]] = MappingProxyType(
    {
        State.LOADING: "concealed",
        State.SERVING: "composed",
        State.WAITING: "concealed",
        State.RELOADING: "concealed",
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


FIRST_WAIT_S: Final = 0.5
LONGEST_WAIT_S: Final = 10.0
GOOD_FRAMES: Final = 100
"In a row, some seconds of video: then a failure counts as the first again."


class Backoff:
    """How long to wait before the model is started again: not at all, then longer and longer."""

    def __init__(self) -> None:
        self._wait_s = 0.0
        self._good_frames = 0

    def good_frame(self) -> None:
        self._good_frames += 1
        if self._good_frames >= GOOD_FRAMES:
            self._wait_s = 0.0

    def failed(self) -> float:
        """Count a failure; returns the wait in seconds."""
        wait_s = self._wait_s
        self._wait_s = min(max(2 * wait_s, FIRST_WAIT_S), LONGEST_WAIT_S)
        self._good_frames = 0
        return wait_s
