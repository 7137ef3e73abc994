from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from camveil.errors import EffectFailed
from camveil.pipeline.blur import blur_background
from camveil.pipeline.budget import LEVELS_OF_ONE_MODEL, SAMPLES
from camveil.pipeline.composite import Compositor
from camveil.pipeline.mask_options import MaskOptions
from camveil.pipeline.pipeline import Pipeline, Processed
from camveil.segmenters import load_segmenter, models_dir
from camveil.values import (
    Alpha,
    Behind,
    Blur,
    Color,
    EffectSettings,
    FramePlace,
    Picture,
    Plane,
    Portrait,
    Size,
)
from tests.server.fakes import FakeClock
from tests.server.unit.camera_run import SlowSegmenter
from tests.server.unit.pictures import (
    ODD_SIZES,
    PLACE,
    BrightSegmenter,
    BrokenSegmenter,
    FixedSegmenter,
    SteppingClock,
    disc_alpha,
    enlarged,
    flat,
    flickering,
    largest_difference,
    noise_picture,
    smooth_picture,
    uniform_alpha,
)

VGA = Size(640, 480)
BLUR = EffectSettings(revision=1, epoch=1, blur=True, mask=False)
MASK = EffectSettings(revision=1, epoch=1, blur=False, mask=True)
BOTH = EffectSettings(revision=1, epoch=1, blur=True, mask=True)
NEITHER = EffectSettings(revision=1, epoch=1, blur=False, mask=False)


def fixed(alpha: Alpha) -> Pipeline:
    return Pipeline(FixedSegmenter(alpha), SteppingClock())


def compose(pipeline: Pipeline, picture: Picture) -> Picture:
    composed = pipeline.process(picture, BLUR, PLACE).composed
    assert composed is not None
    return composed


def test_the_person_is_kept_and_the_background_loses_its_detail() -> None:
    picture = noise_picture(VGA, pts_90khz=4_294_967_295)
    processed = fixed(disc_alpha()).process(picture, BLUR, PLACE)
    composed, alpha = processed.composed, processed.alpha
    assert composed is not None
    assert alpha is not None
    share = enlarged(alpha, VGA)
    person, background = share == 255, share == 0
    assert person.mean() > 0.15
    assert background.mean() > 0.5
    assert largest_difference(composed.y[person], picture.y[person]) <= 2
    assert composed.y[background].var() < picture.y[background].var() / 50
    assert composed.pts_90khz == 4_294_967_295


def test_nobody_in_view_makes_everything_background() -> None:
    picture = noise_picture(VGA)
    composed = compose(fixed(uniform_alpha(0)), picture)
    for got, raw in zip(_planes(composed), _planes(picture), strict=True):
        assert got.var() < raw.var() / 50


def test_the_mask_is_the_alpha_that_was_composed() -> None:
    picture = noise_picture(VGA)
    processed = fixed(disc_alpha()).process(picture, BOTH, PLACE)
    assert processed.composed is not None
    assert processed.alpha is not None
    changed = processed.composed.y != picture.y
    assert not changed[enlarged(processed.alpha, VGA) == 255].any()
    assert changed[enlarged(processed.alpha, VGA) == 0].mean() > 0.9


def test_a_colour_hides_everything_but_the_person() -> None:
    picture = noise_picture(VGA)
    settings = replace(BOTH, behind=Color(0, 0, 255))
    processed = fixed(disc_alpha()).process(picture, settings, PLACE)
    assert processed.composed is not None
    assert processed.alpha is not None
    share = enlarged(processed.alpha, VGA)
    assert np.unique(processed.composed.y[share == 0]).tolist() == [41]
    assert largest_difference(processed.composed.y[share == 255], picture.y[share == 255]) <= 2


def test_a_portrait_is_another_picture_than_a_blur() -> None:
    picture = noise_picture(VGA)
    plain, portrait = (
        fixed(disc_alpha()).process(picture, replace(BLUR, behind=behind), PLACE).composed
        for behind in (Blur(30), Portrait(30))
    )
    assert plain is not None
    assert portrait is not None
    assert plain.y.var() < portrait.y.var() < picture.y.var() / 2


def test_what_is_changed_counts_from_the_very_next_picture() -> None:
    """Nothing of the room flashes up in between, and nothing of what was behind before stays."""
    picture, black = noise_picture(VGA), Color(0, 0, 0)
    pipeline = fixed(uniform_alpha(0))
    changes: tuple[Behind, ...] = (Blur(7), Blur(30), black, Portrait(15), Blur(2), Blur(30))
    for number, behind in enumerate(changes):
        settings = replace(BLUR, revision=number, behind=behind)
        place = FramePlace(number, 1 / 30)
        anew = fixed(uniform_alpha(0)).process(picture, settings, place)
        changed = pipeline.process(picture, settings, place)
        assert anew.composed is not None
        assert changed.composed is not None
        for got, want in zip(_planes(changed.composed), _planes(anew.composed), strict=True):
            assert np.array_equal(got, want)


def test_a_mask_alone_composes_nothing() -> None:
    processed = fixed(disc_alpha()).process(noise_picture(VGA), MASK, PLACE)
    assert processed.composed is None
    assert processed.alpha is not None
    assert (processed.segment_us, processed.composite_us) == (1000, 0)


def test_the_stages_are_timed_one_by_one() -> None:
    processed = fixed(disc_alpha()).process(noise_picture(VGA), BOTH, PLACE)
    assert (processed.segment_us, processed.composite_us) == (1000, 1000)


def test_without_an_effect_the_model_is_not_asked() -> None:
    processed = Pipeline(BrokenSegmenter(), SteppingClock()).process(
        noise_picture(VGA), NEITHER, PLACE
    )
    assert (processed.composed, processed.alpha) == (None, None)


@pytest.mark.parametrize("settings", [BLUR, MASK, BOTH])
def test_a_failing_model_gives_an_error_and_no_picture(settings: EffectSettings) -> None:
    pipeline = Pipeline(BrokenSegmenter(), SteppingClock())
    with pytest.raises(EffectFailed, match="no memory left") as caught:
        pipeline.process(noise_picture(VGA), settings, PLACE)
    assert caught.value.code == "model-unavailable"


def out_of_memory(picture: Picture, alpha: Alpha) -> None:
    raise MemoryError


def test_a_failing_blur_gives_an_error_and_no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("camveil.pipeline.behind.blur_background", out_of_memory)
    with pytest.raises(EffectFailed, match="blur"):
        fixed(disc_alpha()).process(noise_picture(VGA), BLUR, PLACE)


def test_after_a_failure_the_next_picture_is_composed() -> None:
    class SometimesBroken(FixedSegmenter):
        broken = True

        def segment(self, picture: Picture) -> Alpha:
            if self.broken:
                raise RuntimeError
            return super().segment(picture)

    segmenter = SometimesBroken(uniform_alpha(0))
    pipeline = Pipeline(segmenter, SteppingClock())
    with pytest.raises(EffectFailed):
        pipeline.process(noise_picture(VGA), BLUR, PLACE)
    segmenter.broken = False
    assert compose(pipeline, noise_picture(VGA)).y.std() < 10


class Overloaded:
    """A pipeline before a model so slow that masks are moved; the last one was computed."""

    def __init__(self) -> None:
        clock = FakeClock()
        self.segmenter = SlowSegmenter(clock)
        self.segmenter.duration_s = 0.040
        self.pipeline = Pipeline(self.segmenter, clock)
        self.picture = smooth_picture(Size(96, 64))
        self.number = 0
        for _ in range(4 * SAMPLES):
            self.process(self.picture)
        self.number += LEVELS_OF_ONE_MODEL[-1].max_age_frames
        assert self.asks_the_model(self.picture)

    def process(self, picture: Picture) -> Processed:
        self.number += 1
        shown = flickering(picture, self.number)
        return self.pipeline.process(shown, BOTH, FramePlace(self.number, 1 / 30))

    def asks_the_model(self, picture: Picture) -> bool:
        before = len(self.segmenter.pts_90khz)
        self.process(picture)
        return len(self.segmenter.pts_90khz) > before


def test_a_moved_mask_is_the_alpha_that_was_composed() -> None:
    track = Overloaded()
    before = len(track.segmenter.pts_90khz)
    walked = replace(track.picture, y=np.asarray(np.roll(track.picture.y, 3, axis=1)))
    processed = track.process(walked)
    composed, alpha = processed.composed, processed.alpha
    assert len(track.segmenter.pts_90khz) == before, "or the mask was not moved"
    assert composed is not None
    assert alpha is not None
    shown = flickering(walked, track.number)
    background = blur_background(shown, alpha, Blur().strength)
    expected = Compositor(walked.size).compose(shown, alpha, background)
    for got, wanted in zip(_planes(composed), _planes(expected), strict=True):
        assert np.array_equal(got, wanted)


def test_after_a_failing_blur_no_old_mask_is_moved(monkeypatch: pytest.MonkeyPatch) -> None:
    track = Overloaded()
    with monkeypatch.context() as broken:
        broken.setattr("camveil.pipeline.behind.blur_background", out_of_memory)
        with pytest.raises(EffectFailed):
            track.process(track.picture)
    assert track.asks_the_model(track.picture)
    assert not track.asks_the_model(track.picture)


@pytest.mark.parametrize("by", ["page", "option", "nobody"])
def test_only_me_is_what_the_page_or_the_person_s_options_ask_for(by: str) -> None:
    masks = MaskOptions(only_me=by == "option")
    pipeline = Pipeline(BrightSegmenter(), SteppingClock(), masks=masks)
    y = flat(VGA, 60)
    y[200:, 50:250] = 200
    y[300:, 400:500] = 200
    picture = replace(noise_picture(VGA), y=y)
    alpha = pipeline.process(picture, replace(MASK, only_me=by == "page"), PLACE).alpha
    assert alpha is not None
    assert alpha.values[200, 75] == 255
    assert alpha.values[200, 225] == (255 if by == "nobody" else 0)


def test_the_size_may_change_from_picture_to_picture() -> None:
    pipeline = fixed(disc_alpha())
    sizes = [VGA, Size(1280, 720), *ODD_SIZES, VGA]
    assert [compose(pipeline, noise_picture(size)).size for size in sizes] == sizes


def test_a_composed_picture_outlives_the_next_ones() -> None:
    pipeline = fixed(disc_alpha())
    first = compose(pipeline, noise_picture(VGA, seed=1))
    before = first.y.copy()
    compose(pipeline, noise_picture(VGA, seed=2))
    assert np.array_equal(first.y, before)


def test_two_threads_share_a_model_and_nothing_else() -> None:
    segmenter = load_segmenter("landscape", models_dir())
    pictures = [noise_picture(Size(320, 240), seed) for seed in range(8)]

    def run(pictures: list[Picture]) -> list[Plane]:
        pipeline = Pipeline(segmenter, SteppingClock())
        return [compose(pipeline, picture).y for picture in pictures]

    alone = [run(pictures), run(pictures[::-1])]
    with ThreadPoolExecutor(max_workers=2) as threads:
        together = list(threads.map(run, [pictures, pictures[::-1]]))
    assert np.array_equal(np.array(together), np.array(alone))


def _planes(picture: Picture) -> tuple[Plane, Plane, Plane]:
    return picture.y, picture.u, picture.v
