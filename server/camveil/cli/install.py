"""`camveil install`."""

import json
import os
import time
from pathlib import Path
from typing import Final

import click

from camveil.autostart.carry_out import install as carry_out
from camveil.autostart.carry_out import uninstall as undo
from camveil.autostart.plan import Command, Plan
from camveil.autostart.this_system import plans_for_this_system
from camveil.cli import examples
from camveil.cli.extension import LOAD, built_extension
from camveil.config import Configuration
from camveil.errors import PortInUse
from camveil.pairing import read_token, token_file
from camveil.settings import OPTIONS, Settings
from camveil.unpacked_extension import default_folder, write_folder
from camveil.who_answers import Camveil, Nobody, who_answers

ANSWERS_WITHIN_S: Final = 15.0
POLL_S: Final = 0.1


@examples(
    "camveil install              start the server now and at each login",
    "camveil install --dry-run    print what that would write and run",
)
@click.command()
@click.option("--dry-run", is_flag=True, help="Print what would be done, and do nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def install(dry_run: bool, as_json: bool) -> None:
    """Start the server now and at each login, and write the extension's folder.

    The server goes by your configuration file, and has no more rights than you. `camveil uninstall`
    undoes all of it. After an upgrade of Camveil, install again.
    """
    plan, *others = plans_for_this_system()
    source, folder = built_extension(), default_folder()
    if dry_run:
        click.echo(json.dumps(_facts(plan, folder)) if as_json else in_words(plan, folder))
        return
    # The system starts the server with an environment of its own.
    configuration = Configuration(flags={}, environ={}, file=None)
    settings = configuration.settings(read_token(token_file()))
    if not any(path.exists() for path in plan.files):
        _check_free(settings)
    write_folder(source, folder)
    for other in others:
        undo(other)
    carry_out(plan)
    runs = _answers(settings)
    address = settings.address(settings.port)
    if as_json:
        click.echo(json.dumps({**_facts(plan, folder), "address": address, "runs": runs}))
    else:
        click.echo(f"Installed: {plan.manager}. Its log: {plan.log}")
        click.echo(f"Extension: {folder}\n{LOAD}")
        for variable in variables_left_out():
            hint = f"The server will not have {variable}: write it into {configuration.path}."
            click.secho(hint, fg="yellow")
    if runs and not as_json:
        click.echo(f"Demo page: {address}")
    if not runs:
        raise click.ClickException("The server does not answer: `camveil doctor` looks into it.")


def in_words(plan: Plan, folder: Path) -> str:
    """What would be done, as a person who has to trust it would read it."""
    lines = [f"By {plan.manager}:", "", f"Write {folder} (the extension)", ""]
    for path, content in plan.files.items():
        lines += [f"Write {path}", *(f"    {line}" for line in text_of(content).splitlines()), ""]
    lines += [f"Run   {' '.join(command)}" for command in commands_of(plan)]
    if plan.written_later:
        lines += ["", *(f"Then there is {path}" for path in plan.written_later)]
    return "\n".join(lines).rstrip()


def commands_of(plan: Plan) -> tuple[Command, ...]:
    """All that is run once the files are there."""
    return (*plan.start, *([plan.detached.command] if plan.detached else []))


def text_of(content: bytes) -> str:
    """Of a file of a plan's."""
    return content.decode("utf-16" if content.startswith(b"\xff\xfe") else "utf-8")


def variables_left_out() -> list[str]:
    """The options that this shell's environment sets."""
    return [one.variable for one in OPTIONS if one.variable in os.environ]


def _facts(plan: Plan, folder: Path) -> dict[str, object]:
    return {
        "manager": plan.manager,
        "files": {str(path): text_of(content) for path, content in plan.files.items()},
        "commands": commands_of(plan),
        "written_later": [str(path) for path in plan.written_later],
        "extension": str(folder),
        "log": plan.log,
    }


def _check_free(settings: Settings) -> None:
    if not isinstance(who_answers(settings), Nobody):
        raise PortInUse(settings.host, settings.port)


def _answers(settings: Settings) -> bool:
    """Whether the server answers before long."""
    until_s = time.monotonic() + ANSWERS_WITHIN_S
    while not isinstance(who_answers(settings), Camveil):
        if time.monotonic() > until_s:
            return False
        time.sleep(POLL_S)
    return True
