"""Where settings come from: flags, the environment, a file, in this order; the first one counts."""

import difflib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import platformdirs

from camveil.config_text import with_values
from camveil.errors import ConfigNotWritten, ConfigUnusable
from camveil.options import Option
from camveil.parsed import parsed_toml
from camveil.settings import OPTIONS, Settings
from camveil.whole_files import write_whole

DEFAULT: Final = "default"
FILE_VARIABLE: Final = "CAMVEIL_CONFIG"
MAX_FILE_BYTES: Final = 16 << 10
"Several times what there is to say; reading takes the square of it at worst."
TOO_LARGE: Final = f"it is larger than {MAX_FILE_BYTES >> 10} KiB"


@dataclass(frozen=True, slots=True)
class Choice:
    """What counts, and who says so: a flag, a variable, the file's path, or DEFAULT."""

    value: Any
    source: str


@dataclass(frozen=True, slots=True)
class Choices:
    """One choice for each option."""

    of: Mapping[str, Choice]
    problems: list[str] = field(default_factory=list)
    "What cannot be used, each in a sentence without its end; the default stands in for it."


class Configuration:
    """This process's flags and environment, and the file, which can be read again and again."""

    def __init__(
        self, *, flags: Mapping[str, Any], environ: Mapping[str, str], file: Path | None
    ) -> None:
        """`flags` are values of options by their names, `file` is one that must be there."""
        named = environ.get(FILE_VARIABLE)
        self.path = file or (Path(named) if named else config_file())
        self._must_exist = self.path != config_file()
        self._flags = flags
        self._environ = environ

    def choices(self) -> Choices:
        """What counts now."""
        problems: list[str] = []
        try:
            written = self._read()
        except (OSError, ValueError) as exc:
            reason = exc.strerror if isinstance(exc, OSError) else exc
            problems.append(f"{self.path} cannot be used: {reason}")
            written = {}
        problems += [f"{self.path}: {problem}" for problem in unknown(written)]
        chosen = {option.name: self._choice(option, written, problems) for option in OPTIONS}
        return Choices(chosen, problems)

    def settings(self, token: str | None) -> Settings:
        """Raises ConfigUnusable, TlsHalfNamed or ExposureRefused."""
        return Settings(token=token, **self.values())

    def values(self) -> dict[str, Any]:
        """The same for who serves nobody: no more is checked than each value. ConfigUnusable."""
        choices = self.choices()
        if choices.problems:
            raise ConfigUnusable(choices.problems)
        return {name: choice.value for name, choice in choices.of.items()}

    def overruling(self, name: str) -> str | None:
        """The flag or the variable that counts in place of what the file says of this option."""
        option = next(one for one in OPTIONS if one.name == name)
        if name in self._flags:
            return option.flag
        return option.variable if option.variable in self._environ else None

    def store(self, values: Mapping[str, str]) -> None:
        """Write these options into the file, and leave all else in it as it is.

        Raises ConfigNotWritten.
        """
        path = self.path.resolve()  # a link stays one
        try:
            before = self._text() or ""
            after = with_values(before, values, _sources_of(values))
            if len(after.encode()) > MAX_FILE_BYTES:
                raise ValueError(TOO_LARGE)
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_whole(path, after.encode())
        except OSError as exc:
            raise ConfigNotWritten(path, f"it cannot be written ({exc.strerror})") from exc
        except ValueError as exc:
            raise ConfigNotWritten(path, str(exc)) from exc

    def _read(self) -> dict[str, Any]:
        text = self._text()
        return {} if text is None else parsed_toml(text)

    def _text(self) -> str | None:
        """The file's; None if there is none and none need be. Raises OSError or ValueError."""
        try:
            # Reading from anything else may never end, and a server that runs would stand still.
            if self.path.exists() and not self.path.is_file():
                raise ValueError("it is no file")
            with self.path.open("rb") as file:
                content = file.read(MAX_FILE_BYTES + 1)
            if len(content) > MAX_FILE_BYTES:
                raise ValueError(TOO_LARGE)
            return content.decode()
        except FileNotFoundError:
            if self._must_exist:
                raise
            return None

    def _choice(self, option: Option, written: dict[str, Any], problems: list[str]) -> Choice:
        if option.name in self._flags:
            return Choice(self._flags[option.name], option.flag)
        try:
            if option.variable in self._environ:
                where = option.variable
                value = option.from_variable(self._environ[option.variable])
                return Choice(value, option.variable)
            if option.name in written:
                where = f"{self.path}: {option.name}"
                value = option.from_file(written[option.name])
                if isinstance(value, Path):
                    value = self.path.parent / value
                return Choice(value, str(self.path))
        except ValueError as exc:
            problems.append(f"{where}: {exc}")
        return Choice(option.default, DEFAULT)


def config_file() -> Path:
    """Where this user's file lies, if there is one."""
    return platformdirs.user_config_path("camveil") / "config.toml"


def unknown(written: Mapping[str, Any]) -> list[str]:
    """What nobody knows of what the file has, each with what may be meant."""
    names = [option.name for option in OPTIONS]
    return [
        f"there is no option {name}{_meant(name, names)}" for name in written if name not in names
    ]


def _sources_of(names: Collection[str]) -> set[str]:
    """Who may have said what these options are, in the words of `Choice`."""
    options = [option for option in OPTIONS if option.name in names]
    return {DEFAULT, *(word for one in options for word in (one.flag, one.variable))}


def _meant(name: str, names: list[str]) -> str:
    (*near,) = difflib.get_close_matches(name, names, n=1)
    return f"; {near[0]} may be meant" if near else ""
