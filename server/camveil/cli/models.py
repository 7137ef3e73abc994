"""`camveil models`."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from camveil.cli import examples
from camveil.cli.parameters import Parsed, configuration_of
from camveil.config import Configuration

if TYPE_CHECKING:
    from camveil.segmenters import AddedModels, ModelSpec
    from camveil.segmenters.process.wishes import Found

NARROW = 4
"Of a table's columns, what is between two."


@examples(
    "camveil models list",
    "camveil models add portrait.onnx --licence MIT",
    "camveil models remove portrait",
)
@click.group()
def models() -> None:
    """List the segmentation models, add one of your own, or remove it."""


@examples("camveil models list           for people", "camveil models list --json    for programs")
@models.command("list")
@configuration_of("models_dir")
@click.option("--json", "as_json", is_flag=True, help="One JSON array.")
def list_models(configuration: Configuration, as_json: bool) -> None:
    """Say which models there are, and whether those that you have added can be used."""
    from camveil.segmenters import MODELS, PAIR
    from camveil.segmenters.registry import GENERAL

    added = _added(configuration)
    built_in = {PAIR: GENERAL, **MODELS}  # the pair's masks are of the general model's size
    rows = [{**_facts(spec), "name": name, "source": "built-in"} for name, spec in built_in.items()]
    rows += [_row_of(added, name) for name in added.names()]
    if as_json:
        click.echo(json.dumps(rows))
        return
    columns = ("name", "source", "input", "licence")
    table = [columns, *([str(row.get(column, "")) for column in columns] for row in rows)]
    widths = [max(map(len, cells)) + NARROW for cells in zip(*table, strict=True)]
    for number, cells in enumerate(table):
        line = "".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        click.secho(line.rstrip(), bold=number == 0)
    for row in rows:
        if "problem" in row:
            click.secho(row["problem"], fg="red", err=True)
    click.echo(f"\nYours are in {added.folder}")


@examples(
    "camveil models add portrait.onnx --licence MIT",
    "camveil models add big.onnx --name big --input-size 512x288 --licence Apache-2.0",
)
@models.command()
@click.argument("file", type=click.Path(path_type=Path))
@configuration_of("models_dir")
@click.option("--name", help="What to call it; by itself, what the file is called.")
@click.option("--replace", is_flag=True, help="In place of the one that has this name.")
@click.option("--licence", help="Of its weights: an SPDX identifier, or a name.")
@click.option(
    "--input-size",
    type=Parsed("a size such as 256x144", "parse_size"),
    metavar="WIDTHxHEIGHT",
    help="For one that takes any.",
)
@click.option("--layout", type=click.Choice(["NCHW", "NHWC"]), help="Order of its input's axes.")
@click.option("--colours", type=click.Choice(["RGB", "BGR"]), help="Order of its input's channels.")
@click.option(
    "--input-range",
    "input_ranges",
    type=Parsed("a range such as 0:1 or -1:1, one for each channel, or imagenet", "parse_ranges"),
    metavar="BLACK:WHITE",
    help="What black and white become: -1:1, three with commas between, or imagenet.",
)
@click.option("--output", type=click.IntRange(0), help="Which of its outputs, counted from 0.")
@click.option(
    "--activation",
    type=click.Choice(["none", "sigmoid", "softmax"]),
    help="What makes probabilities of its output.",
)
@click.option(
    "--person-channel", type=click.IntRange(0), help="Which channel of it, counted from 0."
)
@click.option(
    "--output-range",
    type=Parsed("a range such as 0:1", "parse_range"),
    metavar="BACKGROUND:PERSON",
    help="What surely is background and person then: 1:0 for a channel of the background.",
)
@click.option("--json", "as_json", is_flag=True, help="Its row as one JSON object.")
def add(
    file: Path,
    configuration: Configuration,
    name: str | None,
    replace: bool,
    licence: str | None,
    as_json: bool,
    **wishes: Any,
) -> None:
    """Copy an ONNX file of your own, once it is known how to use it.

    What the file does not say is found out on two portraits, and what cannot be found out is asked
    for. A model that does not tell people from what is behind them is refused.
    """
    import hashlib
    from contextlib import closing

    import msgspec

    from camveil.clock import SystemClock
    from camveil.segmenters import ModelSpec
    from camveil.segmenters.added import name_of
    from camveil.segmenters.files import read_own_model
    from camveil.segmenters.process.segmenter import ProcessSegmenter
    from camveil.segmenters.process.wishes import Wishes

    added = _added(configuration)
    content = read_own_model(file, else_there_are="give the path of an ONNX file")
    name = name or name_of(file)
    added.check_name(name, file, replace=replace)
    if not as_json:
        click.echo("Trying it on two portraits ...", err=True)
    segmenter = ProcessSegmenter(file, content, SystemClock(), wishes=Wishes(**wishes))
    with closing(segmenter):
        found = segmenter.found
    spec = ModelSpec(
        **{key: getattr(found.interface, key) for key in found.interface.__dataclass_fields__},
        name=name,
        file=f"{name}.onnx",
        sha256=hashlib.sha256(content).hexdigest(),
        licence=_licence(licence, found),
    )
    added.add(spec, content)
    for note in found.notes:
        click.secho(f"Note: {note}.", fg="yellow", err=True)
    if as_json:
        click.echo(msgspec.json.encode(spec))
        return
    for label, value in _described(spec):
        click.echo(f"{label:{16}}{value}")
    click.echo(f"\n`camveil serve --model {name}` uses it.")


def _names_of_yours(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """For the shell: those that can be removed."""
    folder = ctx.params.get("models_dir")
    configuration = Configuration(
        flags={} if folder is None else {"models_dir": folder},
        environ=os.environ,
        file=ctx.params.get("config"),
    )
    return [name for name in _added(configuration).names() if name.startswith(incomplete)]


@examples("camveil models remove portrait")
@models.command()
@click.argument("name", shell_complete=_names_of_yours)
@configuration_of("models_dir")
def remove(name: str, configuration: Configuration) -> None:
    """Remove a model that you have added."""
    from camveil.segmenters import BUILT_IN

    if name in BUILT_IN:
        raise click.UsageError(f"{name} is built in, and stays")
    added = _added(configuration)
    if not added.remove(name):
        names = ", ".join(added.names()) or "none"
        raise click.ClickException(
            f"there is no model {name} of yours; those that you have: {names}"
        )
    click.echo(f"{name} is removed.")


def _added(configuration: Configuration) -> "AddedModels":
    from camveil.segmenters import AddedModels

    return AddedModels(configuration.values()["models_dir"])


def _row_of(added: "AddedModels", name: str) -> dict[str, Any]:
    from camveil.errors import ModelRefused

    row: dict[str, Any] = {"name": name, "source": "yours"}
    try:
        spec = added.spec(name)
        row |= _facts(spec)
        added.read(spec)
    except ModelRefused as exc:
        row["problem"] = str(exc)
    return row


def _facts(spec: "ModelSpec") -> dict[str, Any]:
    import msgspec

    size = spec.input_size
    return {**msgspec.to_builtins(spec), "input": f"{size.width}x{size.height}"}


def _licence(given: str | None, found: "Found") -> str:
    licence = given or found.licence
    if not licence:
        raise click.UsageError(
            "the file does not say under which licence its weights are: say what its makers say, "
            "--licence NAME"
        )
    return licence


def _described(spec: "ModelSpec") -> list[tuple[str, str]]:
    from camveil.segmenters.words import FLAGS, value_words

    shape = " x ".join(map(str, spec.output_shape))
    rows = [("name", spec.name), ("licence", spec.licence), ("output shape", shape)]
    rows += [
        (flag[2:].replace("-", " "), value_words(field, getattr(spec, field)))
        for field, flag in FLAGS.items()
    ]
    return rows
