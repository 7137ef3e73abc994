import numpy as np
import pytest

from camveil.pipeline.edges import BlendMode, EdgeOptions, LightWrap, crisp, unsure, wrap_of
from camveil.values import Alpha, Planes, Size
from tests.server.unit.pictures import MODEL_SIZE, disc_alpha, flat, flat_picture, uniform_alpha

WHITE = Planes(flat(MODEL_SIZE, 235), flat(MODEL_SIZE, 128), flat(MODEL_SIZE, 128))
RED = Planes(flat(MODEL_SIZE, 81), flat(MODEL_SIZE, 90), flat(MODEL_SIZE, 240))
HD = Size(1280, 720)
USUAL = EdgeOptions()


@pytest.mark.parametrize("value", [0, 255])
def test_what_is_certain_stays_as_it_is(value: int) -> None:
    assert np.unique(crisp(uniform_alpha(value), USUAL).values).tolist() == [value]


def test_an_edge_becomes_crisper_and_not_wider() -> None:
    soft = disc_alpha()
    hard = crisp(soft, USUAL)
    between = [np.count_nonzero((one.values > 0) & (one.values < 255)) for one in (soft, hard)]
    assert 0 < between[1] < 0.75 * between[0]
    assert not (hard.values[soft.values == 0] > 0).any(), "no room shines through"


def test_what_flickers_where_it_is_unsure_is_calmed() -> None:
    rng = np.random.default_rng(1)
    flicker = Alpha(rng.integers(100, 156, (144, 256), np.uint8))
    level = crisp(uniform_alpha(128), USUAL).values[0, 0]
    assert np.abs(crisp(flicker, USUAL).values.astype(int) - level).mean() < 12
    # The thresholds alone would have spread it.
    assert np.abs(np.clip((flicker.values / 255 - 0.3) / 0.6, 0, 1) * 255 - level).mean() > 20


def test_the_thresholds_say_what_is_background_and_what_is_person() -> None:
    options = EdgeOptions(background_below=0.2, person_above=0.6, calming=0)
    steps = Alpha(np.array([[50, 52, 102, 152, 154]], np.uint8))
    decided = crisp(steps, options).values[0].tolist()
    assert (decided[0], decided[-1]) == (0, 255)
    assert decided[2] == pytest.approx(127, abs=1)


def test_without_calming_each_pixel_is_decided_for_itself() -> None:
    flicker = Alpha(np.random.default_rng(1).integers(100, 156, (144, 256), np.uint8))
    alone = crisp(flicker, EdgeOptions(calming=0)).values
    assert alone.std() > 2 * crisp(flicker, USUAL).values.std()
    decided = np.clip((flicker.values / 255 - 0.3) / 0.6, 0, 1)
    np.testing.assert_allclose(alone, 255 * decided, atol=0.51)


def test_doubt_is_greatest_at_a_half() -> None:
    doubt = unsure(Alpha(np.arange(256, dtype=np.uint8)[None]))
    assert doubt[0, [0, 255]].tolist() == [0, 0]
    assert doubt[0, 127] == doubt[0, 128] == 255


def test_light_comes_round_the_edge_and_nowhere_else() -> None:
    alpha = crisp(disc_alpha(), USUAL)
    light = wrap_of(flat_picture(HD, 100), alpha, WHITE, LightWrap(1.0)).y.more
    assert light[72, 128] == 0, "the middle of the person"
    assert light[alpha.values == 0].max() == 0, "the background"
    assert light.max() > 30


def test_it_comes_as_far_as_it_may() -> None:
    alpha = disc_alpha()
    lit = [
        np.count_nonzero(wrap_of(flat_picture(HD, 100), alpha, WHITE, wrap).y.more)
        for wrap in (LightWrap(1.0, reach=0.01), LightWrap(1.0), LightWrap(1.0, reach=0.1))
    ]
    assert 1.2 * lit[0] < lit[1] < lit[2] / 1.2


def test_it_has_the_backgrounds_colour() -> None:
    wrap = wrap_of(flat_picture(HD, 100), crisp(disc_alpha(), USUAL), RED, LightWrap(1.0))
    assert wrap.v.more.max() > 15
    assert wrap.u.less is not None
    assert wrap.u.less.max() > 5
    assert wrap.u.more.max() == 0


def test_a_black_background_sheds_none() -> None:
    black = Planes(flat(MODEL_SIZE, 16), flat(MODEL_SIZE, 128), flat(MODEL_SIZE, 128))
    assert wrap_of(flat_picture(HD, 100), disc_alpha(), black, LightWrap(1.0)).y.more.max() == 0


def test_screen_spares_what_is_bright_and_linear_dodge_does_not() -> None:
    def most(luma: int, mode: BlendMode) -> int:
        wrap = wrap_of(flat_picture(HD, luma), disc_alpha(), WHITE, LightWrap(0.5, mode))
        return int(wrap.y.more.max())

    assert most(230, BlendMode.SCREEN) <= 2
    assert most(20, BlendMode.SCREEN) == pytest.approx(most(20, BlendMode.LINEAR_DODGE), rel=0.1)
    assert most(230, BlendMode.LINEAR_DODGE) == most(20, BlendMode.LINEAR_DODGE) > 15


def test_no_wrapping_is_none() -> None:
    assert wrap_of(flat_picture(HD, 100), disc_alpha(), WHITE, LightWrap(0)).y.more.max() == 0
