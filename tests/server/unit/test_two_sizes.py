import pytest
from hypothesis import given
from hypothesis import strategies as st

from camveil.errors import ModelFailed
from camveil.segmenters.process.two_sizes import STEP_PX, WORTH_IT, Smaller, smaller
from camveil.segmenters.spec import SIDE_PX
from camveil.values import Alpha, Picture, Size
from tests.server.unit.pictures import FixedSegmenter, disc_alpha, smooth_picture


def test_three_quarters_of_each_side_in_steps_that_networks_halve() -> None:
    assert smaller(Size(256, 144)) == Size(192, 96)
    assert smaller(Size(512, 288)) == Size(384, 224)
    assert smaller(Size(256, 256)) == Size(192, 192)


def test_what_is_small_already_stays() -> None:
    assert smaller(Size(32, 32)) is None
    assert smaller(Size(64, 64)) is None


sides_px = st.integers(SIDE_PX[0], SIDE_PX[-1])


@given(sides_px, sides_px)
def test_a_smaller_one_is_worth_it_and_allowed(width: int, height: int) -> None:
    size = smaller(Size(width, height))
    if size is not None:
        assert size.width * size.height <= WORTH_IT * width * height
        assert all(side in SIDE_PX and side % STEP_PX == 0 for side in size)


class FailingSegmenter(FixedSegmenter):
    """Whose process has died."""

    def segment(self, picture: Picture) -> Alpha:
        raise ModelFailed("its process has ended")


def test_where_the_smaller_one_fails_the_usual_one_is_asked() -> None:
    alpha, picture = disc_alpha(), smooth_picture(Size(96, 64))
    broken, whole = FailingSegmenter(alpha), FixedSegmenter(alpha)
    assert Smaller(broken, whole).segment(picture) is whole.segment(picture)
    with pytest.raises(ModelFailed):
        Smaller(broken, broken).segment(picture)
