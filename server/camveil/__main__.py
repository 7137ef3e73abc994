"""The command line."""

import asyncio
import ipaddress

import click

from camveil import log
from camveil.errors import CamveilError
from camveil.protocol import DEFAULT_PORT
from camveil.settings import CHECKOUT, EXTENSION_IDS, Settings, release


def _loopback(_context: click.Context, _parameter: click.Parameter, host: str) -> str:
    try:
        if ipaddress.IPv4Address(host).is_loopback:
            return host
    except ValueError:
        if host == "localhost":
            return host
    raise click.BadParameter(f"{host} is not a loopback address such as 127.0.0.1")


@click.group()
@click.version_option(release(), prog_name="camveil")
def main() -> None:
    """Background blur and masks for the camera in every web app, computed on this machine."""


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, callback=_loopback)
@click.option("--port", default=DEFAULT_PORT, show_default=True, type=click.IntRange(0, 65535))
@click.option(
    "--model",
    default="landscape",
    show_default=True,
    metavar="[landscape|general|FILE.onnx]",
    help="Segmentation model; general sees people at the picture's edge better, and costs more. "
    "A file of your own runs in a process of its own.",
)
@click.option(
    "--extension-id",
    "extension_ids",
    multiple=True,
    envvar="CAMVEIL_EXTENSION_ID",
    help="Another extension that may open sessions; can be repeated.",
)
def serve(host: str, port: int, model: str, extension_ids: tuple[str, ...]) -> None:
    """Run the server in the foreground until Ctrl-C."""
    # Half a second and 100 MB that `--help` and `--version` do without.
    from camveil.http import server

    log.configure()
    settings = Settings(
        host=host, port=port, model=model, extension_ids=(*EXTENSION_IDS, *extension_ids)
    )
    try:
        asyncio.run(server.serve(settings, _announce))
    except (CamveilError, OSError) as exc:
        raise click.ClickException(str(exc)) from None


def _announce(address: str) -> None:
    extension = CHECKOUT / "extension" / "dist"
    folder = extension if extension.is_dir() else "not built here; `make run` in a checkout does"
    click.echo(f"Demo page:         {address}")
    click.echo(f"Extension folder:  {folder}")
    click.echo("To stop:           Ctrl-C")


if __name__ == "__main__":
    main(prog_name="camveil")
