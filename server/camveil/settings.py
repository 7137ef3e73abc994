"""What can be chosen when the server starts; built by the command line, then passed down."""

import tomllib
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Final

EXTENSION_IDS: Final = ("kbkepjjnjkjafakklgdhnlkphlaljdba",)
"The ids of the extension as it is published; an id follows from the key in its manifest."


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that the command line decides."""

    host: str
    "Loopback address to listen on: what listens elsewhere can be reached from elsewhere."
    port: int
    "TCP port; 0 lets the system choose a free one."
    model: str
    "Key in the registry of models, or else the path of a user's own."
    extension_ids: tuple[str, ...] = EXTENSION_IDS
    "Extensions that may open sessions."


CHECKOUT: Final = Path(__file__).resolve().parents[2]
"Where this package lies when it runs from a checkout."


def release() -> str:
    """This server's version."""
    try:
        return metadata.version("camveil")
    except metadata.PackageNotFoundError:  # a checkout's folder on the path, not installed
        project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]
        return str(project["version"])
