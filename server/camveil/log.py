"""One structured line (key=value) per change of state, on stderr.

No line holds a page's address, a picture, or what a stranger wrote.
"""

import json
import logging
import re
import sys
from datetime import UTC, datetime
from traceback import format_exception
from typing import Final

_LOGGER: Final = logging.getLogger("camveil")
_PLAIN: Final = re.compile(r"[\w.:/+-]+")


class Log:
    """Writes events, each with the facts that this log was bound to."""

    def __init__(self, **bound: object) -> None:
        self._bound = bound

    def bind(self, **facts: object) -> "Log":
        """A log that adds these facts to every event."""
        return Log(**self._bound, **facts)

    def info(self, event: str, **facts: object) -> None:
        self._write(logging.INFO, event, facts)

    def warning(self, event: str, **facts: object) -> None:
        self._write(logging.WARNING, event, facts)

    def fault(self, event: str, error: Exception) -> None:
        """A mistake of ours, with the way to it."""
        self._write(logging.ERROR, event, {"traceback": "".join(format_exception(error))})

    def _write(self, level: int, event: str, facts: dict[str, object]) -> None:
        _LOGGER.log(level, "%s", pairs({"event": event, **self._bound, **facts}))


def pairs(facts: dict[str, object]) -> str:
    """The facts as key=value; values with other than plain characters are quoted as in JSON."""
    return " ".join(f"{key}={_quoted(str(value))}" for key, value in facts.items())


def configure() -> None:
    """Send events to stderr, and with them what libraries have to warn of."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_LineFormatter())
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
    _LOGGER.setLevel(logging.INFO)
    # It quotes requests that are no HTTP; those that are get our own answers and lines.
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)


def _quoted(value: str) -> str:
    return value if _PLAIN.fullmatch(value) else json.dumps(value)


class _LineFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        now = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = pairs({"time": now, "level": record.levelname.lower()})
        if record.name == _LOGGER.name:
            return f"{line} {record.getMessage()}"
        facts: dict[str, object] = {"event": "library", "source": record.name}
        facts["message"] = record.getMessage()
        if record.exc_info:
            facts["traceback"] = self.formatException(record.exc_info)
        return f"{line} {pairs(facts)}"
