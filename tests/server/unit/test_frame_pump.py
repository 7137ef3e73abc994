import asyncio

from av import VideoFrame

from camveil.rtc.frame_pump import pump_frames
from camveil.rtc.latest_slot import LatestSlot
from tests.server.fakes import DEADLINE_S, ScriptedTrack, video_frame


async def test_every_frame_is_given_on_until_the_track_ends() -> None:
    track = ScriptedTrack([video_frame(pts) for pts in (0, 3000, 6000)])
    track.end()
    seen: list[VideoFrame] = []
    async with asyncio.timeout(DEADLINE_S):
        await pump_frames(track, seen.append)
    assert [frame.pts for frame in seen] == [0, 3000, 6000]


async def test_a_queue_is_drained_to_the_newest_before_anyone_reads() -> None:
    """What waited while the event loop was busy is skipped in one turn of it."""
    slot: LatestSlot[VideoFrame] = LatestSlot()
    track = ScriptedTrack([video_frame(pts) for pts in range(100)])
    pump = asyncio.create_task(pump_frames(track, slot.put))
    assert (await slot.take()).pts == 99
    assert slot.replaced == 99
    pump.cancel()
