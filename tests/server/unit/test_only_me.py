import cv2
import numpy as np
import pytest

from camveil.pipeline.only_me import OnlyMe
from camveil.values import Plane, Size
from tests.server.unit.pictures import discs_alpha, flat

SIZE = Size(320, 180)
ME, OTHER = (100, 110, 45), (240, 110, 30)
"x, y, radius"


def people(*discs: tuple[int, int, int]) -> Plane:
    return discs_alpha(SIZE, *discs).values


def shown(alpha: Plane, disc: tuple[int, int, int]) -> float:
    """Part of the disc that is shown."""
    x, y, radius = disc
    inside = flat(SIZE, 0)
    cv2.circle(inside, (x, y), radius - 3, 255, -1)
    return float((alpha[inside > 0] > 127).mean())


def test_alone_in_view_nothing_changes() -> None:
    only_me, alpha = OnlyMe(), people(ME)
    for _ in range(3):
        assert np.array_equal(only_me.alone(alpha), alpha)


def test_the_largest_is_kept_and_all_others_are_hidden() -> None:
    alone = OnlyMe().alone(people(ME, OTHER, (300, 30, 12)))
    assert np.array_equal(alone[:, :170], people(ME)[:, :170])
    assert not alone[:, 190:].any()


def test_the_person_stays_the_person_when_another_comes_nearer() -> None:
    only_me = OnlyMe()
    only_me.alone(people(ME, OTHER))
    for radius in range(30, 75, 3):
        alone = only_me.alone(people(ME, (240, 110, radius)))
        assert shown(alone, ME) == 1
        assert shown(alone, (240, 110, 30)) == 0


def test_who_walks_is_followed() -> None:
    only_me = OnlyMe()
    for x in range(60, 200, 6):
        here = (x, 110, 40)
        assert shown(only_me.alone(people(here, (300, 40, 15))), here) == 1


@pytest.mark.parametrize("step", [2, 5])
def test_masks_that_touch_are_parted_between_the_two(step: int) -> None:
    only_me = OnlyMe()
    for x in [*range(240, 165, -step), *[165] * 30]:
        alone = only_me.alone(people(ME, (x, 110, 30)))
    assert shown(alone, ME) > 0.93
    assert shown(alone, (175, 110, 20)) < 0.05


def test_who_was_hidden_stays_hidden_when_the_person_leaves() -> None:
    only_me = OnlyMe()
    only_me.alone(people(ME, OTHER))
    for _ in range(60):
        assert not only_me.alone(people(OTHER)).any()


def test_so_they_do_when_their_mask_is_gone_for_a_moment() -> None:
    only_me = OnlyMe()
    only_me.alone(people(ME, OTHER))
    for number in range(60):
        assert not only_me.alone(people(OTHER) if number % 20 < 10 else people()).any()


def test_the_person_who_comes_back_is_shown() -> None:
    only_me = OnlyMe()
    only_me.alone(people(ME, OTHER))
    only_me.alone(people(OTHER))
    alone = only_me.alone(people(ME, OTHER))
    assert shown(alone, ME) == 1
    assert shown(alone, OTHER) == 0


def test_nobody_in_view_is_nobody() -> None:
    only_me = OnlyMe()
    assert not only_me.alone(people()).any()
    assert shown(only_me.alone(people(ME)), ME) == 1


def test_after_forgetting_the_largest_is_the_person() -> None:
    only_me = OnlyMe()
    only_me.alone(people(ME))
    only_me.forget()
    assert shown(only_me.alone(people(ME, (240, 100, 60))), (240, 100, 60)) == 1
