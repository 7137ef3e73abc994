"""Whether a browser has the extension, and the one that fits."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from camveil.doctor.browsers import BROWSERS, Browser
from camveil.doctor.finding import Finding, broken, fine, note
from camveil.doctor.patient import Patient
from camveil.doctor.profiles import below, read_profiles
from camveil.installation import extension_dir
from camveil.protocol import PROTOCOL_VERSION
from camveil.unpacked_extension import default_folder, read_manifest

NAME: Final = "Camveil"
ENABLED: Final = 1
"State of an extension in a profile's preferences; newer ones list reasons against it instead."
_VERSION: Final = re.compile(r"export const PROTOCOL_VERSION\s*=\s*(\d+)")
WRITE: Final = "Run `camveil extension`, then reload Camveil at chrome://extensions."
LOAD: Final = (
    'Run `camveil extension`, then load that folder at chrome://extensions with "Load unpacked".'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """The extension in one profile of a browser."""

    browser: str
    profile: str
    extension_id: str
    enabled: bool
    folder: Path | None
    "What it was loaded from; None from a store."


def check_browsers(patient: Patient) -> Iterator[Finding]:
    """Whether there is a browser for the extension."""
    found = [browser.name for browser in BROWSERS if is_there(browser, patient)]
    if found:
        yield fine(f"There is {', '.join(found)}.", browsers=found)
    else:
        yield note(
            "No Chromium, Chrome, Edge or Brave was found where they usually are.",
            "Install one of them, if there is none.",
            browsers=[],
        )


def is_there(browser: Browser, patient: Patient) -> bool:
    """By its program, or by a profile that the person has."""
    path = patient.environ.get("PATH", "")
    return (
        any(shutil.which(program, path=path) for program in browser.programs)
        or (patient.root / "Applications" / browser.application).exists()
        or browser.profiles(patient.platform, patient.home).is_dir()
    )


def check_extension(patient: Patient) -> Iterator[Finding]:
    """The folder that was written, and what the browsers' profiles have loaded."""
    source = extension_dir()
    if source is None:
        yield broken(
            "This installation has no built extension.",
            "In a checkout run `make run` or `make wheel`.",
        )
        return
    loaded = [one for browser in BROWSERS for one in loaded_in(browser, patient)]
    folders = {one.folder for one in loaded if one.folder} | {default_folder(patient.home)}
    for folder in sorted(folders):
        yield from check_folder(folder, source)
    if not loaded:
        yield note("No browser's profile that was found has the extension.", LOAD, loaded=0)
    for one in loaded:
        yield _judged(one, patient)


def check_folder(folder: Path, source: Path) -> Iterator[Finding]:
    """Whether the extension in a folder is this installation's; nothing if none is there."""
    manifest, ours = read_manifest(folder), read_manifest(source)
    if manifest is None or ours is None:
        return
    theirs = protocol_version(folder)
    facts = {"folder": str(folder), "version": manifest.get("version"), "protocol_version": theirs}
    if theirs != PROTOCOL_VERSION:
        yield broken(
            f"The extension in {folder} speaks protocol {theirs}, the server {PROTOCOL_VERSION}.",
            WRITE,
            **facts,
        )
    elif manifest.get("version") != ours.get("version"):
        yield broken(
            f"The extension in {folder} is version {manifest.get('version')}, and not "
            f"{ours.get('version')}.",
            WRITE,
            **facts,
        )
    else:
        yield fine(f"The extension in {folder} is the one that fits.", **facts)


def protocol_version(folder: Path) -> int | None:
    """What an extension's folder speaks; None if that cannot be found out."""
    try:
        found = _VERSION.search((folder / "shared" / "protocol.js").read_text("utf-8"))
    except OSError:
        return None
    return int(found[1]) if found else None


def loaded_in(browser: Browser, patient: Patient) -> Iterator[Loaded]:
    """Every Camveil in every profile of this browser, as its preferences have it."""
    for profile, preferences in read_profiles(browser, patient):
        for extension_id, entry in below(preferences, "extensions", "settings").items():
            loaded = _loaded(browser, profile, extension_id, entry, patient)
            if loaded is not None:
                yield loaded


def _loaded(
    browser: Browser, profile: str, extension_id: str, entry: Any, patient: Patient
) -> Loaded | None:
    if not isinstance(entry, dict):
        return None
    path = Path(str(entry.get("path", "")))
    folder = path if path.is_absolute() else None
    manifest = entry.get("manifest") or (read_manifest(folder) if folder else None) or {}
    if extension_id not in patient.settings.obeyed_extensions and manifest.get("name") != NAME:
        return None
    return Loaded(
        browser=browser.name,
        profile=profile,
        extension_id=extension_id,
        enabled=not entry.get("disable_reasons") and entry.get("state", ENABLED) == ENABLED,
        folder=folder,
    )


def _judged(one: Loaded, patient: Patient) -> Finding:
    where = f"{one.browser} ({one.profile})"
    facts = {"browser": one.browser, "profile": one.profile, "extension_id": one.extension_id}
    if one.extension_id not in patient.settings.obeyed_extensions:
        return broken(
            f"The server does not obey the extension in {where}: its id is {one.extension_id}.",
            f'Add extension_ids = ["{one.extension_id}"] to {patient.configuration.path}, or load '
            "the folder that `camveil extension` writes.",
            **facts,
        )
    if not one.enabled:
        return broken(
            f"The extension is switched off in {where}.",
            "Switch it on at chrome://extensions.",
            **facts,
        )
    if one.folder is not None and read_manifest(one.folder) is None:
        return broken(
            f"The extension in {where} was loaded from {one.folder}, which is gone.", LOAD, **facts
        )
    return fine(f"The extension is on in {where}.", **facts)
