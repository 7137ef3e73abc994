"""The page of states: drawn from any table, refused for one that says too little."""

from dataclasses import replace
from enum import Enum

import pytest

from camveil.rtc import session_state
from camveil.segmenters.process import state as model_state
from docs.draw_states import Table, check, meanings, section

PICTURES = ["dark", "bright"]
LAMP = Table(
    title="A lamp",
    source="lamps/lamp.py",
    states={"off": "Nothing burns.", "on": "It burns."},
    events={"pressed": "Somebody wants it.", "held": "For long.", "broken": "For ever."},
    transitions={
        ("off", "pressed"): "on",
        ("on", "pressed"): "on",
        ("on", "held"): "off",
        ("on", "broken"): "off",
    },
    shows={"off": "dark", "on": "bright"},
    whose="the room is",
)
DRAWN = """\
## A lamp

[`lamps/lamp.py`](../lamps/lamp.py)

```mermaid
stateDiagram-v2
    state "off<br/>shows: dark" as off
    state "on<br/>shows: bright" as on
    [*] --> off
    off --> on: pressed
    on --> off: held, broken
```

| state | what it means | the room is |
| --- | --- | --- |
| **off** | Nothing burns. | dark |
| **on** | It burns. | bright |

| event | what happens | **off** | **on** |
| --- | --- | --- | --- |
| pressed | Somebody wants it. | on | on |
| held | For long. |  | off |
| broken | For ever. |  | off |"""


def test_a_table_is_drawn_and_written_out() -> None:
    check(LAMP, PICTURES)
    assert section(LAMP) == DRAWN


def test_what_the_server_sends_has_a_column_of_its_own() -> None:
    text = section(replace(LAMP, sends={"off": "nothing", "on": "light"}))
    assert "| **on** | It burns. | light | bright |" in text


def test_a_state_that_nothing_leaves_is_an_end() -> None:
    transitions = {("off", "pressed"): "on"}
    assert "    on --> [*]\n" in section(replace(LAMP, transitions=transitions))
    assert "--> [*]" not in DRAWN


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (replace(LAMP, states={"off": "Nothing burns."}), r"states.* \['on'\]"),
        (replace(LAMP, events={**LAMP.events, "dimmed": "Half."}), r"events.* \['dimmed'\]"),
        (replace(LAMP, shows={"on": "bright"}), r"SHOWS .* \['off'\]"),
        (replace(LAMP, sends={"off": "nothing"}), r"SENDS .* \['on'\]"),
        (replace(LAMP, shows={"off": "dark", "on": "red"}), r"pictures: \['red'\]"),
    ],
)
def test_a_table_with_a_gap_is_refused(table: Table, said: str) -> None:
    with pytest.raises(ValueError, match=f"lamps/lamp.py: .*{said}"):
        check(table, PICTURES)


class _Half(Enum):
    """Not every member says what it means."""

    SAID = "said"
    "It has words."
    BARE = "bare"
    LAST = "last"
    "So has it."


def test_a_member_means_what_stands_below_it() -> None:
    assert meanings(_Half) == {"said": "It has words.", "last": "So has it."}


@pytest.mark.parametrize(
    "enumeration",
    [session_state.State, session_state.Event, model_state.State, model_state.Event],
)
def test_every_state_and_event_of_the_server_is_explained(enumeration: type[Enum]) -> None:
    assert list(meanings(enumeration)) == [member.value for member in enumeration]
