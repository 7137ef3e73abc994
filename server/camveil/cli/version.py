"""`camveil version`."""

import json
import platform
from importlib import metadata
from typing import Final

import click

from camveil.cli import examples
from camveil.installation import release
from camveil.protocol import PROTOCOL_VERSION

LIBRARIES: Final = ("aiohttp", "aiortc", "av", "numpy", "onnxruntime", "opencv-python-headless")
"Those whose version a report of a fault should tell."


@examples("camveil version           for people", "camveil version --json    for programs")
@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def version(as_json: bool) -> None:
    """Say the versions of Camveil, its protocol, and what it is built on."""
    versions = {
        "camveil": release(),
        "protocol": PROTOCOL_VERSION,
        "python": platform.python_version(),
        "system": platform.platform(),
        **{name: metadata.version(name) for name in LIBRARIES},
    }
    if as_json:
        click.echo(json.dumps(versions))
        return
    width = max(map(len, versions))
    for name, value in versions.items():
        click.echo(f"{name:{width}}  {value}")
