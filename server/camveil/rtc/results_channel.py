"""The `frames` data channel: one binary FrameResult for every processed frame."""

from typing import Final

from aiortc import RTCDataChannel

MAX_BUFFERED_BYTES: Final = 64 * 1024
"About ten masks. What waits behind more than that arrives too late to be of use."


class ResultsChannel:
    """Sends results; one that cannot go at once is dropped, because it would come too late."""

    def __init__(self) -> None:
        self.dropped = 0
        "Results that found the channel closed or full."
        self._channel: RTCDataChannel | None = None

    def attach(self, channel: RTCDataChannel) -> None:
        self._channel = channel

    def send(self, result: bytes) -> None:
        """Never waits."""
        channel = self._channel
        if (
            channel is None
            or channel.readyState != "open"
            or channel.bufferedAmount > MAX_BUFFERED_BYTES
        ):
            self.dropped += 1
            return
        channel.send(result)
