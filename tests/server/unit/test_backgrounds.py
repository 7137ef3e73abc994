import hashlib
import io
from concurrent.futures import ThreadPoolExecutor

import av
import cv2
import numpy as np
import pytest

from camveil.backgrounds import reading, store
from camveil.backgrounds.kinds import NAMES, kind_of
from camveil.backgrounds.reading import KEPT, image_of
from camveil.backgrounds.store import Backgrounds
from camveil.errors import BackgroundRefused
from camveil.pipeline.backdrops import Bgr
from camveil.values import Size
from tests.server.unit.pictures import psnr_db

HD = Size(1280, 720)
SMALL = Size(640, 360)


def picture(size: Size = SMALL) -> Bgr:
    """Soft colours, another in each corner."""
    corners = np.array([[(40, 80, 200), (200, 90, 30)], [(30, 200, 60), (220, 220, 220)]], np.uint8)
    return np.asarray(cv2.resize(corners, size, interpolation=cv2.INTER_LINEAR), np.uint8)


def encoded(ending: str, pixels: Bgr) -> bytes:
    done, data = cv2.imencode(ending, pixels)
    assert done
    return data.tobytes()


@pytest.mark.parametrize("ending", [".jpg", ".png", ".webp"])
def test_images_are_read(ending: str) -> None:
    read = image_of(encoded(ending, picture()))
    assert psnr_db(read, picture()) > 35


@pytest.mark.parametrize("ending", [".jpg", ".png", ".webp"])
@pytest.mark.parametrize("size", [Size(1, 1), Size(33, 17), Size(1, 300)])
def test_of_any_shape(ending: str, size: Size) -> None:
    assert image_of(encoded(ending, picture(size))).shape == (size.height, size.width, 3)


@pytest.mark.parametrize(
    ("size", "kept"),
    [
        (Size(3840, 2160), Size(3840, 2160)),
        (Size(7680, 4320), KEPT),
        (Size(4320, 7680), Size(2160, 3840)),
        (Size(6000, 1000), Size(6000, 1000)),
    ],
)
def test_no_more_is_kept_than_a_camera_can_show(size: Size, kept: Size) -> None:
    assert image_of(encoded(".jpg", picture(size))).shape == (kept.height, kept.width, 3)


def test_what_is_transparent_is_white() -> None:
    bgra = np.zeros((60, 60, 4), np.uint8)
    bgra[:, 30:] = (10, 20, 30, 255)
    read = image_of(encoded(".png", bgra))
    assert read[30, 10].tolist() == [255, 255, 255]
    assert read[30, 50].tolist() == [10, 20, 30]


def test_a_camera_that_was_held_upright_gives_an_upright_image() -> None:
    """EXIF orientation 6: to be turned by a quarter to the right."""
    jpeg = encoded(".jpg", picture())
    tiff = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0"
    segment = b"Exif\0\0" + tiff
    exif = b"\xff\xe1" + (len(segment) + 2).to_bytes(2, "big") + segment
    read = image_of(jpeg[:2] + exif + jpeg[2:])
    upright = np.rot90(picture(), -1)
    assert read.shape == upright.shape
    assert psnr_db(read, np.ascontiguousarray(upright)) > 35


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a" + bytes(100),
        b"#EXTM3U\nfile:///etc/passwd\n",
        b"ffconcat version 1.0\nfile /etc/passwd\n",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.4",
        bytes(1000),
    ],
)
def test_no_other_kind_of_file_reaches_a_decoder(data: bytes) -> None:
    assert kind_of(data) is None
    with pytest.raises(BackgroundRefused, match="formats: JPEG, PNG, WebP") as refused:
        Backgrounds().add(data)
    assert all(name in str(refused.value) for name in NAMES)


@pytest.mark.parametrize("ending", [".jpg", ".png", ".webp"])
@pytest.mark.parametrize("length", [20, 60, 200])
def test_a_file_that_was_cut_off_is_refused(ending: str, length: int) -> None:
    with pytest.raises(BackgroundRefused):
        Backgrounds().add(encoded(ending, picture())[:length])


@pytest.mark.parametrize("ending", [".jpg", ".png", ".webp"])
def test_more_pixels_than_any_camera_has_are_refused_before_they_are_decoded(
    ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = encoded(ending, picture(Size(2000, 1000)))
    monkeypatch.setattr(reading, "MAX_IMAGE_PIXELS", 1_000_000)
    monkeypatch.setattr(reading, "bgr_of", lambda _frame: pytest.fail("it was decoded"))
    with pytest.raises(BackgroundRefused, match="1 million"):
        image_of(data)


def test_a_webp_that_moves_is_called_that() -> None:
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="webp") as container:
        stream = container.add_stream("libwebp_anim", rate=2)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height = SMALL
        for pixels in (picture(), picture()[::-1].copy()):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, "bgr24")))
        container.mux(stream.encode(None))
    with pytest.raises(BackgroundRefused, match="animated WebP"):
        Backgrounds().add(buffer.getvalue())


def test_one_kind_in_the_clothes_of_another_is_refused() -> None:
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mp4") as container:
        stream = container.add_stream("mjpeg", rate=1)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuvj420p"
        for frame in (av.VideoFrame.from_ndarray(picture(Size(64, 64)), "bgr24"), None):
            container.mux(stream.encode(frame))
    with pytest.raises(BackgroundRefused, match="is MP4 with mjpeg inside"):
        image_of(buffer.getvalue())


def test_it_is_found_by_the_hash_of_its_bytes() -> None:
    backgrounds, data = Backgrounds(), encoded(".png", picture())
    background_id = backgrounds.add(data)
    assert background_id == hashlib.sha256(data).hexdigest()
    assert background_id in backgrounds
    assert "00" not in backgrounds
    assert backgrounds.open("00") is None
    scene = backgrounds.open(background_id)
    assert scene is not None
    backdrop = scene.backdrop(HD, full_range=False, now_s=0)
    assert backdrop.sharp.y.shape == (720, 1280)


def test_it_is_prepared_once_for_each_size_whoever_asks() -> None:
    backgrounds = Backgrounds()
    background_id = backgrounds.add(encoded(".png", picture()))
    one, other = backgrounds.open(background_id), backgrounds.open(background_id)
    assert one is not None
    assert other is not None
    with ThreadPoolExecutor(4) as threads:
        prepared = threads.map(
            lambda scene: scene.backdrop(HD, full_range=False, now_s=0), [one, other] * 4
        )
    assert len({id(one) for one in prepared}) == 1
    small = one.backdrop(Size(640, 360), full_range=False, now_s=0)
    assert small.sharp.y.shape == (360, 640)
    assert one.backdrop(HD, full_range=True, now_s=0) is not other.backdrop(
        HD, full_range=False, now_s=0
    )


def test_the_one_that_was_not_used_for_longest_gives_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(store, "MAX_BYTES", 4 * 8 * 8 * 3)
    backgrounds = Backgrounds()
    ids = [
        backgrounds.add(encoded(".png", np.full((8, 8, 3), level, np.uint8))) for level in range(4)
    ]
    assert backgrounds.open(ids[0]) is not None
    newest = backgrounds.add(encoded(".png", np.full((8, 8, 3), 99, np.uint8)))
    assert ids[1] not in backgrounds
    assert all(one in backgrounds for one in (ids[0], *ids[2:], newest))
    largest = backgrounds.add(encoded(".png", picture()))
    assert largest in backgrounds, "there is always room for one"
    assert newest not in backgrounds
