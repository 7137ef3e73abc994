"""`camveil serve`."""

import re
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Final

import click

from camveil.cli import examples
from camveil.pairing import read_token, token_file
from camveil.protocol import DEFAULT_PORT
from camveil.settings import CHECKOUT, EXTENSION_IDS, Settings, TlsFiles, is_loopback

_NAME: Final = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?", re.IGNORECASE)
_FILE: Final = click.Path(path_type=Path)


def _address(_context: click.Context, _parameter: click.Parameter, host: str) -> str:
    try:
        is_loopback(host)
    except ValueError:
        raise click.BadParameter(f"{host} is not an IPv4 address such as 127.0.0.1") from None
    return host


def _names(
    _context: click.Context, _parameter: click.Parameter, names: tuple[str, ...]
) -> tuple[str, ...]:
    for name in names:
        if not _NAME.fullmatch(name):
            raise click.BadParameter(f"{name} is not a host's name; it needs no port and no scheme")
    return tuple(name.lower() for name in names)


@examples(
    "camveil serve",
    "camveil serve --model general    see people at the picture's edge better",
    "camveil serve --workers 2        for a machine that serves several people",
)
@click.command()
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    callback=_address,
    help="Address to listen on. Any but loopback lets other machines in: it needs TLS and a token.",
)
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
@click.option("--tls-cert", type=_FILE, help="Certificate, PEM: the server speaks https only.")
@click.option("--tls-key", type=_FILE, help="The certificate's key, PEM.")
@click.option(
    "--name",
    "names",
    multiple=True,
    callback=_names,
    help="Name that the server has, as in its certificate; can be repeated.",
)
@click.option(
    "--workers",
    default=1,
    show_default=True,
    type=click.IntRange(1, 64),
    help="Processes that share the port and its sessions, each with the model loaded.",
)
def serve(
    host: str,
    port: int,
    model: str,
    extension_ids: tuple[str, ...],
    tls_cert: Path | None,
    tls_key: Path | None,
    names: tuple[str, ...],
    workers: int,
) -> None:
    """Run the server in the foreground until Ctrl-C."""
    import asyncio

    from camveil import log, memory
    from camveil.http import server

    log.configure()
    memory.share_arenas()
    settings = Settings(
        host=host,
        port=port,
        model=model,
        extension_ids=(*EXTENSION_IDS, *extension_ids),
        token=read_token(token_file()),
        tls=_tls_files(tls_cert, tls_key),
        names=names,
    )
    memory.settle()
    announce = partial(_announce, settings)
    if workers == 1:
        asyncio.run(server.serve(settings, announce))
    else:
        _gunicorn().serve(settings, workers, announce)


def _gunicorn() -> ModuleType:
    try:
        from camveil.http import workers
    except ImportError:
        hint = "It is not for Windows; elsewhere `pip install gunicorn` brings it."
        raise click.ClickException(f"--workers needs gunicorn. {hint}") from None
    return workers


def _tls_files(certificate: Path | None, key: Path | None) -> TlsFiles | None:
    if certificate and key:
        return TlsFiles(certificate=certificate, key=key)
    if certificate or key:
        raise click.UsageError("--tls-cert and --tls-key need each other")
    return None


def _announce(settings: Settings, address: str) -> None:
    extension = CHECKOUT / "extension" / "dist"
    folder = extension if extension.is_dir() else "not built here; `make run` in a checkout does"
    click.echo(f"Demo page:         {address}")
    click.echo(f"Extension folder:  {folder}")
    if not is_loopback(settings.host):
        click.echo("Warning:           pictures leave the machine that the browser runs on")
    click.echo("To stop:           Ctrl-C")
