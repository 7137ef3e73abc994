"""Who answers at the server's address: nobody, a stranger, or a Camveil, and which."""

import re
import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from camveil.parsed import parsed_json
from camveil.settings import Settings

WITHIN_S: Final = 3.0
MAX_ANSWER_BYTES: Final = 65536
_NOT_PLAIN: Final = re.compile(r"[^ -~]+")


@dataclass(frozen=True, slots=True)
class Nobody:
    """Nothing listens there."""


@dataclass(frozen=True, slots=True)
class Stranger:
    """Another program listens there, or a Camveil that is stuck."""

    why: str


@dataclass(frozen=True, slots=True)
class Camveil:
    """A server of ours, perhaps of another version."""

    health: Mapping[str, Any]
    "What it says of itself, in plain characters; unchecked but for being a health message."


def who_answers(settings: Settings, within_s: float = WITHIN_S) -> Nobody | Stranger | Camveil:
    """Ask for the health of a server with these settings on this machine."""
    import http.client  # with ssl 20 ms, which `--help` can do without
    import ssl

    port = settings.port
    # What listens on every address listens here, too.
    at = "127.0.0.1" if settings.host in ("localhost", _EVERYWHERE) else settings.host
    if settings.tls is None:
        connection = http.client.HTTPConnection(at, port, timeout=within_s)
    else:
        # To this machine itself, and nothing secret is sent: who it is, the answer says.
        context = ssl._create_unverified_context()
        connection = http.client.HTTPSConnection(at, port, timeout=within_s, context=context)
    late = threading.Event()

    def hang_up() -> None:
        late.set()
        with suppress(OSError, AttributeError):  # it has gone, or was never there
            connection.sock.shutdown(socket.SHUT_RDWR)

    # The connection's own limit is for each byte of the answer.
    timer = threading.Timer(within_s, hang_up)
    timer.start()
    try:
        connection.request("GET", "/healthz", headers={"Host": f"{settings.known_as[0]}:{port}"})
        answer = parsed_json(connection.getresponse().read(MAX_ANSWER_BYTES))
    except ConnectionRefusedError:
        return Nobody()
    except (OSError, http.client.HTTPException, ValueError) as exc:
        if late.is_set() or isinstance(exc, TimeoutError):
            return Stranger(f"it does not answer within {within_s:g} seconds")
        return Stranger("its answer is none of Camveil's")
    finally:
        timer.cancel()
        connection.close()
    if not isinstance(answer, dict) or answer.get("type") != "health":
        return Stranger("its answer is none of Camveil's")
    return Camveil({name: _plain(value) for name, value in answer.items()})


def _plain(value: Any) -> Any:
    """Fit for a terminal, which obeys some characters: whoever has the port could write them."""
    if value is None or isinstance(value, bool | int | float):
        return value
    return _NOT_PLAIN.sub("?", str(value))


_EVERYWHERE: Final = "0.0.0.0"  # noqa: S104
