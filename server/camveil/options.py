"""What people can choose, declared once: beside the place of its value, in a frozen dataclass.

From the declaration follow the name in the configuration file, the flag, the variable of the
environment, what is a valid value, and every text that explains it.
"""

import dataclasses
import types
import typing
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

PREFIX: Final = "CAMVEIL"
_METADATA: Final = "option"
_WORDS: Final[dict[type, str]] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "text",
    Path: "a file's path",
}
_TRUTHS: Final = {"true": True, "yes": True, "on": True, "1": True}
_FALSEHOODS: Final = {"false": False, "no": False, "off": False, "0": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One thing that can be chosen."""

    name: str
    "In the configuration file, and of the dataclass's field."
    kind: type
    "bool, int, float, str or Path: of each value, if there can be several."
    default: Any
    help: str
    "One sentence without its end, for a line of help."
    more: str = ""
    "What else somebody should know who chooses."
    several: bool = False
    "Whether the value is a tuple."
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    placeholder: str | None = None
    "What stands for a value in help texts, if not its kind."
    check: Callable[[Any], Any] | None = None
    "Gives the value as it is used, or raises ValueError with what is wrong with it."
    live: bool = False
    "Whether a server that runs obeys a change in the file."

    @property
    def flag(self) -> str:
        """On the command line; one that can be given several times is in the singular."""
        name = self.name.removesuffix("s") if self.several else self.name
        return "--" + name.replace("_", "-")

    @property
    def variable(self) -> str:
        """In the environment."""
        return f"{PREFIX}_{self.name.upper()}"

    @property
    def allowed(self) -> str:
        """What a value may be, in words."""
        if self.choices:
            words = ", ".join(self.choices[:-1]) + f" or {self.choices[-1]}"
        else:
            words = _WORDS[self.kind]
        if self.minimum is not None and self.maximum is not None:
            words += f" from {self.minimum} to {self.maximum}"
        elif self.minimum is not None:
            words += f", at least {self.minimum}"
        return f"a list, of each {words}" if self.several else words

    def from_text(self, text: str) -> Any:
        """The value that a flag means, or one of several. Raises ValueError."""
        given: object = text
        if self.kind is bool:
            given = {**_TRUTHS, **_FALSEHOODS}.get(text.lower(), text)
        elif self.kind in (int, float):
            with suppress(ValueError):
                given = self.kind(text)
        return self._one(given)

    def from_variable(self, text: str) -> Any:
        """The value that the environment means; several are separated by commas."""
        if not self.several:
            return self.from_text(text)
        return tuple(self.from_text(part.strip()) for part in text.split(",") if part.strip())

    def from_file(self, given: object) -> Any:
        """The value that the file means. Raises ValueError."""
        if not self.several:
            return self._one(given)
        if not isinstance(given, list):
            raise ValueError(f"{given!r} is no list, such as [{given!r}]")
        return tuple(self._one(item) for item in given)

    def _one(self, given: object) -> Any:
        value = self._of_kind(given)
        if self.choices and value not in self.choices:
            raise ValueError(f"{given!r} is not {self._allowed_one()}")
        # Written so that what is no number is out of bounds, too.
        if (self.minimum is not None and not value >= self.minimum) or (
            self.maximum is not None and not value <= self.maximum
        ):
            raise ValueError(f"{given!r} is not {self._allowed_one()}")
        return self.check(value) if self.check else value

    def _of_kind(self, given: object) -> Any:
        if self.kind is Path and isinstance(given, str) and given:
            return Path(given).expanduser()
        if self.kind is float and type(given) is int:
            return float(given)
        if type(given) is not self.kind:  # True would be an int
            raise ValueError(f"{given!r} is not {self._allowed_one()}")
        return given

    def _allowed_one(self) -> str:
        return dataclasses.replace(self, several=False).allowed


def option(
    default: Any,
    help: str,
    *,
    more: str = "",
    minimum: float | None = None,
    maximum: float | None = None,
    choices: tuple[str, ...] = (),
    placeholder: str | None = None,
    check: Callable[[Any], Any] | None = None,
    live: bool = False,
) -> Any:
    """A field of a frozen dataclass that people can choose; the rest is as in Option.

    The field's annotation says the kind: T, T | None with the default None, or tuple[T, ...].
    """
    declared = {
        "default": default,
        "help": help,
        "more": more,
        "minimum": minimum,
        "maximum": maximum,
        "choices": choices,
        "placeholder": placeholder,
        "check": check,
        "live": live,
    }
    return dataclasses.field(default=default, metadata={_METADATA: declared})


def options_of(settings: type) -> tuple[Option, ...]:
    """Those that this dataclass declares, in its order."""
    hints = typing.get_type_hints(settings)
    return tuple(
        Option(name=field.name, **_kind(hints[field.name]), **field.metadata[_METADATA])
        for field in dataclasses.fields(settings)
        if _METADATA in field.metadata
    )


def _kind(hint: Any) -> dict[str, Any]:
    parts: Sequence[Any] = typing.get_args(hint)
    if typing.get_origin(hint) is tuple:
        return {"kind": parts[0], "several": True}
    if isinstance(hint, types.UnionType):
        return {"kind": parts[0]}
    return {"kind": hint}
