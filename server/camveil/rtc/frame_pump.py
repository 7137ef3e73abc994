"""The only loop that reads the page's track."""

from collections.abc import Callable

from aiortc import MediaStreamTrack
from aiortc.mediastreams import MediaStreamError
from av import VideoFrame


async def pump_frames(track: MediaStreamTrack, on_frame: Callable[[VideoFrame], None]) -> None:
    """Give every decoded frame to `on_frame` at once, until the track ends.

    aiortc's queue behind the track has no bound, so somebody must read at camera speed whatever
    else goes on. With several frames in the queue `recv` does not suspend: the queue is drained
    to the newest before anything else on the event loop gets a turn.
    """
    while True:
        try:
            frame = await track.recv()
        except MediaStreamError:
            return
        assert isinstance(frame, VideoFrame), "aiortc decodes video into nothing else"
        on_frame(frame)
