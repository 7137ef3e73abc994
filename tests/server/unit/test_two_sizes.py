from hypothesis import given
from hypothesis import strategies as st

from camveil.segmenters.process.two_sizes import STEP_PX, WORTH_IT, smaller
from camveil.segmenters.spec import SIDE_PX
from camveil.values import Size


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
