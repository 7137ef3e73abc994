"""`camveil extension`."""

import json
from pathlib import Path
from typing import Final

import click

from camveil.cli import examples
from camveil.errors import ExtensionNotBuilt
from camveil.installation import extension_dir, types_file
from camveil.unpacked_extension import (
    default_folder,
    read_manifest,
    write_folder,
    write_types,
    write_zip,
)

LOAD: Final = (
    'In Chromium, Chrome, Edge or Brave open chrome://extensions, switch on "Developer mode", and\n\
load that folder with "Load unpacked". If it is loaded already, reload it there.'
)


@examples(
    "camveil extension                         write the folder where it is easily found",
    "camveil extension ./camveil               write it there",
    "camveil extension --zip camveil.zip       for a store",
    "camveil extension --types effects.d.ts    for a project in TypeScript",
)
@click.command()
@click.argument(
    "folder", required=False, type=click.Path(path_type=Path, file_okay=False, resolve_path=True)
)
@click.option(
    "--zip",
    "archive",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write an archive for a store instead.",
)
@click.option(
    "--types",
    "declarations",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write TypeScript's declarations of the effects instead.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def extension(
    folder: Path | None, archive: Path | None, declarations: Path | None, as_json: bool
) -> None:
    """Write the extension's folder, for a browser to load.

    An earlier one is replaced; if anything else is there, nothing is done. Without FOLDER
    it is camveil-extension in your home folder.
    """
    if sum(1 for one in (folder, archive, declarations) if one) > 1:
        raise click.UsageError("FOLDER, --zip and --types: write one after the other.")
    source = built_extension()
    target = archive or declarations or folder or default_folder()
    if declarations:
        write_types(types_file(), declarations)
    elif archive:
        write_zip(source, archive)
    else:
        write_folder(source, target)
    if as_json:
        manifest = read_manifest(source) or {}
        click.echo(json.dumps({"written": str(target), "version": manifest.get("version")}))
        return
    click.echo(f"Written: {target}")
    if target not in (archive, declarations):
        click.echo(LOAD)


def built_extension() -> Path:
    """Raises ExtensionNotBuilt."""
    source = extension_dir()
    if source is None:
        raise ExtensionNotBuilt
    return source
