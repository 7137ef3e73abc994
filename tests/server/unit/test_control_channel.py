from typing import cast

import pytest
from aiortc import RTCDataChannel

from camveil import wire
from camveil.protocol import (
    CloseSession,
    DownlinkAnchored,
    Failure,
    UplinkAnchored,
    UplinkFrame,
)
from camveil.rtc.control_channel import MAX_BUFFERED_BYTES, ControlChannel, FromPage
from tests.server.fakes import RecordingChannel, configure


class Server:
    """A control channel and what it passed on."""

    def __init__(self) -> None:
        self.obeyed: list[FromPage] = []
        self.control = ControlChannel(self.obeyed.append)
        self.channel = RecordingChannel()
        self.control.attach(cast(RTCDataChannel, self.channel))


@pytest.mark.parametrize(
    "message",
    [
        configure(1, 2),
        UplinkAnchored(epoch=2),
        DownlinkAnchored(epoch=2),
        CloseSession(),
    ],
)
def test_the_pages_messages_are_passed_on(message: FromPage) -> None:
    server = Server()
    server.channel.receive(wire.encode(message))
    assert server.obeyed == [message]
    assert server.channel.sent == []


@pytest.mark.parametrize(
    "data", ["", "{}", b"{}", wire.encode(UplinkFrame(epoch=1, pts_90khz=0)), '{"type":"health"}']
)
def test_anything_else_is_answered_with_a_failure(data: str | bytes) -> None:
    server = Server()
    server.channel.receive(data)
    assert server.obeyed == []
    (text,) = server.channel.sent
    assert isinstance(text, str)
    failure = wire.decode(text)
    assert isinstance(failure, Failure)
    assert failure.code == "bad-message"


def test_nothing_is_sent_to_a_page_that_does_not_read_or_is_gone() -> None:
    server = Server()
    server.channel.bufferedAmount = MAX_BUFFERED_BYTES + 1
    server.control.send(CloseSession())
    server.channel.bufferedAmount = 0
    server.channel.readyState = "closed"
    server.control.send(CloseSession())
    ControlChannel(server.obeyed.append).send(CloseSession())
    assert server.channel.sent == []
