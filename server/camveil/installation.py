"""Where the parts of this installation lie, and which version it is."""

from pathlib import Path
from typing import Final

PACKAGE: Final = Path(__file__).resolve().parent
CHECKOUT: Final = PACKAGE.parents[1]
"Where this package lies when it runs from a checkout."


def release() -> str:
    """This server's version."""
    from importlib import metadata  # 20 ms, which hardly any command needs

    try:
        return metadata.version("camveil")
    except metadata.PackageNotFoundError:  # a checkout's folder on the path, not installed
        import tomllib

        project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]
        return str(project["version"])


def types_file() -> Path:
    """TypeScript's declarations of the effects: in the installed package, else in the checkout."""
    packaged = PACKAGE / "types" / "effects.d.ts"
    return packaged if packaged.is_file() else CHECKOUT / "extension" / "types" / "effects.d.ts"


def extension_dir() -> Path | None:
    """The built extension: in the installed package, else in the checkout; None if not built."""
    for folder in (PACKAGE / "extension", CHECKOUT / "extension" / "dist"):
        if (folder / "manifest.json").is_file():
            return folder
    return None
