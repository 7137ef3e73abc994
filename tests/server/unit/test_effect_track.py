import asyncio
from fractions import Fraction
from typing import cast

import pytest
from aiortc.mediastreams import MediaStreamError
from av import Packet
from av.video.stream import VideoStream

from camveil.rtc.effect_track import MAX_WAITING, EffectTrack


def packet(pts: int) -> "Packet[VideoStream]":
    made = Packet(b"x")
    made.pts = pts
    made.time_base = Fraction(1, 90_000)
    return cast("Packet[VideoStream]", made)


def offer(track: EffectTrack, pts: int, handed_over: list[int]) -> None:
    track.offer(packet(pts), lambda: handed_over.append(pts))


async def test_packets_are_handed_over_in_order_and_only_then_reported() -> None:
    track, handed_over = EffectTrack(), list[int]()
    offer(track, 1, handed_over)
    offer(track, 2, handed_over)
    assert handed_over == []
    assert (await track.recv()).pts == 1
    assert handed_over == [1]
    assert (await track.recv()).pts == 2
    assert handed_over == [1, 2]


async def test_the_sender_waits_for_a_packet() -> None:
    track = EffectTrack()
    sender = asyncio.create_task(track.recv())
    await asyncio.sleep(0)  # The sender begins to wait.
    assert not sender.done()
    offer(track, 1, [])
    assert (await sender).pts == 1


async def test_there_is_room_until_packets_wait() -> None:
    track = EffectTrack()
    for pts in range(MAX_WAITING):
        await track.room()
        offer(track, pts, [])
    encoder = asyncio.create_task(track.room())
    await asyncio.sleep(0)  # The encoder begins to wait.
    assert not encoder.done()
    await track.recv()
    await encoder


async def test_discarded_packets_are_never_handed_over() -> None:
    track, handed_over = EffectTrack(), list[int]()
    assert not track.discard()
    for pts in range(MAX_WAITING):
        offer(track, pts, handed_over)
    assert track.discard()
    await track.room()
    offer(track, 7, handed_over)
    assert (await track.recv()).pts == 7
    assert handed_over == [7]


async def test_stopping_ends_both_sides() -> None:
    track, handed_over = EffectTrack(), list[int]()
    for pts in range(MAX_WAITING):
        offer(track, pts, handed_over)
    encoder = asyncio.create_task(track.room())
    track.stop()
    with pytest.raises(MediaStreamError):
        await encoder
    with pytest.raises(MediaStreamError):
        await track.recv()
    offer(track, 9, handed_over)
    with pytest.raises(MediaStreamError):
        await track.recv()
    assert handed_over == []


async def test_stopping_wakes_a_waiting_sender() -> None:
    track = EffectTrack()
    sender = asyncio.create_task(track.recv())
    await asyncio.sleep(0)  # The sender begins to wait.
    track.stop()
    with pytest.raises(MediaStreamError):
        await sender
