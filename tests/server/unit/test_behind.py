from dataclasses import replace

import numpy as np
import pytest

from camveil.colors import yuv_of
from camveil.errors import BackgroundRefused
from camveil.pipeline.backdrops import backdrop_of_image
from camveil.pipeline.behind import PutBehind
from camveil.pipeline.edges import EdgeOptions, LightWrap
from camveil.pipeline.scenes import Backdrop, Broken, Scene
from camveil.values import Alpha, Background, Behind, Blur, Color, Matrix, Picture, Portrait, Size
from tests.server.fakes import FakeClock
from tests.server.unit.pictures import (
    ODD_SIZES,
    disc_alpha,
    enlarged,
    flat_picture,
    largest_difference,
    noise_picture,
    uniform_alpha,
)

HD = Size(1280, 720)
BEACH = "0b" * 32
OTHER = "0c" * 32


class Beach:
    """A scene of one colour, and whether it is still needed."""

    def __init__(self) -> None:
        self.closed = 0
        self.asked_s: list[float] = []

    def backdrop(
        self, size: Size, *, full_range: bool, now_s: float, matrix: Matrix = Matrix.BT601
    ) -> Backdrop:
        self.asked_s.append(now_s)
        image = np.full((90, 160, 3), (30, 200, 240), np.uint8)
        return backdrop_of_image(image, size, full_range=full_range, matrix=matrix)

    def close(self) -> None:
        self.closed += 1


class Album:
    """Has what was put in, under the names it was put under."""

    def __init__(self) -> None:
        self.scenes: dict[str, Beach] = {}

    def open(self, background_id: str) -> Scene | None:
        return self.scenes.get(background_id)


@pytest.fixture
def album() -> Album:
    return Album()


@pytest.fixture
def put(album: Album) -> PutBehind:
    return PutBehind(album, EdgeOptions(), LightWrap(), FakeClock())


def background(background_id: str = BEACH) -> Background:
    return Background(background_id, meanwhile=Blur(15))


def shows_the_room(composed: Picture, raw: Picture) -> bool:
    """Whether any detail of the room is left where nobody is."""
    nobody = enlarged(disc_alpha(), raw.size) == 0
    if composed.y[nobody].std() == 0:
        return False
    likeness = np.corrcoef(composed.y[nobody], raw.y[nobody])[0, 1]
    return bool(abs(likeness) > 0.1)


def test_a_background_is_behind_the_person(put: PutBehind, album: Album) -> None:
    album.scenes[BEACH] = Beach()
    picture = noise_picture(HD)
    composed, alpha = put.put(picture, disc_alpha(), background())
    share = enlarged(alpha, HD)
    beach = Beach().backdrop(HD, full_range=False, now_s=0).sharp
    assert np.array_equal(composed.y[share == 0], beach.y[share == 0])
    inside = enlarged(disc_alpha(), Size(HD.width, HD.height)) == 255
    inside[: HD.height // 3] = inside[2 * HD.height // 3 :] = False
    inside[:, : HD.width * 2 // 5] = inside[:, HD.width * 3 // 5 :] = False
    assert largest_difference(composed.y[inside], picture.y[inside]) <= 2


@pytest.mark.parametrize("matrix", Matrix)
def test_what_is_behind_is_by_the_pictures_matrix(
    put: PutBehind, album: Album, matrix: Matrix
) -> None:
    album.scenes[BEACH] = Beach()
    picture = replace(flat_picture(HD, 60), matrix=matrix)
    for behind, rgb in ((Color(0, 177, 64), (0, 177, 64)), (background(), (240, 200, 30))):
        composed, _ = put.put(picture, disc_alpha(), behind)
        assert composed.matrix is matrix
        shown = [int(plane[0, 0]) for plane in (composed.y, composed.u, composed.v)]
        assert shown == pytest.approx(yuv_of(rgb, full_range=False, matrix=matrix).tolist(), abs=2)


def test_until_it_is_there_a_blur_hides(put: PutBehind, album: Album) -> None:
    picture = noise_picture(HD)
    blurred, alpha = put.put(picture, disc_alpha(), background())
    plain, _ = put.put(picture, disc_alpha(), Blur(15))
    assert np.array_equal(blurred.y, plain.y)
    assert np.array_equal(alpha.values, disc_alpha().values)
    album.scenes[BEACH] = Beach()
    composed, _ = put.put(picture, disc_alpha(), background())
    assert not np.array_equal(composed.y, plain.y)


def test_one_that_is_there_stays_when_the_server_has_it_no_more(
    put: PutBehind, album: Album
) -> None:
    beach = album.scenes[BEACH] = Beach()
    put.put(noise_picture(HD), disc_alpha(), background())
    album.scenes.clear()
    put.put(noise_picture(HD), disc_alpha(), background())
    assert (len(beach.asked_s), beach.closed) == (2, 0)


def test_one_that_breaks_in_the_middle_of_a_call_leaves_a_blur(
    put: PutBehind, album: Album, monkeypatch: pytest.MonkeyPatch
) -> None:
    beach = album.scenes[BEACH] = Beach()
    picture = noise_picture(HD)
    put.put(picture, disc_alpha(), background())

    def broken(*_: object, **__: object) -> Backdrop:
        raise BackgroundRefused("damaged")

    monkeypatch.setattr(beach, "backdrop", broken)
    for _ in range(2):
        composed, _alpha = put.put(picture, disc_alpha(), background())
        assert np.array_equal(composed.y, put.put(picture, disc_alpha(), Blur(15))[0].y)
    assert beach.closed == 1, "and it is not tried again"
    assert put.broken == Broken(BEACH, "damaged", ())
    album.scenes[OTHER] = Beach()
    composed, _alpha = put.put(picture, disc_alpha(), background(OTHER))
    assert not shows_the_room(composed, picture)


@pytest.mark.parametrize("other", [Blur(15), Color(0, 0, 0), background(OTHER)])
def test_a_scene_is_closed_when_another_is_chosen(
    put: PutBehind, album: Album, other: Behind
) -> None:
    beach = album.scenes[BEACH] = Beach()
    put.put(noise_picture(HD), disc_alpha(), background())
    put.put(noise_picture(HD), disc_alpha(), other)
    assert beach.closed == 1
    put.close()
    assert beach.closed == 1


def test_closing_closes_the_scene(put: PutBehind, album: Album) -> None:
    beach = album.scenes[BEACH] = Beach()
    put.put(noise_picture(HD), disc_alpha(), background())
    put.close()
    assert beach.closed == 1


@pytest.mark.parametrize(
    "behind", [Blur(7), Blur(30), Portrait(30), Color(10, 200, 90), background(), background(OTHER)]
)
def test_the_room_is_never_seen(put: PutBehind, album: Album, behind: Behind) -> None:
    album.scenes[BEACH] = Beach()
    picture = noise_picture(HD)
    composed, _ = put.put(picture, disc_alpha(), behind)
    assert shows_the_room(picture, picture)
    assert not shows_the_room(composed, picture)


@pytest.mark.parametrize("size", ODD_SIZES)
@pytest.mark.parametrize("behind", [Portrait(15), Color(10, 200, 90), background()])
@pytest.mark.parametrize("value", [0, 130, 255])
def test_any_size_and_any_mask(
    put: PutBehind, album: Album, size: Size, behind: Behind, value: int
) -> None:
    album.scenes[BEACH] = Beach()
    picture = noise_picture(size)
    composed, _ = put.put(picture, uniform_alpha(value), behind)
    assert composed.size == size
    if value == 255:
        assert np.array_equal(composed.y, picture.y)


def test_a_change_of_the_pictures_size_is_followed(put: PutBehind, album: Album) -> None:
    album.scenes[BEACH] = Beach()
    for size in (HD, Size(720, 1280), Size(640, 480), HD):
        assert put.put(noise_picture(size), disc_alpha(), background())[0].size == size


def test_light_of_the_background_is_on_the_persons_edge(album: Album) -> None:
    album.scenes[BEACH] = Beach()
    picture = flat_picture(HD, 60)
    lit, plain = (
        PutBehind(album, EdgeOptions(), LightWrap(strength), FakeClock()).put(
            picture, disc_alpha(), background()
        )
        for strength in (0.5, 0.0)
    )
    person = enlarged(plain[1], HD) == 255
    gained = lit[0].y.astype(int) - plain[0].y
    assert gained[person].max() > 15
    assert gained[HD.height // 2, HD.width // 2] == 0
    assert gained.min() >= 0


@pytest.mark.parametrize("behind", [Blur(15), Portrait(15)])
def test_while_the_alpha_is_the_same_one_the_blur_is_not_made_again(
    put: PutBehind, behind: Behind
) -> None:
    """Only of a still picture is an alpha ever used twice."""
    alpha, other = disc_alpha(), disc_alpha()
    dark, bright = flat_picture(HD, 50), flat_picture(HD, 150)
    hidden = {size: enlarged(alpha, size) == 0 for size in (HD, Size(640, 480))}

    def shown(picture: Picture, alpha: Alpha, behind: Behind) -> int:
        return int(np.median(put.put(picture, alpha, behind)[0].y[hidden[picture.size]]))

    assert shown(dark, alpha, behind) == 50
    assert shown(bright, alpha, behind) == 50
    assert shown(bright, alpha, Blur(7)) == 150
    assert shown(dark, alpha, behind) == 50
    assert shown(bright, other, behind) == 150
    assert shown(flat_picture(Size(640, 480), 150), other, behind) == 150
