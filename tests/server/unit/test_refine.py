import numpy as np

from camveil.pipeline.mask_options import MaskOptions
from camveil.pipeline.refine import Coverage
from camveil.values import Alpha

COVERAGE = Coverage(MaskOptions().background_below, MaskOptions().person_above)
EVERY_VALUE = Alpha(np.arange(256, dtype=np.uint8).reshape(16, 16))


def test_what_is_nearly_sure_becomes_sure() -> None:
    covered = COVERAGE.of(EVERY_VALUE).values.ravel()
    assert not covered[:39].any()
    assert (covered[217:] == 255).all()


def test_in_between_it_rises_without_a_step() -> None:
    steps = np.diff(COVERAGE.of(EVERY_VALUE).values.ravel().astype(int))
    assert steps.min() >= 0
    assert steps.max() <= 3
    assert COVERAGE.of(EVERY_VALUE).values.ravel()[127] in range(124, 131)


def test_the_alpha_that_came_in_is_left_alone() -> None:
    before = EVERY_VALUE.values.copy()
    COVERAGE.of(EVERY_VALUE)
    assert np.array_equal(EVERY_VALUE.values, before)


def test_other_probabilities_cut_elsewhere() -> None:
    covered = Coverage(0.0, 1.0).of(EVERY_VALUE).values.ravel()
    assert (covered[0], covered[255]) == (0, 255)
    assert covered[20] > 0
    assert covered[235] < 255
