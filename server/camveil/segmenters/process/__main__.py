"""The process that loads and runs a user's own model: `python -m camveil.segmenters.process`.

Its standard input is a socket to the server. It ends when the server does.
"""

import contextlib
import signal
import socket
from collections.abc import Iterator
from math import ceil
from typing import BinaryIO, Final

import cv2
import numpy as np

from camveil.segmenters.onnx_session import cpu_session, first_line
from camveil.segmenters.process.confine import confine
from camveil.segmenters.process.interface import Misfit, input_size_of, interface_of
from camveil.segmenters.process.messages import (
    ANSWER_WITHIN_S,
    HEADER,
    LOAD_WITHIN_S,
    Header,
    Kind,
    decode_picture,
    encode_header,
    encode_reason,
    encode_size,
)
from camveil.segmenters.tensors import Tensor, input_tensor, output_alpha
from camveil.values import Alpha, Size

GRACE_S: Final = 1.0
"The server is faster than the alarm, and knows why it ends the process."


class OwnModel:
    """A model that nobody has looked at before."""

    def __init__(self, content: bytes) -> None:
        """Load and warm up; raises Misfit, or onnxruntime's own exceptions."""
        self._session = cpu_session(content)
        inputs, outputs = self._session.get_inputs(), self._session.get_outputs()
        size = input_size_of(inputs, outputs)
        self._input, self._output = inputs[0].name, outputs[0].name
        self._interface = interface_of(
            size, self._run(np.zeros((1, 3, size.height, size.width), np.float32))
        )

    @property
    def input_size(self) -> Size:
        return self._interface.input_size

    def alpha(self, payload: bytes) -> Alpha:
        """Of a picture as the server sends it; raises as `__init__` does."""
        tensor = input_tensor(decode_picture(payload, self.input_size), self._interface)
        output = self._run(tensor)
        # A model may answer each picture with another shape.
        return output_alpha(output, interface_of(self.input_size, output))

    def _run(self, tensor: Tensor) -> Tensor:
        output: Tensor = self._session.run([self._output], {self._input: tensor})[0]
        return output


def serve(incoming: BinaryIO, outgoing: BinaryIO) -> None:
    """Load the model that comes first, then answer pictures until the server hangs up."""
    content, _ = _read(incoming)
    try:
        with _alarm(LOAD_WITHIN_S):
            model = OwnModel(content)
    except Misfit as exc:
        _write(outgoing, Kind.REFUSED, encode_reason(str(exc)))
        return
    except Exception as exc:  # onnxruntime's own exceptions share no other base
        _write(outgoing, Kind.REFUSED, encode_reason(f"it does not load ({first_line(exc)})"))
        return
    del content
    _write(outgoing, Kind.READY, encode_size(model.input_size))
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
    confine()
    # The server has ended, or has no use for this process any more.
    with contextlib.suppress(EOFError, OSError):
        serve(connection.makefile("rb"), connection.makefile("wb"))


if __name__ == "__main__":
    main()
