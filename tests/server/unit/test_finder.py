import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from camveil.pipeline.crop import Box, whole
from camveil.pipeline.finder import LEAST_SHARE, ROOM, next_box
from camveil.values import Plane, Size
from tests.server.unit.pictures import flat

SIZE = Size(320, 180)
WHOLE = whole(SIZE)


def people(*boxes: Box, value: int = 255) -> Plane:
    alpha = flat(SIZE, 0)
    for box in boxes:
        alpha[box.top : box.bottom, box.left : box.right] = value
    return alpha


def test_a_person_is_framed_with_room() -> None:
    box = next_box(people(Box(100, 40, 200, 180)), WHOLE)
    room = ROOM * 100
    assert 100 - room - 2 <= box.left <= 100 - room
    assert 200 + room <= box.right <= 200 + room + 2
    assert box.bottom == SIZE.height


def test_all_people_are_framed() -> None:
    box = next_box(people(Box(100, 100, 130, 180), Box(190, 90, 220, 170)), WHOLE)
    assert box.left < 100
    assert box.right > 220


@pytest.mark.parametrize("value", [0, 127])
def test_with_nobody_in_view_it_is_the_whole_picture(value: int) -> None:
    assert next_box(people(Box(0, 0, *SIZE), value=value), Box(100, 100, 200, 180)) == WHOLE


def test_a_speck_is_nobody() -> None:
    assert next_box(people(Box(50, 50, 52, 52)), Box(100, 100, 200, 180)) == WHOLE


def test_a_person_who_breathes_does_not_move_the_box() -> None:
    box = next_box(people(Box(100, 40, 200, 180)), WHOLE)
    assert next_box(people(Box(98, 43, 203, 180)), box) == box


def test_a_person_who_walks_moves_it() -> None:
    box = next_box(people(Box(100, 40, 200, 180)), WHOLE)
    later = next_box(people(Box(115, 40, 215, 180)), box)
    assert later.left > box.left
    assert later.right > box.right


def test_a_small_person_has_some_of_the_room_around() -> None:
    box = next_box(people(Box(150, 80, 160, 90)), WHOLE)
    assert box.size.width >= LEAST_SHARE * SIZE.width
    assert box.size.height >= LEAST_SHARE * SIZE.height
    assert box.left <= 150 - (LEAST_SHARE * SIZE.width - 10) / 2


def test_who_fills_the_picture_has_all_of_it() -> None:
    assert next_box(people(Box(20, 10, 300, 180)), Box(100, 100, 200, 180)) == WHOLE


@given(st.data())
def test_every_box_holds_the_people_and_lies_in_the_picture_at_even_pixels(
    data: st.DataObject,
) -> None:
    left, top = data.draw(st.integers(0, 315)), data.draw(st.integers(0, 175))
    right, bottom = data.draw(st.integers(left + 3, 320)), data.draw(st.integers(top + 3, 180))
    box = next_box(people(Box(left, top, right, bottom)), WHOLE)
    assert 0 <= box.left <= left
    assert 0 <= box.top <= top
    assert right <= box.right <= SIZE.width
    assert bottom <= box.bottom <= SIZE.height
    assert not any(np.array(box) % 2)
