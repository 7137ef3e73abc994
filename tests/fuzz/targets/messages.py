"""JSON text of messages, as it comes over HTTP and the control channel."""

from __future__ import annotations

from functools import partial

from camveil import wire
from camveil.errors import CamveilError
from camveil.protocol import ERROR_MEANINGS, FIELD_RULES, OpenSession
from tests.fuzz.target import Target


def run(data: bytes) -> None:
    text = data.decode(errors="replace")
    for decode in (wire.decode, partial(wire.decode_request, expected=OpenSession)):
        try:
            message = decode(text)
        except CamveilError as error:
            # What the other side is told must go out, too.
            wire.encode(wire.failure(error)).encode()
        else:
            assert wire.decode(wire.encode(message)) == message


NAMES = {name for rules in FIELD_RULES.values() for name in rules}
TARGET = Target(
    run=run,
    corpus="messages",
    words=(
        *(f'"{word}"' for word in ("type", *FIELD_RULES, *sorted(NAMES), *ERROR_MEANINGS)),
        *("true", "false", "null", "1e400", "-0.0", "1.0", r"\ud800", "{}", "[]", ":", ","),
    ),
)
