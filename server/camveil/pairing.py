"""The pairing token: a secret of the person's, which the server asks the extension for.

It lies in a file that only this user can read. A file that anything is wrong with is an error and
never taken for none: a server that does not start is safer than one that asks nobody for a token.
"""

import os
import re
import stat
import sys
import tempfile
from pathlib import Path
from typing import Final

import platformdirs

from camveil.errors import TokenUnusable

TOKEN_BYTES: Final = 32
MAX_FILE_BYTES: Final = 256
_TOKEN: Final = re.compile(rb"[\w-]{43,}\s*")
"""As `secrets.token_urlsafe` writes it; shorter ones could be guessed."""


def token_file() -> Path:
    """Where the token of this user lies, if there is one."""
    return platformdirs.user_config_path("camveil") / "pairing-token"


def make_token(path: Path) -> str:
    """Make a token and store it in place of an earlier one. Raises OSError."""
    import secrets  # all of OpenSSL, 50 ms, which no other command needs

    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    # Readable by its owner alone from the start, and whole before it gets its name.
    handle, draft = tempfile.mkstemp(dir=path.parent)
    try:
        with open(handle, "w", encoding="ascii") as file:
            file.write(token + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    finally:
        Path(draft).unlink(missing_ok=True)
    return token


def forget_token(path: Path) -> bool:
    """Remove the token; whether there was one. Raises OSError."""
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    return True


def read_token(path: Path) -> str | None:
    """The token; None if the person has not paired. Raises TokenUnusable."""
    try:
        # First, also where there is no file: somebody else may have removed it.
        _check_folder(path.parent)
        _check_file(path)
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES)
    except FileNotFoundError:
        return None
    except OSError as exc:
        raise TokenUnusable(path, exc.strerror or "it cannot be read") from None
    if not _TOKEN.fullmatch(content):
        raise TokenUnusable(path, "it is empty, or too short, or holds something else")
    return content.strip().decode("ascii")


def _check_folder(folder: Path) -> None:
    status = folder.stat()
    if sys.platform == "win32":  # a profile's folders are their user's alone, and have no modes
        return
    if status.st_uid != os.geteuid():
        raise TokenUnusable(folder, "it belongs to another user")
    if status.st_mode & 0o022:
        raise TokenUnusable(folder, "other users can write to it")


def _check_file(path: Path) -> None:
    status = path.lstat()
    if not stat.S_ISREG(status.st_mode):
        raise TokenUnusable(path, "it is not a plain file")
    if sys.platform == "win32":
        return
    if status.st_uid != os.geteuid():
        raise TokenUnusable(path, "it belongs to another user")
    if status.st_mode & 0o077:
        raise TokenUnusable(path, "other users can read or write it")
