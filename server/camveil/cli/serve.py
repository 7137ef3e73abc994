"""`camveil serve`."""

from collections.abc import Callable
from types import ModuleType

import click

from camveil.cli import examples
from camveil.cli.parameters import configuration_of_flags
from camveil.config import Configuration
from camveil.installation import PACKAGE, extension_dir
from camveil.pairing import read_token, token_file
from camveil.settings import Settings, is_loopback
from camveil.unpacked_extension import default_folder, read_manifest


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
    run(configuration)


def run(configuration: Configuration, then: Callable[[str], None] | None = None) -> None:
    """Serve until the end; `then` gets the demo page's address once it can be opened."""
    import asyncio

    from camveil import log, memory
    from camveil.http import server
    from camveil.http.in_force import Sources

    def token() -> str | None:
        return read_token(token_file())

    def read() -> Settings:
        return configuration.settings(token())

    settings = read()
    sources = Sources(
        files=(configuration.path, token_file()),
        read=read,
        token=token,
        overruling=configuration.overruling,
        store=configuration.store,
    )
    log.configure(settings.log_level, settings.log_format)
    memory.share_arenas()
    memory.settle()

    def announce(address: str) -> None:
        _announce(settings, address)
        if then:
            then(address)

    if settings.workers == 1:
        asyncio.run(server.serve(settings, announce, sources))
    else:
        gunicorn_workers().serve(settings, announce, sources)


def gunicorn_workers() -> ModuleType:
    """What serves with several processes; raises ClickException where gunicorn is missing."""
    try:
        from camveil.http import workers
    except ImportError:
        hint = "It is not for Windows; elsewhere `pip install gunicorn` brings it."
        raise click.ClickException(f"--workers needs gunicorn. {hint}") from None
    return workers


def _announce(settings: Settings, address: str) -> None:
    click.echo(f"Demo page:         {address}")
    click.echo(f"Extension folder:  {_extension()}")
    if not is_loopback(settings.host):
        click.echo("Warning:           pictures leave the machine that the browser runs on")
    click.echo("To stop:           Ctrl-C")


def _extension() -> str:
    """Where a browser can load it from."""
    built = extension_dir()
    if built is None:
        return "not built here; `make run` in a checkout does"
    if built.is_relative_to(PACKAGE):  # hidden among Python's own files
        written = default_folder()
        return str(written) if read_manifest(written) else "`camveil extension` writes it"
    return str(built)
