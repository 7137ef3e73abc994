"""Pages that are written from the code: their script writes them, or says that they are stale."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]


def write_or_check(path: Path, text: Callable[[], str], about: str | None) -> int:
    """The exit code of a script that makes this page; `about` is for its `--help`."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--check", action="store_true", help="write nothing, fail if out of date")
    check: bool = parser.parse_args().check
    wanted = text()
    if path.exists() and path.read_text("utf-8") == wanted:
        return 0
    if check:
        print(f"{path.relative_to(ROOT)} is out of date: run make docs")
        return 1
    path.write_text(wanted, "utf-8")
    print(f"{path.relative_to(ROOT)} written")
    return 0
