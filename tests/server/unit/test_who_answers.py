"""Who answers at an address, asked over real sockets."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from camveil.settings import Settings
from camveil.who_answers import Camveil, Nobody, Stranger, who_answers
from tests.certificate import write_certificate

NAME = "camveil.example"
WITHIN_S = 0.2


@contextmanager
def answering(
    answer: bytes | Callable[[socket.socket], None] | None, context: ssl.SSLContext | None = None
) -> Iterator[tuple[int, list[bytes]]]:
    """A port that gives one connection this answer, or takes it and says nothing."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection = listener.accept()[0]
            if context is not None:
                connection = context.wrap_socket(connection, server_side=True)
            with connection:
                asked.append(connection.recv(4096))
                if answer is None:
                    connection.recv(1)  # until the other side has had enough
                elif callable(answer):
                    answer(connection)
                else:
                    connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1], asked
        thread.join()


def http(body: str) -> bytes:
    return f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()


def test_nobody() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert who_answers(Settings(port=port)) == Nobody()


def test_one_of_ours_of_whatever_version() -> None:
    with answering(http('{"type": "health", "protocol_version": 99}')) as (port, asked):
        assert who_answers(Settings(port=port)) == Camveil(
            {"type": "health", "protocol_version": 99}
        )
    assert f"Host: 127.0.0.1:{port}\r\n".encode() in asked[0]


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"SSH-2.0-x\r\n",
        http("<html>"),
        http("[]"),
        http("[" * 60_000),
        http('{"type": "failure"}'),
    ],
)
def test_a_stranger(answer: bytes) -> None:
    with answering(answer) as (port, _):
        assert who_answers(Settings(port=port)) == Stranger("its answer is none of Camveil's")


def test_one_that_says_nothing() -> None:
    with answering(None) as (port, _):
        assert who_answers(Settings(port=port), WITHIN_S) == Stranger(
            "it does not answer within 0.2 seconds"
        )


def test_one_that_has_much_to_say_and_is_slow() -> None:
    def speak(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        with suppress(OSError):  # the other side has had enough
            while True:
                connection.sendall(b"X-More: 1\r\n")
                time.sleep(WITHIN_S / 4)

    with answering(speak) as (port, _):
        assert who_answers(Settings(port=port), WITHIN_S) == Stranger(
            "it does not answer within 0.2 seconds"
        )


def test_its_words_are_fit_for_a_terminal() -> None:
    said = r'{"type": "health", "version": "1\u001b[2J\n", "model": ["\u0007"], "sessions": 2}'
    with answering(http(said)) as (port, _):
        answer = who_answers(Settings(port=port))
    assert isinstance(answer, Camveil)
    assert answer.health == {
        "type": "health",
        "version": "1?[2J?",
        "model": "['\\x07']",
        "sessions": 2,
    }


def test_over_tls_by_its_name(tmp_path: Path) -> None:
    file = tmp_path / "camveil.pem"
    write_certificate(file, NAME)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    with answering(http('{"type": "health"}'), context) as (port, asked):
        settings = Settings(port=port, tls_cert=file, tls_key=file, names=(NAME,))
        assert isinstance(who_answers(settings), Camveil)
    assert f"Host: {NAME}:{port}\r\n".encode() in asked[0]
