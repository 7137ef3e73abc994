"""Masks as they cross the wire."""

from typing import Final

import cv2

from camveil.values import Alpha

FAST: Final = (cv2.IMWRITE_PNG_COMPRESSION, 1)
"On one machine a kilobyte more is cheaper than a millisecond."


def encode_mask_png(alpha: Alpha) -> bytes:
    """8-bit grey PNG of the alpha's size, lossless; 255 = person."""
    _, png = cv2.imencode(".png", alpha.values, FAST)
    return png.tobytes()
