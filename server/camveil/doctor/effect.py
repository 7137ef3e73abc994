"""Whether this machine can make the effect, and how fast."""

import statistics
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from typing import Final

from camveil.clips.built_in import pictures
from camveil.clock import Clock, SystemClock
from camveil.doctor.finding import Finding, broken, fine, note
from camveil.doctor.patient import Patient
from camveil.errors import CamveilError, EffectFailed
from camveil.pipeline.budget import LEVELS, MAX_SHARE, Level, share
from camveil.pipeline.encode import H264Encoder, VideoEncoder, Vp8Encoder
from camveil.segmenters import OwnedSegmenter, open_chosen
from camveil.segmenters.providers import (
    Choices,
    fallback_words,
    providers_words,
    reasons_words,
)
from camveil.values import Picture, Size

SIZE: Final = Size(1280, 720)
FRAME_RATE: Final = 30
INTERVAL_S: Final = 1 / FRAME_RATE
ROUNDS: Final = 15
MOVE_OF_SEGMENT: Final = 0.3
"What moving a mask costs, of what computing one does (docs/performance.md)."
TOO_SLOW_S: Final = 0.25
"A picture that takes longer than this is hidden by the page."


def check_model(patient: Patient) -> Iterator[Finding]:
    """Whether the model loads, what runs it, and what a mask costs."""
    clock = SystemClock()
    model = patient.settings.model
    try:
        with closing(open_chosen(patient.settings, clock)) as segmenter:
            segmenter.wait_ready()
            yield fine(f"The model {segmenter.name} is whole and loads.", model=segmenter.name)
            yield provider(patient.settings.provider, segmenter.choices)
            yield speed(segmenter, clock, patient.settings.mask_time_share / 100)
    except CamveilError as exc:
        yield broken(str(exc), "Install Camveil again, or choose another model.", model=model)


def provider(wanted: str, choices: Choices) -> Finding:
    """What runs each model, against what was wanted."""
    used = {model: choice.provider for model, choice in choices.items()}
    reasons, fallback = reasons_words(choices), fallback_words(wanted, choices)
    facts = {"wanted": wanted, "used": used, "reasons": [*fallback, *reasons]}
    if not fallback:
        why = f": {'; '.join(reasons)}" if reasons else ""
        return fine(f"It runs on {providers_words(choices)}{why}.", **facts)
    return note(
        f"{'. '.join(fallback)}.", "`camveil config explain provider` has the others.", **facts
    )


def speed(segmenter: OwnedSegmenter, clock: Clock, max_share: float = MAX_SHARE) -> Finding:
    """What a mask and a picture cost, against the time between two frames.

    `max_share` is the part of it that masks may take, from 0 to 1.
    """
    seen = list(pictures(SIZE, ROUNDS))
    segment_s = _median_s(clock, segmenter.segment, seen)
    encoder = H264Encoder()
    try:
        encode_s = _median_s(clock, partial(encoder.encode, key_frame=False), seen)
    except EffectFailed:  # said by another check
        encode_s = 0.0
    facts = {"segment_ms": round(segment_s * 1000, 1), "encode_ms": round(encode_s * 1000, 1)}
    cheaper_s = segment_s
    if segmenter.cheaper is not None:
        cheaper_s = _median_s(clock, segmenter.cheaper.segment, seen)
        facts["cheaper_ms"] = round(cheaper_s * 1000, 1)
    level = _level(segment_s, cheaper_s, max_share)
    mask_s = cheaper_s if level is None or level.cheaply else segment_s
    cost = f"a mask takes {mask_s * 1000:.1f} ms and encoding {encode_s * 1000:.1f} ms"
    size = f"{SIZE.width}x{SIZE.height}"
    if mask_s + encode_s > TOO_SLOW_S:
        return broken(
            f"This machine is too slow: {cost}, and pictures would be hidden as a whole.",
            "Close other programs, or choose a smaller model: `camveil config explain model`.",
            **facts,
        )
    if level is None or mask_s / (level.max_age_frames + 1) + encode_s >= INTERVAL_S:
        return note(
            f"Too slow for {FRAME_RATE} frames a second at {size}: {cost}. There will be fewer.",
            "Close other programs, use a smaller camera size, or choose a smaller model.",
            **facts,
        )
    enough = f"Fast enough for {size} at {FRAME_RATE} frames a second"
    if level.max_age_frames == 0:
        return fine(f"{enough}: {cost}.", **facts)
    which = f"{('', 'second ', 'third ')[level.max_age_frames]}frame"
    by = " by the cheaper model" if level.cheaply else ""
    return note(f"{enough}, with a mask for every {which}{by}: {cost}.", None, **facts)


def _level(segment_s: float, cheaper_s: float, max_share: float) -> Level | None:
    """The first one that keeps within the budget; None if each takes more. Pure.

    Where there is no cheaper model, `cheaper_s` is the one's: its level then saves nothing.
    """
    # A mask that is moved costs the same, whichever model made it.
    move_s = MOVE_OF_SEGMENT * segment_s
    for level in LEVELS:
        one_s = cheaper_s if level.cheaply else segment_s
        if share(level.max_age_frames, one_s, move_s, INTERVAL_S) <= max_share:
            return level
    return None


def check_codecs(patient: Patient) -> Iterator[Finding]:
    """Whether pictures can be encoded for the way back."""
    missing = {}
    for name, encoder in (("H.264", H264Encoder()), ("VP8", Vp8Encoder())):
        reason = _fails(encoder)
        if reason is not None:
            missing[name] = reason
    facts = {"missing": missing}
    if len(missing) == 2:
        yield broken(
            f"No video can be encoded: {missing['H.264']}.",
            "Install the package `av` from PyPI again; builds from elsewhere may lack codecs.",
            **facts,
        )
    elif missing:
        ((name, reason),) = missing.items()
        slower = " VP8 takes its place, at more cost." if name == "H.264" else ""
        yield note(
            f"There is no {name} encoder: {reason}.{slower}",
            "Install the package `av` from PyPI again; builds from elsewhere may lack codecs.",
            **facts,
        )
    else:
        yield fine("H.264 and VP8 can be encoded.", **facts)


def _fails(encoder: VideoEncoder) -> str | None:
    """Why this encoder makes no packet; None if it does."""
    try:
        encoder.encode(*pictures(SIZE, 1), key_frame=True)
    except (EffectFailed, ValueError, OSError) as exc:  # an unknown codec is a ValueError of av's
        return str(exc)
    finally:
        encoder.close()
    return None


def _median_s(clock: Clock, work: Callable[[Picture], object], seen: list[Picture]) -> float:
    """Of the time that each takes, after the first, which may warm up."""
    durations: list[float] = []
    for picture in seen:
        begun_s = clock.now_s()
        work(picture)
        durations.append(clock.now_s() - begun_s)
    return statistics.median(durations[1:])
