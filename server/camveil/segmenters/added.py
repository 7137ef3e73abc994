"""The models that this user has added: a table in a folder, a row and a file for each."""

import hashlib
import re
from dataclasses import fields
from pathlib import Path
from typing import Final

import msgspec
import platformdirs

from camveil.errors import ModelRefused
from camveil.segmenters.files import read_model
from camveil.segmenters.registry import BUILT_IN
from camveil.segmenters.spec import ModelSpec
from camveil.whole_files import write_whole

NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
MAX_ROW_BYTES: Final = 16 << 10
ROW: Final = ".json"
FILE: Final = ".onnx"


def default_folder() -> Path:
    """Where this system keeps what programs add for this user."""
    return platformdirs.user_data_path("camveil") / "models"


def name_of(path: Path) -> str:
    """A name for the model in this file, as near to the file's as can be; may be empty."""
    return re.sub(r"[^a-z0-9_-]+", "-", path.stem.lower()).strip("-_")[:64]


class AddedModels:
    """A folder of them. Nothing in it is trusted but to be what it was when it was added."""

    def __init__(self, folder: Path | None) -> None:
        """The folder need not be there; without one it is `default_folder`."""
        self.folder = default_folder() if folder is None else folder

    def names(self) -> list[str]:
        """Sorted; some of them may turn out not to be usable."""
        names = (path.stem for path in self.folder.glob(f"*{ROW}"))
        return sorted(name for name in names if NAME.fullmatch(name))

    def spec(self, name: str) -> ModelSpec:
        """The row with this name; raises ModelRefused."""
        path = self._row(name)
        try:
            # Reading from anything else may never end.
            if path.exists() and not path.is_file():
                raise ModelRefused(path, "it is no file; remove it")
            with path.open("rb") as file:
                row = file.read(MAX_ROW_BYTES)
        except OSError as exc:
            raise ModelRefused(path, f"it cannot be read ({exc.strerror})") from exc
        try:
            spec = decode_row(row)
        except ValueError as exc:
            raise ModelRefused(path, f"{exc}; add the model again") from None
        if (spec.name, spec.file) != (name, f"{name}{FILE}"):
            raise ModelRefused(path, "it is another model's row; add the model again")
        return spec

    def read(self, spec: ModelSpec) -> bytes:
        """The file of this row; raises ModelRefused if it is another than the one added."""
        path = self.path(spec)
        content = read_model(path, else_there_are="add the model again")
        if hashlib.sha256(content).hexdigest() != spec.sha256:
            raise ModelRefused(path, "it has changed since it was added; add the model again")
        return content

    def path(self, spec: ModelSpec) -> Path:
        return self.folder / spec.file

    def check_name(self, name: str, path: Path, *, replace: bool) -> None:
        """Whether the model in this file may be added by this name; raises ModelRefused."""
        if not NAME.fullmatch(name):
            raise ModelRefused(
                path,
                f"{name!r} is no name for it; give --name with lower-case letters, digits, - and _",
            )
        if name in BUILT_IN:
            raise ModelRefused(path, f"{name} is a built-in model; give another --name")
        if self._row(name).exists() and not replace:
            raise ModelRefused(path, f"{name} is there already; give another --name, or --replace")

    def add(self, spec: ModelSpec, content: bytes) -> None:
        """Write row and file, in place of those that have the name; raises OSError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        row = self._row(spec.name)
        # No row ever stands for a file that is not its own.
        row.unlink(missing_ok=True)
        write_whole(self.path(spec), content)
        write_whole(row, encode_row(spec))

    def remove(self, name: str) -> bool:
        """Remove row and file; whether there was a row. Raises OSError."""
        row = self._row(name)
        found = bool(NAME.fullmatch(name)) and row.exists()
        if found:
            row.unlink()
            row.with_suffix(FILE).unlink(missing_ok=True)
        return found

    def _row(self, name: str) -> Path:
        return self.folder / f"{name}{ROW}"


def encode_row(spec: ModelSpec) -> bytes:
    """The row as JSON."""
    return msgspec.json.format(msgspec.json.encode(spec), indent=2) + b"\n"


def decode_row(row: bytes) -> ModelSpec:
    """What `encode_row` wrote; raises ValueError with what is wrong with it."""
    try:
        spec = msgspec.json.decode(row, type=ModelSpec)
        names = msgspec.json.decode(row, type=dict[str, msgspec.Raw])
    except (msgspec.MsgspecError, RecursionError) as exc:
        raise ValueError(f"this is no row of a table of models ({exc})") from None
    unknown = sorted(names.keys() - {field.name for field in fields(ModelSpec)})
    if unknown:
        raise ValueError(f"no model has a field {unknown[0]!r}")
    return spec
