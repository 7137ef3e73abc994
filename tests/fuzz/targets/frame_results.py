"""Bytes of frame results, as the `frames` channel carries them."""

from __future__ import annotations

from dataclasses import astuple

from camveil import wire
from camveil.errors import BadMessage
from camveil.values import EffectSettings, StageTimings
from tests.fuzz.target import Target


def run(data: bytes) -> None:
    try:
        result = wire.decode_frame_result(data)
    except BadMessage as error:
        wire.encode(wire.failure(error))
        return
    header = result.header
    again = wire.encode_frame_result(
        EffectSettings(revision=header.revision, epoch=header.epoch, blur=True, mask=True),
        header.pts_90khz,
        StageTimings(header.wait_us, header.segment_us, header.composite_us, header.encode_us),
        composed=bool(header.flags & 1),
        mask_png=result.mask_png,
    )
    # Flags that nobody has given a meaning yet are not sent back.
    assert astuple(wire.decode_frame_result(again).header)[2:] == astuple(header)[2:]
    assert again[2:] == data[2:]


TARGET = Target(run=run, corpus="frame_results", max_bytes=256)
