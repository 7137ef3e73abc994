"""Who answers at the server's address: nobody, a stranger, or a Camveil, and which."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from camveil.settings import Settings

WITHIN_S: Final = 3.0
MAX_ANSWER_BYTES: Final = 65536


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
    "What it says of itself, unchecked but for being a health message."


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
    try:
        connection.request("GET", "/healthz", headers={"Host": f"{settings.known_as[0]}:{port}"})
        answer = json.loads(connection.getresponse().read(MAX_ANSWER_BYTES))
    except ConnectionRefusedError:
        return Nobody()
    except TimeoutError:
        return Stranger(f"it does not answer within {within_s:g} seconds")
    except (OSError, http.client.HTTPException, ValueError):
        return Stranger("its answer is none of Camveil's")
    finally:
        connection.close()
    if not isinstance(answer, dict) or answer.get("type") != "health":
        return Stranger("its answer is none of Camveil's")
    return Camveil(answer)


_EVERYWHERE: Final = "0.0.0.0"  # noqa: S104
