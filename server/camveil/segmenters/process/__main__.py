"""The process that loads and runs a user's own model: `python -m camveil.segmenters.process`.

Its standard input is a socket to the server. It ends when the server does.
"""

import contextlib
import signal
import socket
import sys
from collections.abc import Iterator
from dataclasses import replace
from math import ceil
from typing import BinaryIO, Final

import cv2
import numpy as np

from camveil.segmenters.onnx_model import built_providers, first_line, open_model, open_session
from camveil.segmenters.portraits import portraits
from camveil.segmenters.process.confine import confine
from camveil.segmenters.process.messages import (
    ANSWER_WITHIN_S,
    HEADER,
    LOAD_WITHIN_S,
    Header,
    Kind,
    decode_picture,
    decode_wishes,
    encode_found,
    encode_header,
    encode_reason,
)
from camveil.segmenters.process.signature import Misfit, signature_of
from camveil.segmenters.process.trial import find, interface_of
from camveil.segmenters.process.wishes import Found, Wishes
from camveil.segmenters.providers import AUTO, CPU
from camveil.segmenters.tensors import Tensor
from camveil.values import Alpha

GRACE_S: Final = 1.0
"The server is faster than the alarm, and knows why it ends the process."
LICENCE_KEYS: Final = ("licence", "license")
"Of what a file says of itself."


class OwnModel:
    """A model that nobody has looked at before."""

    def __init__(self, content: bytes, wishes: Wishes) -> None:
        """Load, try and warm up; raises Misfit, or onnxruntime's own exceptions."""
        looked = _looked_into(content, wishes)
        wanted = CPU if wishes.provider == AUTO else wishes.provider
        self._model, choice = open_model(content, looked.interface, wanted)
        self.found = replace(
            looked,
            provider=choice.provider,
            provider_notes=choice.failures or _why_no_other(wishes),
        )

    def alpha(self, payload: bytes) -> Alpha:
        """Of a picture as the server sends it; raises as `__init__` does."""
        return self._model.alpha(decode_picture(payload, self.found.interface.input_size))


def _looked_into(content: bytes, wishes: Wishes) -> Found:
    """All but what runs it; raises as OwnModel."""
    session = open_session(content, CPU)
    signature = signature_of(session.get_inputs(), session.get_outputs(), wishes)

    def run(tensor: Tensor) -> object:
        outputs: list[object] = session.run([signature.output_name], {signature.input_name: tensor})
        return outputs[0]

    said = session.get_modelmeta().custom_metadata_map
    licence = next((said[key] for key in LICENCE_KEYS if key in said), "")
    notes: tuple[str, ...] = ()
    if wishes.tried:
        width, height = signature.input_size
        shape = (1, 3, height, width) if signature.layout == "NCHW" else (1, height, width, 3)
        interface = interface_of(signature, wishes, run(np.zeros(shape, np.float32)))
    else:
        interface, notes = find(run, signature, wishes, portraits())
    return Found(interface=interface, any_size=signature.any_size, notes=notes, licence=licence)


def _why_no_other(wishes: Wishes) -> tuple[str, ...]:
    others = built_providers() if wishes.provider == AUTO else []
    return tuple(
        f"{name} needs a process that is less confined, and is used only if it is named"
        for name in others
    )


def serve(incoming: BinaryIO, outgoing: BinaryIO, wishes: Wishes) -> None:
    """Load the model that comes first, then answer pictures until the server hangs up."""
    content, _ = _read(incoming)
    try:
        with _alarm(LOAD_WITHIN_S):
            model = OwnModel(content, wishes)
    except Misfit as exc:
        _write(outgoing, Kind.REFUSED, encode_reason(str(exc)))
        return
    except Exception as exc:  # onnxruntime's own exceptions share no other base
        _write(outgoing, Kind.REFUSED, encode_reason(f"it does not load ({first_line(exc)})"))
        return
    del content
    _write(outgoing, Kind.READY, encode_found(model.found))
    while True:
        payload, number = _read(incoming)
        try:
            with _alarm(ANSWER_WITHIN_S):
                alpha = model.alpha(payload)
        except Exception:  # as above; memory that ran out is one of them
            _write(outgoing, Kind.FAILED, b"", number)
        else:
            _write(outgoing, Kind.ALPHA, alpha.values.tobytes(), number)


@contextlib.contextmanager
def _alarm(within_s: float) -> Iterator[None]:
    """End this process when the model takes too long, even if no server is left to do it."""
    if not hasattr(signal, "alarm"):
        yield
        return
    signal.alarm(ceil(within_s + GRACE_S))
    try:
        yield
    finally:
        signal.alarm(0)


def _read(incoming: BinaryIO) -> tuple[bytes, int]:
    """A message's payload and number; raises EOFError once the server has hung up."""
    head = Header(*HEADER.unpack(_read_exactly(incoming, HEADER.size)))
    return _read_exactly(incoming, head.length), head.number


def _read_exactly(incoming: BinaryIO, length: int) -> bytes:
    data = incoming.read(length)
    if len(data) < length:
        raise EOFError
    return data


def _write(outgoing: BinaryIO, kind: Kind, payload: bytes, number: int = 0) -> None:
    outgoing.write(encode_header(kind, len(payload), number) + payload)
    outgoing.flush()


def main() -> None:
    connection = socket.socket(fileno=0)
    # No threads for small operations, as in the server; besides, none can be started here.
    cv2.setNumThreads(1)
    wishes = decode_wishes(sys.argv[1])
    portraits()  # files that are read now or never
    confine(devices=wishes.provider not in (CPU, AUTO))
    # The server has ended, or has no use for this process any more.
    with contextlib.suppress(EOFError, OSError):
        serve(connection.makefile("rb"), connection.makefile("wb"), wishes)


if __name__ == "__main__":
    main()
