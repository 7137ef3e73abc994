"""How many sessions a tab may have; pure.

A page that has lost its sessions comes back before the server knows of the loss. Its own dead
sessions must not lock it out, so a full tab loses the one that has been quiet for longest. Those in
use stay: to end one of them would let two cameras of a page take turns for ever.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from camveil.errors import TooManySessionsOfTab
from camveil.rtc.limits import SessionLimits

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Tab:
    """Who asks for a session. Never logged: it says which sessions are one person's."""

    origin: str
    "The extension's."
    number: int
    "The browser's own for it, with no meaning outside of it."


def session_to_end(quiet_s: Mapping[S, float], limits: SessionLimits) -> S | None:
    """Which of a tab's sessions ends before it gets another; None while it has room.

    `quiet_s`: for each session that is not closing, how long its page has said and shown nothing,
    in seconds. Raises TooManySessionsOfTab when all are in use.
    """
    if len(quiet_s) < limits.count_per_tab:
        return None
    quietest = max(quiet_s, key=lambda session: quiet_s[session])
    if quiet_s[quietest] < limits.in_use_within_s:
        raise TooManySessionsOfTab(limits.count_per_tab)
    return quietest
