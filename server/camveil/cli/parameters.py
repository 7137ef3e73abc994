"""The server's options as parameters of a command."""

import os
from collections.abc import Callable, Mapping
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

import click

from camveil.config import FILE_VARIABLE, Configuration
from camveil.options import Option
from camveil.settings import OPTIONS

Function = TypeVar("Function", bound=Callable[..., Any])


class _Value(click.ParamType[Any]):
    """Text that means a value of this option."""

    def __init__(self, option: Option) -> None:
        self.name = option.name
        self._option = option

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        if self._option.placeholder:
            return self._option.placeholder
        if self._option.choices:
            return f"[{'|'.join(self._option.choices)}]"
        return {Path: "FILE", str: "TEXT", int: "INTEGER", float: "NUMBER"}[self._option.kind]

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            return self._option.from_text(value)
        except ValueError as exc:
            self.fail(str(exc), param, ctx)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[Any]:
        said = self._option.placeholder or ""
        words = [word for word in said.strip("[]").split("|") if word.islower()]
        offered = [
            click.shell_completion.CompletionItem(word)
            for word in (*self._option.choices, *words)
            if word.startswith(incomplete)
        ]
        if self._option.kind is Path or "FILE" in said:
            offered.append(click.shell_completion.CompletionItem(incomplete, type="file"))
        return offered


class Parsed(click.ParamType[Any]):
    """Text that a function understands, of a module that is loaded when it is needed."""

    def __init__(self, name: str, function: str, module: str = "camveil.segmenters.words") -> None:
        self.name = name
        self._function = function
        self._module = module

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            return getattr(import_module(self._module), self._function)(value)
        except ValueError:
            self.fail(f"{value!r} is not {self.name}", param, ctx)


def configuration_of(*names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command these of the options, and `configuration`, which knows what was given."""
    offered = [option for option in OPTIONS if option.name in names]

    def give(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def with_configuration(*, config: Path | None, **parameters: Any) -> None:
            own = {option.name: parameters.pop(option.name) for option in offered}
            configuration = Configuration(flags=_given(own), environ=os.environ, file=config)
            command(configuration=configuration, **parameters)

        for option in reversed(offered):
            with_configuration = _parameter(option)(with_configuration)
        return config_parameter(with_configuration)

    return give


def configuration_of_flags(command: Callable[..., None]) -> Callable[..., None]:
    """The same with every option."""
    return configuration_of(*(option.name for option in OPTIONS))(command)


config_parameter = click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    help=f"Configuration file, in place of this user's own.  [env: {FILE_VARIABLE}]",
)


def _given(parameters: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in parameters.items() if value not in (None, ())}


def _parameter(option: Option) -> Callable[[Function], Function]:
    declarations = [option.flag, option.name]
    if option.kind is bool:
        return click.option(
            f"{option.flag}/--no-{option.flag[2:]}", option.name, default=None, help=_help(option)
        )
    return click.option(
        *declarations, type=_Value(option), multiple=option.several, help=_help(option)
    )


def _help(option: Option) -> str:
    sentences = [option.help, *([option.more] if option.more else [])]
    text = " ".join(sentence.rstrip(".") + "." for sentence in sentences)
    if option.several:
        return f"{text} Can be repeated."
    return text if option.default is None else f"{text}  [default: {option.default}]"
