"""What a check has found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any


class State(Enum):
    """How bad it is."""

    FINE = "fine"
    NOTE = "note"
    "Camveil works, but not as well as it could, or nobody could tell from here."
    BROKEN = "to do"
    "Camveil does not work before something is done."


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence for people, what to do, and the facts for programs."""

    state: State
    words: str
    "A sentence with its end."
    advice: str | None = None
    "What to do, as a sentence; never None if it is broken."
    facts: Mapping[str, Any] = field(default_factory=dict)
    "Whatever of it a program may want; fit for JSON."


def fine(words: str, **facts: Any) -> Finding:
    return Finding(State.FINE, words, None, facts)


def note(words: str, advice: str | None = None, **facts: Any) -> Finding:
    return Finding(State.NOTE, words, advice, facts)


def broken(words: str, advice: str, **facts: Any) -> Finding:
    return Finding(State.BROKEN, words, advice, facts)
