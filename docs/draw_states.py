"""Write states.md from the tables of states in both languages; `--check` only says if it is stale.

The words are the sources' own: in JavaScript the meanings are data, in Python they are the strings
below the members of the two enumerations.
"""

import ast
import inspect
import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from types import ModuleType
from typing import Final

from camveil.rtc import session_state
from camveil.segmenters.process import state as model_state
from docs.generated import ROOT, write_or_check

PAGE: Final = ROOT / "docs/states.md"
TRACK: Final = "extension/src/content/engine/effect-state.js"
CONNECTION: Final = "extension/src/content/session/connection-state.js"
WITH_BLUR: Final = "a track with blur on shows"

INTRODUCTION: Final = """\
# States

Written by `make docs` from the tables in the code; edit those instead. Each table begins with its
first state. An empty cell is a pair that cannot happen: it raises an error. The drawings leave out
what changes nothing.

[behaviour.md](behaviour.md) says what raw, concealed and composed pictures are. The first table
alone decides what a frame shows. The others say what a track with blur on comes to show at most: it
is composed while all of them say so. In their other states no result comes, and the first table
conceals. A track without blur shows the camera's frames in every state of theirs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One life: states, events and pictures by their names, in the order of the source."""

    title: str
    source: str
    "Path from the repository's root."
    states: Mapping[str, str]
    "What each means."
    events: Mapping[str, str]
    transitions: Mapping[tuple[str, str], str]
    "The state that follows a state and an event."
    shows: Mapping[str, str]
    "The picture of each state."
    whose: str
    "Heads the pictures' column."
    sends: Mapping[str, str] | None = None
    "What the page gets from the server in each state."


# Reading


def read_javascript(title: str, source: str, whose: str = WITH_BLUR) -> Table:
    """A module that exports the four mappings. Raises CalledProcessError if node cannot load it."""
    module = json.dumps((ROOT / source).as_uri())
    script = f"import * as table from {module}; console.log(JSON.stringify(table));"
    node = ["node", "--input-type=module", "--eval", script]
    exports = json.loads(subprocess.run(node, check=True, stdout=subprocess.PIPE).stdout)
    return Table(
        title=title,
        source=source,
        states=exports["STATE_MEANINGS"],
        events=exports["EVENT_MEANINGS"],
        transitions={
            (state, event): after
            for state, ways_out in exports["TRANSITIONS"].items()
            for event, after in ways_out.items()
        },
        shows=exports["SHOWS"],
        whose=whose,
    )


def read_python(title: str, module: ModuleType) -> Table:
    """A module with State, Event, TRANSITIONS, SENDS and SHOWS."""
    assert module.__file__ is not None
    return Table(
        title=title,
        source=Path(module.__file__).relative_to(ROOT).as_posix(),
        states=meanings(module.State),
        events=meanings(module.Event),
        transitions={
            (state.value, event.value): after.value
            for (state, event), after in module.TRANSITIONS.items()
        },
        shows={state.value: picture for state, picture in module.SHOWS.items()},
        whose=WITH_BLUR,
        sends={state.value: what for state, what in module.SENDS.items()},
    )


def meanings(enumeration: type[Enum]) -> dict[str, str]:
    """The string below each member, by the member's value; a member without one is missing."""
    (definition,) = ast.parse(inspect.getsource(enumeration)).body
    assert isinstance(definition, ast.ClassDef)
    found: dict[str, str] = {}
    for member, below in zip(definition.body, definition.body[1:], strict=False):
        match member, below:
            case ast.Assign(targets=[ast.Name(id=name)]), ast.Expr(ast.Constant(str(meaning))):
                found[enumeration[name].value] = meaning
    return {member.value: found[member.value] for member in enumeration if member.value in found}


# Writing


def check(table: Table, pictures: Iterable[str]) -> None:
    """Raises ValueError for a name that has no meaning or picture, and for an unknown picture."""
    states = {state for state, _ in table.transitions} | set(table.transitions.values())
    events = {event for _, event in table.transitions}
    mappings = [("SHOWS", table.shows, states), ("the events' meanings", table.events, events)]
    mappings.append(("the states' meanings", table.states, states))
    if table.sends is not None:
        mappings.append(("SENDS", table.sends, states))
    for name, mapping, names in mappings:
        if wrong := names ^ set(mapping):
            raise ValueError(f"{table.source}: {name} and TRANSITIONS differ in {sorted(wrong)}")
    if unknown := set(table.shows.values()) - set(pictures):
        raise ValueError(f"{table.source}: SHOWS has unknown pictures: {sorted(unknown)}")


def section(table: Table) -> str:
    """The table as a drawing and as two tables, in Markdown."""
    return "\n".join(
        [
            f"## {table.title}",
            "",
            f"[`{table.source}`](../{table.source})",
            "",
            *_drawing(table),
            "",
            *_states(table),
            "",
            *_events(table),
        ]
    )


def _drawing(table: Table) -> list[str]:
    out = ["```mermaid", "stateDiagram-v2"]
    for state, picture in table.shows.items():
        out.append(f'    state "{state}<br/>shows: {picture}" as {state}')
    out.append(f"    [*] --> {next(iter(table.states))}")
    arrows: dict[tuple[str, str], list[str]] = {}
    for (state, event), after in table.transitions.items():
        if after != state:
            arrows.setdefault((state, after), []).append(event)
    for (state, after), events in arrows.items():
        out.append(f"    {state} --> {after}: {', '.join(events)}")
    left = {state for state, _ in table.transitions}
    out += [f"    {state} --> [*]" for state in table.states if state not in left]
    return [*out, "```"]


def _states(table: Table) -> list[str]:
    head = ["state", "what it means", table.whose]
    if table.sends is not None:
        head.insert(2, "what the page gets from the server")
    rows = []
    for state, meaning in table.states.items():
        sends = [] if table.sends is None else [table.sends[state]]
        rows.append([f"**{state}**", meaning, *sends, table.shows[state]])
    return _markdown(head, rows)


def _events(table: Table) -> list[str]:
    rows = [
        [event, meaning, *(table.transitions.get((state, event), "") for state in table.states)]
        for event, meaning in table.events.items()
    ]
    return _markdown(["event", "what happens", *(f"**{state}**" for state in table.states)], rows)


def _markdown(head: list[str], rows: list[list[str]]) -> list[str]:
    lines = [head, ["---"] * len(head), *rows]
    return [f"| {' | '.join(cells)} |" for cells in lines]


def page() -> str:
    tables = [
        track := read_javascript("The effect of one track", TRACK, whose="the track shows"),
        read_javascript("The connection to the server", CONNECTION),
        read_python("A session, at the server", session_state),
        read_python("A user's own model", model_state),
    ]
    for table in tables:
        check(table, track.shows.values())
    return "\n\n".join([INTRODUCTION, *map(section, tables)]) + "\n"


if __name__ == "__main__":
    sys.exit(write_or_check(PAGE, page, __doc__))
