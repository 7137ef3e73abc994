"""An aiortc connection set up the way a session needs it: one track each way, two channels."""

from collections.abc import Callable
from typing import Final

from aiortc import (
    MediaStreamTrack,
    RTCConfiguration,
    RTCDataChannel,
    RTCPeerConnection,
    RTCSessionDescription,
)

from camveil.errors import BadSdp
from camveil.protocol import CHANNEL_PROTOCOL
from camveil.rtc.answer_sdp import VideoCodec, negotiated_codec, with_bitrates
from camveil.rtc.feedback import route_bit_rate_estimates, route_key_frame_requests
from camveil.rtc.marker_buffer import complete_frames_at_marker
from camveil.rtc.offer_sdp import checked_offer, without_estimates
from camveil.rtc.playout_delay import ask_for_no_delay

LOST: Final = {"failed", "closed"}


class Peer:
    """The browser's other end, on this machine if `local`. Callbacks run on the event loop."""

    def __init__(
        self, *, local: bool, on_connected: Callable[[], None], on_lost: Callable[[], None]
    ) -> None:
        self._local = local
        # No STUN server: nothing is asked of, or told to, another machine.
        self._connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._channels: dict[str, Callable[[RTCDataChannel], None]] = {}
        self._on_connected = on_connected
        self._on_lost = on_lost
        self._connection.on("connectionstatechange", self._on_connection_state)
        self._connection.on("datachannel", self._on_channel)

    def expect_channel(self, label: str, attach: Callable[[RTCDataChannel], None]) -> None:
        """Call `attach` with the first channel of this label that the page opens."""
        self._channels[label] = attach

    async def accept(self, offer_sdp: str, downlink: MediaStreamTrack) -> VideoCodec:
        """Take the offer, and send this track back. The codec is that of both directions.

        Raises BadSdp. Nothing is sent, and no socket open, before `answer`.
        """
        checked = checked_offer(offer_sdp)
        offer = RTCSessionDescription(
            without_estimates(checked) if self._local else checked, "offer"
        )
        try:
            await self._connection.setRemoteDescription(offer)
            self._connection.addTrack(downlink)
            (transceiver,) = self._connection.getTransceivers()
            ask_for_no_delay(transceiver, offer.sdp)
            answer = await self._connection.createAnswer()
        except Exception as exc:  # aiortc raises whatever the text makes it stumble over
            raise BadSdp(f"it is inconsistent ({type(exc).__name__})") from exc
        complete_frames_at_marker(transceiver.receiver)
        return negotiated_codec(answer.sdp)

    def on_key_frame_request(self, want_key_frame: Callable[[], None]) -> None:
        """Call this when the browser asks for a key frame of the downlink."""
        (sender,) = self._connection.getSenders()
        route_key_frame_requests(sender, want_key_frame)

    def on_bit_rate_estimate(self, limit: Callable[[int], None]) -> None:
        """Call this with what the browser says that the path carries, in bits a second."""
        (sender,) = self._connection.getSenders()
        route_bit_rate_estimates(sender, limit)

    @property
    def uplink(self) -> MediaStreamTrack:
        """The page's track, once the offer is accepted."""
        (receiver,) = self._connection.getReceivers()
        return receiver.track

    async def answer(self, codec: VideoCodec) -> str:
        """Start connecting; the answer's SDP with every candidate."""
        await self._connection.setLocalDescription(await self._connection.createAnswer())
        return with_bitrates(self._connection.localDescription.sdp, codec, local=self._local)

    async def close(self) -> None:
        """Release sockets, threads and tasks."""
        await self._connection.close()

    def _on_connection_state(self) -> None:
        state = self._connection.connectionState
        if state == "connected":
            self._on_connected()
        elif state in LOST:
            self._on_lost()

    def _on_channel(self, channel: RTCDataChannel) -> None:
        attach = self._channels.pop(channel.label, None)
        if attach is None or channel.protocol != CHANNEL_PROTOCOL:
            channel.close()
            return
        attach(channel)
