"""The command line: one module for each command, loaded when it is asked for.

A command `name` is the click command of that name in the module of that name. At its top a module
imports only what is quick: server, models and codecs take half a second and 100 MB, which helping,
pairing and completing do without.
"""

import errno
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, Final, TypeVar

import click

from camveil.errors import CamveilError
from camveil.installation import release

AnyCommand = TypeVar("AnyCommand", bound=click.Command)

SECTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "Use it": ("serve", "demo", "apply"),
    "Set it up": ("install", "extension", "pair", "models", "config", "completion", "uninstall"),
    "Look into it": ("doctor", "bench", "version"),
}
"Every command, under the heading that `camveil --help` shows it with."

SENTENCE: Final = 80
"Letters that a command's sentence may have in that list: none is cut short."

EXIT_CODES: Final = """\b
Exit codes:
  0  all is well
  1  it failed, for the reason said on stderr
  2  this is not how the command is written
"""


class Commands(click.Group):
    """Loads each command from its own module, and says in one line what went wrong in it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for names in SECTIONS.values() for name in names]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        module = import_module(f"{__name__}.{cmd_name}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        width = max(map(len, self.list_commands(ctx)))
        for heading, names in SECTIONS.items():
            rows = []
            for name in names:
                command = self.get_command(ctx, name)
                assert command is not None
                rows.append((name.ljust(width), command.get_short_help_str(SENTENCE)))
            with formatter.section(heading):
                formatter.write_dl(rows)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except CamveilError as exc:
            raise click.ClickException(str(exc)) from None
        except OSError as exc:
            if exc.errno == errno.EPIPE:  # click ends quietly: who reads our output has gone
                raise
            raise click.ClickException(str(exc)) from None


def _say_version(ctx: click.Context, _parameter: click.Parameter, asked: bool) -> None:
    if asked:
        click.echo(f"camveil, version {release()}")
        ctx.exit()


def examples(*lines: str) -> Callable[[AnyCommand], AnyCommand]:
    """Ends a command's help with these lines, each a command and perhaps what it does."""

    def add(command: AnyCommand) -> AnyCommand:
        command.epilog = "\n".join(("\b", "Examples:", *(f"  {line}" for line in lines)))
        return command

    return add


@click.command(cls=Commands, epilog=EXIT_CODES)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_say_version,
    help="Say the version and exit.",
)
def main() -> None:
    """Background blur and masks for the camera in every web app, computed on this machine."""
