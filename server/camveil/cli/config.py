"""`camveil config`."""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import click

from camveil.cli import examples
from camveil.cli.parameters import config_parameter
from camveil.config import DEFAULT, Choice, Configuration
from camveil.errors import CamveilError, ConfigNotWritten
from camveil.options import Option
from camveil.pairing import read_token, token_file
from camveil.settings import OPTIONS, Settings

BY_NAME = {option.name: option for option in OPTIONS}


@examples(
    "camveil config                    what counts, and who says so",
    "camveil config init               begin a file with it",
    "camveil config explain model      what can be chosen",
    "camveil config check              whether a server would start like this",
)
@click.group(invoke_without_command=True)
@config_parameter
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_context
def config(ctx: click.Context, config: Path | None, as_json: bool) -> None:
    """Print, check or explain what a server would go by.

    What is printed is a configuration file.
    """
    ctx.obj = Configuration(flags={}, environ=os.environ, file=config)
    if ctx.invoked_subcommand is not None:
        if as_json:  # a program would be given words for people
            raise click.UsageError(
                f"`camveil config {ctx.invoked_subcommand}` hears no --json before its name"
            )
        return
    choices = ctx.obj.choices()
    if as_json:
        click.echo(json.dumps({name: _plain(choice) for name, choice in choices.of.items()}))
    else:
        click.echo(as_file(ctx.obj.path, choices.of), nl=False)
    for problem in choices.problems:
        click.secho(f"Ignored: {problem}.", fg="yellow", err=True)


@examples("camveil config check", "camveil config --config lab.toml check")
@config.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def check(configuration: Configuration, as_json: bool) -> None:
    """Say what is wrong with file, environment and what they name; the exit code is 1 then."""
    problems, address = _judged(configuration)
    if as_json:
        found = {"well": not problems, "problems": problems, "address": address}
        click.echo(json.dumps(found))
    elif not problems:
        click.echo(f"A server would start like this, at {address}")
    else:
        for problem in problems:
            click.secho(problem, fg="red")
    if problems:
        raise click.exceptions.Exit(1)


@examples("camveil config init", "camveil config --config lab.toml init")
@config.command()
@click.pass_obj
def init(configuration: Configuration) -> None:
    """Begin a configuration file with what counts now; one that is there is left alone."""
    path, text = configuration.path, as_file(configuration.path, configuration.choices().of)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise ConfigNotWritten(path, "there is one already") from None
    except OSError as exc:
        raise ConfigNotWritten(path, f"it cannot be written ({exc.strerror})") from exc
    click.echo(f"Written: {path}")


@examples("camveil config path")
@config.command()
@click.pass_obj
def path(configuration: Configuration) -> None:
    """Print where the configuration file is looked for."""
    click.echo(configuration.path)


@examples("camveil config explain            everything", "camveil config explain port")
@config.command()
@click.argument("name", required=False, metavar="[NAME]", type=click.Choice(list(BY_NAME)))
@click.option("--json", "as_json", is_flag=True, help="One JSON array.")
def explain(name: str | None, as_json: bool) -> None:
    """Explain an option, or all of them."""
    options = OPTIONS if name is None else (BY_NAME[name],)
    if as_json:
        click.echo(json.dumps([_facts(option) for option in options]))
        return
    click.echo("\n\n".join(map(explained, options)))


def _judged(configuration: Configuration) -> tuple[list[str], str | None]:
    """What is wrong, in sentences; if nothing is, where a server would be."""
    problems = [f"{problem}." for problem in configuration.choices().problems]
    if problems:
        return problems, None
    try:
        settings = configuration.settings(read_token(token_file()))
    except CamveilError as exc:
        return [str(exc)], None
    problems = list(_unusable(settings))
    return problems, None if problems else settings.address(settings.port)


def _unusable(settings: Settings) -> Iterator[str]:
    """What the settings name and a server could not use, in sentences."""
    from camveil.cli.serve import gunicorn_workers
    from camveil.http.tls import tls_context
    from camveil.segmenters import check_chosen

    checks: list[Callable[[], object]] = [partial(check_chosen, settings)]
    if settings.tls is not None:
        checks.append(partial(tls_context, settings.tls))
    if settings.workers > 1:
        checks.append(gunicorn_workers)
    for check_one in checks:
        try:
            check_one()
        except CamveilError as exc:
            yield str(exc)
        except click.ClickException as exc:
            yield exc.message


def as_file(path: Path, choices: Mapping[str, Choice]) -> str:
    """TOML of what counts; who says so is a comment beside it, and what is not set is one."""
    lines = [f"# {path}"]
    for name, choice in choices.items():
        lines += ["", f"# {BY_NAME[name].help}."]
        if choice.value is None:
            lines.append(f"# {name} =")
        else:
            source = "" if choice.source == str(path) else f"  # {choice.source}"
            lines.append(f"{name} = {_toml(choice.value)}{source}")
    return "\n".join(lines) + "\n"


def explained(option: Option) -> str:
    facts = _facts(option)
    lines = [click.style(option.name, bold=True), f"  {option.help}."]
    lines += [f"  {option.more}"] if option.more else []
    lines += [
        f"  It is {facts['allowed']}; the default is {_toml(option.default)}."
        if option.default is not None
        else f"  It is {facts['allowed']}; there is no default.",
        f"  On the command line {option.flag}, in the environment {option.variable}.",
        "  A change in the file counts at once."
        if option.live
        else "  A change in the file counts from the next start on.",
    ]
    return "\n".join(lines)


def _facts(option: Option) -> dict[str, Any]:
    return {
        "name": option.name,
        "help": option.help,
        "more": option.more,
        "allowed": option.allowed,
        "default": _json(option.default),
        "flag": option.flag,
        "variable": option.variable,
        "live": option.live,
    }


def _plain(choice: Choice) -> dict[str, Any]:
    source = "default" if choice.source == DEFAULT else choice.source
    return {"value": _json(choice.value), "source": source}


def _json(value: Any) -> Any:
    return str(value) if isinstance(value, Path) else value


def _toml(value: Any) -> str:
    """JSON of what options hold is TOML, too."""
    if isinstance(value, tuple):
        return json.dumps([_json(item) for item in value])
    return json.dumps(_json(value))
