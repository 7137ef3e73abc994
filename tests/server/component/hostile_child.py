"""In the place of a model's process: answers as no honest one does. Its argument says how."""

import os
import pickle
import socket
import sys
import time

from camveil.segmenters.process.messages import HEADER, Kind, encode_found, encode_header
from camveil.segmenters.process.wishes import Found
from camveil.segmenters.spec import ModelInterface
from camveil.values import Size

SIZE = Size(32, 16)
PIXELS = SIZE.width * SIZE.height
FOUND = encode_found(Found(interface=ModelInterface(input_size=SIZE, output_shape=(1, 1, 16, 32))))
READY = encode_header(Kind.READY, len(FOUND)) + FOUND
FOR_EVER_S = 3600
SLOW_S = 0.4


def of_size(size: bytes) -> bytes:
    found = FOUND.replace(b"[32,16]", size)
    assert found != FOUND
    return encode_header(Kind.READY, len(found)) + found


class Bomb:
    """Whoever unpickles it ends."""

    def __reduce__(self) -> tuple[object, tuple[int]]:
        return os._exit, (1,)


AT_LOADING = {
    "garbage": b"\xff" * 4096,
    "huge": encode_header(Kind.REFUSED, 2**32 - 1) + b"x" * 4096,
    "pickle": pickle.dumps(Bomb()),
    "too-large": of_size(b"[65535,65535]"),
    "too-small": of_size(b"[0,0]"),
    "early-alpha": encode_header(Kind.ALPHA, PIXELS) + b"\xff" * PIXELS,
    "other-json": encode_header(Kind.READY, 4) + b"null",
    "half": READY[:-1],
}
AT_A_PICTURE = {
    "short": (PIXELS - 1, 0),
    "long": (PIXELS + 1, 0),
    "endless": (2**32 - 1, 0),
    "other-number": (PIXELS, 1),
}


def main(how: str) -> None:
    connection = socket.socket(fileno=0)
    if how == "silent":
        time.sleep(FOR_EVER_S)
    read(connection)
    if how == "exit":
        sys.exit(3)
    if how in AT_LOADING:
        connection.sendall(AT_LOADING[how])
        connection.shutdown(socket.SHUT_WR)
        time.sleep(FOR_EVER_S)
    if how == "escapes":
        reason = b"\x1b]0;owned\x07\r\nsecond line \xff"
        connection.sendall(encode_header(Kind.REFUSED, len(reason)) + reason)
        return
    connection.sendall(READY + (b"unasked" if how == "unasked" else b""))
    while how == "slow":
        number = read(connection)
        time.sleep(SLOW_S)
        connection.sendall(encode_header(Kind.ALPHA, PIXELS, number) + b"\xff" * PIXELS)
    number = read(connection)
    if how in AT_A_PICTURE:
        length, ahead = AT_A_PICTURE[how]
        head = encode_header(Kind.ALPHA, length, number + ahead)
        connection.sendall(head + b"\xff" * min(length, 2 * PIXELS))
    if how == "garbled-picture":
        connection.sendall(pickle.dumps(Bomb()))
    if how == "drip":
        connection.sendall(encode_header(Kind.ALPHA, PIXELS, number) + b"\xff")
    if how == "leaves-another":
        # Out of the server's reach, it keeps the connection open when this process has ended.
        if os.fork() != 0:
            os._exit(0)
        os.setsid()
        connection.recv(1)
        return
    time.sleep(FOR_EVER_S)


def read(connection: socket.socket) -> int:
    """Read a message and return its number."""
    _, number, length = HEADER.unpack(connection.recv(HEADER.size, socket.MSG_WAITALL))
    connection.recv(length, socket.MSG_WAITALL)
    return int(number)


main(sys.argv[1])
