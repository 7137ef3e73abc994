"""The extension as files: the folder that a browser loads, and the archive for a store."""

import json
import shutil
import tempfile
import zlib
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from camveil.errors import ExtensionNotWritten
from camveil.parsed import parsed_json
from camveil.whole_files import write_whole

MANIFEST: Final = "manifest.json"
LEFT_OUT: Final = {".built"}
SUFFIXES: Final = {"", ".css", ".html", ".js", ".json", ".png", ".svg", ".webp"}
"Of the files of any version; those without one the browser or the system has put there."
NEW_FILE: Final = "a new file"
ZIP_TIME: Final = (1980, 1, 1, 0, 0, 0)
"The earliest that the format knows: the same files make the same archive."


def default_folder(home: Path | None = None) -> Path:
    """Where the person finds it. Browsers in a sandbox can't read hidden folders."""
    return (home or Path.home()) / "camveil-extension"


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """None if there is none that could be read."""
    try:
        manifest = parsed_json((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return manifest if isinstance(manifest, dict) else None


def write_folder(source: Path, folder: Path) -> None:
    """Make `folder` a copy of the extension in `source`, in place of an earlier one.

    Raises ExtensionNotWritten if anything else is there, or OSError.
    """
    _check_replaceable(source, folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Whole before it gets its name: a browser may be reading.
    draft = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".camveil-"))
    try:
        draft.chmod(0o755)
        for name, content in _files(source).items():
            file = draft / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        remove_folder(source, folder)
        draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def remove_folder(source: Path, folder: Path) -> bool:
    """Remove what `write_folder` wrote; whether there was anything. Raises as it does."""
    _check_replaceable(source, folder)
    if not folder.exists():
        return False
    shutil.rmtree(folder)
    return True


def is_written(source: Path, folder: Path) -> bool:
    """Whether this extension, of whatever version, is in the folder."""
    return _is_same_extension(read_manifest(folder), read_manifest(source))


def write_zip(source: Path, file: Path) -> None:
    """The extension as stores take it: without the key, for a store gives one of its own.

    Raises ExtensionNotWritten if the file is anything but an earlier archive of it, or OSError.
    """
    files = _files(source)
    manifest = json.loads(files[MANIFEST])
    manifest.pop("key", None)
    files[MANIFEST] = json.dumps(manifest, indent=2).encode()
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in files.items():
            archive.writestr(ZipInfo(name, ZIP_TIME), content, ZIP_DEFLATED)
    if file.exists() and _name_in(file) != manifest["name"]:
        raise ExtensionNotWritten(file, "it is no archive of the extension", NEW_FILE)
    _write(file, written.getvalue())


def write_types(declarations: Path, file: Path) -> None:
    """Copy TypeScript's declarations of the effects.

    Raises ExtensionNotWritten if the file has anything but earlier ones, or OSError.
    """
    content = declarations.read_bytes()
    # What the first comment begins with is the same in each version.
    begin = b"\n".join(content.split(b"\n")[:2])
    if file.exists() and not file.read_bytes().startswith(begin):
        raise ExtensionNotWritten(file, "it has other declarations", NEW_FILE)
    _write(file, content)


def _write(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, content)


def _name_in(archive: Path) -> str | None:
    """The name of the extension in an archive; None if there is none that could be read."""
    try:
        with ZipFile(archive) as opened:
            manifest = parsed_json(opened.read(MANIFEST).decode())
    except (OSError, BadZipFile, KeyError, ValueError, NotImplementedError, zlib.error):
        return None
    return manifest.get("name") if isinstance(manifest, dict) else None


def _files(source: Path) -> dict[str, bytes]:
    return {
        path.relative_to(source).as_posix(): path.read_bytes()
        for path in sorted(source.rglob("*"))
        if path.is_file() and path.name not in LEFT_OUT
    }


def _check_replaceable(source: Path, folder: Path) -> None:
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise ExtensionNotWritten(folder, "it is no folder")
    if not folder.is_dir() or not any(folder.iterdir()):
        return
    others = [path for path in folder.rglob("*") if path.suffix not in SUFFIXES]
    if others or not is_written(source, folder):
        raise ExtensionNotWritten(folder, "other files are in it")


def _is_same_extension(one: Mapping[str, Any] | None, other: Mapping[str, Any] | None) -> bool:
    return one is not None and other is not None and one.get("key") == other.get("key") is not None
