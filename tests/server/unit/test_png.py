import cv2
import numpy as np

from camveil.pipeline.png import encode_mask_png
from tests.server.unit.pictures import disc_alpha


def test_a_mask_comes_back_bit_for_bit() -> None:
    alpha = disc_alpha()
    decoded = cv2.imdecode(np.frombuffer(encode_mask_png(alpha), np.uint8), cv2.IMREAD_UNCHANGED)
    assert decoded is not None
    assert np.array_equal(decoded, alpha.values)


def test_a_mask_is_grey_eight_bits_deep_and_small() -> None:
    png = encode_mask_png(disc_alpha())
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    header = png[16:26]
    assert int.from_bytes(header[:4], "big") == 256
    assert int.from_bytes(header[4:8], "big") == 144
    assert (header[8], header[9]) == (8, 0)
    assert len(png) < 6000
