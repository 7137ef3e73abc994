import numpy as np
import pytest

from camveil.pipeline.computed import LOOK_EVERY, AlphaComputer
from camveil.pipeline.crop import alpha_size
from camveil.pipeline.mask_options import MaskOptions
from camveil.pipeline.motion import luma_at
from camveil.pipeline.steadiness import smooth_luma
from camveil.values import Alpha, Picture, Size
from tests.server.unit.pictures import BrightSegmenter, BrokenSegmenter, flat_picture

OPTIONS = MaskOptions()
HD = Size(1280, 720)
SHAPES = [HD, Size(640, 480), Size(720, 1280), Size(1080, 1080), Size(160, 120), Size(853, 479)]


def room(size: Size, *people: tuple[float, float, float, float]) -> Picture:
    """Dark, with bright people: left, top, right and bottom as parts of its sides."""
    picture = flat_picture(size, 60)
    y = picture.y.copy()
    for left, top, right, bottom in people:
        rows = slice(round(top * size.height), round(bottom * size.height))
        y[rows, round(left * size.width) : round(right * size.width)] = 200
    return Picture(y, picture.u, picture.v, 0, full_range=False)


SOMEBODY, NEWCOMER = (0.35, 0.4, 0.6, 1.0), (0.8, 0.5, 0.95, 1.0)


def computed(
    computer: AlphaComputer,
    picture: Picture,
    *,
    has_time: bool = True,
    cheaply: bool = False,
    only_me: bool = False,
) -> Alpha:
    luma = luma_at(picture, alpha_size(picture.size))
    return computer.compute(
        picture, luma, smooth_luma(luma), has_time=has_time, cheaply=cheaply, only_me=only_me
    )


def truth_of(picture: Picture) -> Alpha:
    return Alpha(np.where(luma_at(picture, alpha_size(picture.size)) > 130, 255, 0).astype("uint8"))


@pytest.mark.parametrize("size", SHAPES, ids=str)
def test_the_alpha_is_in_place_whatever_the_box(size: Size) -> None:
    computer, picture = AlphaComputer(BrightSegmenter(), OPTIONS), room(size, SOMEBODY)
    for _ in range(LOOK_EVERY + 2):
        alpha = computed(computer, picture)
        assert alpha.size == alpha_size(size)
        wrong = (alpha.values > 127) != (truth_of(picture).values > 127)
        assert wrong.mean() < 0.006


def test_after_the_first_picture_the_model_sees_the_person_alone() -> None:
    model = BrightSegmenter()
    computer = AlphaComputer(model, OPTIONS)
    for _ in range(3):
        computed(computer, room(HD, SOMEBODY))
    whole, first, second = model.shown
    assert whole == HD
    assert first == second
    assert first.width < 0.4 * HD.width


def test_nobody_in_view_is_looked_for_everywhere_and_is_background() -> None:
    model = BrightSegmenter()
    computer = AlphaComputer(model, OPTIONS)
    for picture in (room(HD, SOMEBODY), room(HD), room(HD)):
        alpha = computed(computer, picture)
    assert model.shown[2] == HD
    assert not alpha.values.any()


@pytest.mark.parametrize("has_time", [True, False])
def test_who_comes_into_view_beside_the_person_is_seen(has_time: bool) -> None:
    model = BrightSegmenter(cheaper=BrightSegmenter())
    computer = AlphaComputer(model, OPTIONS)
    computed(computer, room(HD, SOMEBODY), has_time=has_time)
    both = room(HD, SOMEBODY, NEWCOMER)
    seen = [computed(computer, both, has_time=has_time).values[150, 280] for _ in range(20)]
    assert 255 in seen[: LOOK_EVERY + 1]
    assert set(seen[seen.index(255) :]) == {255}


def test_the_cheaper_model_looks_if_there_is_time() -> None:
    cheaper = BrightSegmenter()
    model = BrightSegmenter(cheaper)
    computer = AlphaComputer(model, OPTIONS)
    for _ in range(4 * LOOK_EVERY):
        computed(computer, room(HD, SOMEBODY))
    assert cheaper.shown == [HD] * 4
    assert model.shown.count(HD) == 1
    assert len(model.shown) == 4 * LOOK_EVERY


@pytest.mark.parametrize("cheaper", [None, BrightSegmenter()])
def test_else_no_picture_takes_longer(cheaper: BrightSegmenter | None) -> None:
    model = BrightSegmenter(cheaper)
    computer = AlphaComputer(model, OPTIONS)
    for _ in range(4 * LOOK_EVERY):
        computed(computer, room(HD, SOMEBODY), has_time=False)
    assert model.shown.count(HD) == 5
    assert len(model.shown) == 4 * LOOK_EVERY


def test_another_size_begins_anew() -> None:
    model = BrightSegmenter()
    computer = AlphaComputer(model, OPTIONS)
    for size in (HD, HD, Size(640, 480), Size(640, 480), HD):
        computed(computer, room(size, SOMEBODY))
    assert [shown in (HD, (640, 480)) for shown in model.shown] == [True, False, True, False, True]


def test_after_forgetting_the_whole_picture_is_looked_at() -> None:
    model = BrightSegmenter()
    computer = AlphaComputer(model, OPTIONS)
    for _ in range(2):
        computed(computer, room(HD, SOMEBODY))
        computer.forget()
    assert model.shown == [HD, HD]


def test_what_a_model_raises_comes_through() -> None:
    with pytest.raises(RuntimeError, match="no memory left"):
        computed(AlphaComputer(BrokenSegmenter(), OPTIONS), room(HD, SOMEBODY))


def test_the_cheaper_model_computes_if_it_must_and_looks_as_well() -> None:
    cheaper = BrightSegmenter()
    model = BrightSegmenter(cheaper)
    computer = AlphaComputer(model, OPTIONS)
    for _ in range(2 * LOOK_EVERY):
        alpha = computed(computer, room(HD, SOMEBODY), has_time=False, cheaply=True)
    assert model.shown == []
    assert cheaper.shown.count(HD) == 3
    assert alpha.values[150, 150] == 255


def test_only_me_hides_who_comes_and_looks_no_further() -> None:
    cheaper = BrightSegmenter()
    model = BrightSegmenter(cheaper)
    computer = AlphaComputer(model, OPTIONS)
    for _ in range(3):
        computed(computer, room(HD, SOMEBODY), only_me=True)
    for _ in range(2 * LOOK_EVERY):
        alpha = computed(computer, room(HD, SOMEBODY, NEWCOMER), only_me=True).values
        assert alpha[150, 150] == 255
        assert not alpha[:, 230:].any()
    assert cheaper.shown == []
    assert model.shown[-1].width < 0.4 * HD.width


def test_only_me_hides_who_was_there_from_the_first_picture_on() -> None:
    alpha = computed(
        AlphaComputer(BrightSegmenter(), OPTIONS), room(HD, SOMEBODY, NEWCOMER), only_me=True
    )
    assert alpha.values[150, 150] == 255
    assert not alpha.values[:, 230:].any()
