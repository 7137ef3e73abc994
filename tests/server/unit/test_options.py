"""From one declaration: names, flags, variables, and what is a value."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from camveil.options import Option, option, options_of
from camveil.settings import OPTIONS


def _even(number: int) -> int:
    if number % 2:
        raise ValueError(f"{number} is odd")
    return number


@dataclass(frozen=True, slots=True, kw_only=True)
class Lamp:
    """Some of each kind."""

    brightness: float = option(0.5, "How bright it is", minimum=0, maximum=1)
    bulbs: int = option(2, "How many bulbs", minimum=0, check=_even)
    on: bool = option(False, "Whether it burns", live=True)
    colour: str = option("white", "What colour it has", choices=("white", "red"))
    shade: Path | None = option(None, "What is round it")
    owners: tuple[str, ...] = option((), "Whose it is")
    secret: str = "not to be chosen"


LAMP = {option.name: option for option in options_of(Lamp)}


def test_a_declaration_is_a_field_with_its_default() -> None:
    assert Lamp() == Lamp(brightness=0.5, bulbs=2, on=False, colour="white", shade=None, owners=())
    assert list(LAMP) == ["brightness", "bulbs", "on", "colour", "shade", "owners"]
    assert {name: one.default for name, one in LAMP.items()} == {
        name: getattr(Lamp(), name) for name in LAMP
    }


def test_each_name_follows_from_the_field() -> None:
    (one,) = (one for one in OPTIONS if one.name == "max_sessions_per_tab")
    assert (one.flag, one.variable) == ("--max-sessions-per-tab", "CAMVEIL_MAX_SESSIONS_PER_TAB")
    assert (LAMP["owners"].flag, LAMP["owners"].variable) == ("--owner", "CAMVEIL_OWNERS")


@pytest.mark.parametrize(
    ("name", "text", "written", "value"),
    [
        ("brightness", "0.25", 0.25, 0.25),
        ("brightness", "1", 1, 1.0),
        ("bulbs", "4", 4, 4),
        ("on", "Yes", True, True),
        ("on", "0", False, False),
        ("colour", "red", "red", "red"),
        ("shade", "a/b", "a/b", Path("a/b")),
        ("owners", "me, you,", ["me", "you"], ("me", "you")),
        ("owners", "", [], ()),
    ],
)
def test_text_and_file_mean_the_same_value(
    name: str, text: str, written: object, value: object
) -> None:
    for got in (LAMP[name].from_variable(text), LAMP[name].from_file(written)):
        assert got == value
        assert type(got) is type(value)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("brightness", "1.1", "'1.1' is not|1.1 is not a number from 0 to 1"),
        ("brightness", "nan", "is not a number from 0 to 1"),
        ("bulbs", "-2", "a whole number, at least 0"),
        ("bulbs", "2.0", "'2.0' is not a whole number"),
        ("bulbs", "3", "3 is odd"),
        ("on", "maybe", "'maybe' is not true or false"),
        ("colour", "Red", "'Red' is not white or red"),
        ("shade", "", "'' is not a file's path"),
    ],
)
def test_text_that_is_no_value_is_refused_in_words(name: str, text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        LAMP[name].from_text(text)


@pytest.mark.parametrize(
    ("name", "written", "words"),
    [
        ("bulbs", True, "True is not a whole number"),
        ("bulbs", "2", "'2' is not a whole number"),
        ("on", 1, "1 is not true or false"),
        ("owners", "me", r"'me' is no list, such as \['me'\]"),
        ("owners", ["me", 2], "2 is not text"),
        ("colour", {"a": 1}, "is not white or red"),
    ],
)
def test_a_file_is_taken_by_its_word(name: str, written: object, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        LAMP[name].from_file(written)


@pytest.mark.parametrize("one", OPTIONS, ids=lambda one: one.name)
def test_each_of_the_servers_options_is_explained_and_its_default_is_a_value(one: Option) -> None:
    assert one.help[0].isupper()
    assert not one.help.endswith(".")
    assert not one.more or one.more.endswith(".")
    if one.default is not None:
        default = list(one.default) if one.several else one.default
        assert one.from_file(default) == one.default
