"""`camveil uninstall`."""

import json
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import click
import platformdirs

from camveil.autostart.carry_out import uninstall as undo
from camveil.autostart.this_system import plans_for_this_system
from camveil.cli import examples
from camveil.cli.doctor import patient_of
from camveil.doctor.browsers import BROWSERS
from camveil.doctor.extension import loaded_in
from camveil.errors import CamveilError
from camveil.installation import extension_dir
from camveil.unpacked_extension import default_folder, is_written, remove_folder

LEFT = """\
Left to you: remove Camveil at chrome://extensions, and the package itself with the program that
installed it, such as `pip uninstall camveil` or `pipx uninstall camveil`."""
COPIES = "And these folders, which a browser has loaded the extension from:"


@examples(
    "camveil uninstall                    show what is there, ask, and remove it",
    "camveil uninstall --keep-settings    leave configuration and pairing token",
    "camveil uninstall --dry-run",
)
@click.command()
@click.option("--keep-settings", is_flag=True, help="Leave configuration and pairing token.")
@click.option("--dry-run", is_flag=True, help="Print what would be removed, and do nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object; does not ask.")
def uninstall(keep_settings: bool, dry_run: bool, yes: bool, as_json: bool) -> None:
    """Stop the server, and remove all that Camveil has written for you."""
    removals = dict(_removals(keep_settings))
    copies = sorted(_copies() - removals.keys())
    if as_json:
        if not dry_run:
            _remove(removals)
        word = "would_be_removed" if dry_run else "removed"
        paths = {word: list(map(str, removals)), "left": list(map(str, copies))}
        click.echo(json.dumps(paths))
        return
    left = "\n  ".join([COPIES, *map(str, copies)]) if copies else ""
    left = f"{LEFT}\n{left}".strip()
    if not removals:
        click.echo(f"There is nothing of Camveil's to remove.\n{left}")
        return
    click.echo("To be removed:")
    for path in removals:
        click.echo(f"  {path}")
    if dry_run:
        click.echo(left)
        return
    if not yes:
        click.confirm("Go on?", abort=True)
    _remove(removals)
    click.echo(f"Removed.\n{left}")


def _remove(removals: dict[Path, Callable[[], object]]) -> None:
    """All that can be; raises what went wrong with the first that cannot."""
    errors: list[CamveilError | OSError] = []
    for remove in removals.values():
        try:
            remove()
        except (CamveilError, OSError) as error:
            errors.append(error)
    if errors:
        raise errors[0]


def _removals(keep_settings: bool) -> Iterator[tuple[Path, Callable[[], object]]]:
    """All that is there, with what removes it: the server before what it reads."""
    for plan in plans_for_this_system():
        for path in plan.files:
            if path.exists():
                yield path, partial(undo, plan)
    source, folder = extension_dir(), default_folder()
    if source is not None and is_written(source, folder):
        yield folder, partial(remove_folder, source, folder)
    for path in sorted(_folders(keep_settings)):
        if path.is_dir():
            yield path, partial(_remove_folder, path)


def _copies() -> set[Path]:
    """Folders with the extension that `camveil extension` has written wherever it was told to."""
    patient = patient_of(None)
    loaded = (one for browser in BROWSERS for one in loaded_in(browser, patient))
    return {one.folder for one in loaded if one.folder is not None and one.folder.is_dir()}


def _remove_folder(folder: Path) -> None:
    if folder.exists():  # it may have been within another one
        shutil.rmtree(folder)
    # On Windows there is one of the same name round it, for all programs of one author.
    outer = folder.parent
    if outer.name == folder.name and outer.is_dir() and not any(outer.iterdir()):
        outer.rmdir()


def _folders(keep_settings: bool) -> set[Path]:
    """Those that a system has for this program alone."""
    settings = platformdirs.user_config_path("camveil")
    folders = {
        settings,
        platformdirs.user_data_path("camveil"),
        platformdirs.user_cache_path("camveil"),
        platformdirs.user_state_path("camveil"),
        platformdirs.user_log_path("camveil"),
    }
    return {path for path in folders if not (keep_settings and path == settings)}
