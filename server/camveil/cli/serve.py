"""`camveil serve`."""

from functools import partial
from types import ModuleType

import click

from camveil.cli import examples
from camveil.cli.parameters import configuration_of_flags
from camveil.config import Configuration
from camveil.installation import extension_dir
from camveil.pairing import read_token, token_file
from camveil.settings import Settings, is_loopback


@examples(
    "camveil serve",
    "camveil serve --model general    see people at the picture's edge better",
    "camveil serve --workers 2        for a machine that serves several people",
)
@click.command()
@configuration_of_flags
def serve(configuration: Configuration) -> None:
    """Run the server in the foreground until Ctrl-C.

    What is not given here is looked for in the environment, then in the configuration file:
    `camveil config explain` has both names of each.
    """
    import asyncio

    from camveil import log, memory
    from camveil.http import server
    from camveil.http.in_force import Sources

    def read() -> Settings:
        return configuration.settings(read_token(token_file()))

    settings = read()
    sources = Sources(files=(configuration.path, token_file()), read=read)
    log.configure(settings.log_level, settings.log_format)
    memory.share_arenas()
    memory.settle()
    announce = partial(_announce, settings)
    if settings.workers == 1:
        asyncio.run(server.serve(settings, announce, sources))
    else:
        _gunicorn().serve(settings, announce, sources)


def _gunicorn() -> ModuleType:
    try:
        from camveil.http import workers
    except ImportError:
        hint = "It is not for Windows; elsewhere `pip install gunicorn` brings it."
        raise click.ClickException(f"--workers needs gunicorn. {hint}") from None
    return workers


def _announce(settings: Settings, address: str) -> None:
    folder = extension_dir() or "not built here; `make run` in a checkout does"
    click.echo(f"Demo page:         {address}")
    click.echo(f"Extension folder:  {folder}")
    if not is_loopback(settings.host):
        click.echo("Warning:           pictures leave the machine that the browser runs on")
    click.echo("To stop:           Ctrl-C")
