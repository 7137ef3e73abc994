"""The `control` data channel: JSON messages, checked at this border."""

from collections.abc import Callable
from typing import Final

from aiortc import RTCDataChannel

from camveil import wire
from camveil.errors import BadMessage
from camveil.protocol import CloseSession, Configure, DownlinkAnchored, Message, UplinkAnchored

FromPage = Configure | UplinkAnchored | DownlinkAnchored | CloseSession

MAX_BUFFERED_BYTES: Final = 256 * 1024
"Two thousand messages: a page that lets so many wait does not read them."


class ControlChannel:
    """Gives the page's messages to `on_message` and tells the page what was wrong with others."""

    def __init__(self, on_message: Callable[[FromPage], None]) -> None:
        self._on_message = on_message
        self._channel: RTCDataChannel | None = None

    def attach(self, channel: RTCDataChannel) -> None:
        self._channel = channel
        channel.on("message", self._receive)

    def send(self, message: Message) -> None:
        """Never waits; drops the message if the channel is not open."""
        channel = self._channel
        if (
            channel is not None
            and channel.readyState == "open"
            and channel.bufferedAmount <= MAX_BUFFERED_BYTES
        ):
            channel.send(wire.encode(message))

    def _receive(self, data: str | bytes) -> None:
        try:
            message = _from_page(data)
        except BadMessage as exc:
            self.send(wire.failure(exc))
            return
        self._on_message(message)


def _from_page(data: str | bytes) -> FromPage:
    if not isinstance(data, str):
        raise BadMessage("it is binary, and this channel carries text")
    message = wire.decode(data)
    if not isinstance(message, FromPage):
        raise BadMessage(f"{message.type!r} is not for the server")
    return message
