import numpy as np

from camveil.pipeline.refine import refine
from camveil.values import Alpha

EVERY_VALUE = Alpha(np.arange(256, dtype=np.uint8).reshape(16, 16))


def test_what_is_nearly_sure_becomes_sure() -> None:
    covered = refine(EVERY_VALUE).values.ravel()
    assert not covered[:39].any()
    assert (covered[217:] == 255).all()


def test_in_between_it_rises_without_a_step() -> None:
    steps = np.diff(refine(EVERY_VALUE).values.ravel().astype(int))
    assert steps.min() >= 0
    assert steps.max() <= 3
    assert refine(EVERY_VALUE).values.ravel()[127] in range(124, 131)


def test_the_alpha_that_came_in_is_left_alone() -> None:
    before = EVERY_VALUE.values.copy()
    refine(EVERY_VALUE)
    assert np.array_equal(EVERY_VALUE.values, before)
