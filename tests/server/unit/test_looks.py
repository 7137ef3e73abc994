"""What `make bench` prints of the blur, and what it must not exceed."""

import pytest

from tests.bench.effect.looks import STRENGTHS, halo_of, sameness_of


@pytest.mark.parametrize("strength", STRENGTHS)
def test_no_halo_is_round_a_bright_person(strength: float) -> None:
    halo = halo_of(strength)
    assert float(halo["halo, levels"]) <= 3
    assert float(halo["naive blur, levels"]) > 20, "else there is nothing to be seen"


@pytest.mark.parametrize("strength", STRENGTHS)
def test_a_strength_looks_the_same_at_every_size(strength: float) -> None:
    difference = sameness_of(strength)["between 360, 720 and 1080 lines, levels"]
    assert float(difference) <= 2
