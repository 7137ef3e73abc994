"""How many sessions there may be, and how long each may wait for what."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLimits:
    """The defaults are the server's."""

    count: int = 64
    "Three times the twenty tabs that an honest person may have open at once."
    count_per_tab: int = 8
    "More cameras than a page has open at once, and an eighth of all sessions."
    in_use_within_s: float = 2.0
    "After a word or a frame of its page. Another session of a full tab ends to make room for one."
    open_within_s: float = 5.0
    "From an offer to its answer: milliseconds, for nothing in it waits for another machine."
    connect_within_s: float = 10.0
    "ICE reports nothing at all where no path exists, so a session that gets nowhere ends then."
    silent_within_s: float = 5.0
    "Without settings, or without a frame although an effect is on: killed pages say no goodbye."
