"""Puts the built extension into the wheel, for hatchling."""

from pathlib import Path
from typing import Any, Final

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

EXTENSION: Final = "extension/dist"
LEFT_OUT: Final = {".built"}


class ExtensionHook(BuildHookInterface[Any]):
    """A wheel without the extension would be of no use; an editable installation has a checkout."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        folder = Path(self.root) / EXTENSION
        if not (folder / "manifest.json").is_file():
            raise FileNotFoundError(
                f"{folder} has no built extension, and the wheel must carry it: run `make wheel`."
            )
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.name not in LEFT_OUT:
                inside = path.relative_to(folder).as_posix()
                build_data["force_include"][str(path)] = f"camveil/extension/{inside}"
