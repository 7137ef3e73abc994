"""One structured line per change of state, on stderr.

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
        _LOGGER.log(level, Event(event=event, **self._bound, **facts))


class Event(dict[str, object]):
    """What a record of ours has in place of a message."""

    def __str__(self) -> str:
        return pairs(self)


def pairs(facts: dict[str, object]) -> str:
    """The facts as key=value; values with other than plain characters are quoted as in JSON."""
    return " ".join(f"{key}={_quoted(str(value))}" for key, value in facts.items())


def configure(level: str = "info", form: str = "text") -> None:
    """Send events to stderr, and with them what libraries have to warn of.

    `level` is info, warning or error, `form` is text or json.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JsonFormatter() if form == "json" else _TextFormatter())
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
    log_level(level)
    # It quotes requests that are no HTTP; those that are get our own answers and lines.
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)


def log_level(level: str) -> None:
    """Write events of this level, which is info, warning or error, and of those above."""
    _LOGGER.setLevel(level.upper())


def _quoted(value: str) -> str:
    return value if _PLAIN.fullmatch(value) else json.dumps(value)


class _TextFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return pairs(self.facts(record))

    def facts(self, record: logging.LogRecord) -> dict[str, object]:
        now = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        facts: dict[str, object] = {"time": now, "level": record.levelname.lower()}
        if isinstance(record.msg, Event):
            return {**facts, **record.msg}
        facts |= {"event": "library", "source": record.name, "message": record.getMessage()}
        if record.exc_info:
            facts["traceback"] = self.formatException(record.exc_info)
        return facts


class _JsonFormatter(_TextFormatter):
    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(self.facts(record), default=str)
