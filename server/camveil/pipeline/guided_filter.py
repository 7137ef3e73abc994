"""A model's soft edge, drawn to where the picture has one.

The guided filter of He, Sun and Tang (2010): near each pixel the alpha becomes a linear function
of the luma. It runs on small pictures, where it costs little and reaches as far.
"""

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from camveil.values import Plane

Values = npt.NDArray[np.float32]

RADIUS_PX: Final = 2
WINDOW: Final = (2 * RADIUS_PX + 1, 2 * RADIUS_PX + 1)
LEAST_VARIANCE: Final = 3e-4 * 255**2
"Of luma: below it there is no edge to follow, only noise."


def follow_edges(alpha: Plane, luma: Plane, share: float) -> Values:
    """The alpha with so much of its filtered self in it: 0 is as it came, 1 follows fully.

    Both uint8 of the same size, the result 0 to 255.
    """
    if share == 0:
        return alpha.astype(np.float32)
    mean_guide, mean = _mean(luma), _mean(alpha)
    covariance = _mean(_product(luma, alpha))
    covariance -= mean_guide * mean
    variance = np.asarray(cv2.sqrBoxFilter(luma, cv2.CV_32F, WINDOW), np.float32)
    variance -= mean_guide * mean_guide
    variance += LEAST_VARIANCE
    slope = np.asarray(cv2.divide(covariance, variance), np.float32)
    offset = np.subtract(mean, slope * mean_guide, out=mean)
    filtered = _product(_mean(slope), luma)
    filtered += _mean(offset)
    followed = cv2.addWeighted(filtered, share, alpha, 1 - share, 0, dtype=cv2.CV_32F)
    return np.clip(followed, 0, 255, out=np.asarray(followed, np.float32))


def _mean(values: Plane | Values) -> Values:
    return np.asarray(cv2.boxFilter(values, cv2.CV_32F, WINDOW), np.float32)


def _product(one: Plane | Values, other: Plane) -> Values:
    return np.asarray(cv2.multiply(one, other, dtype=cv2.CV_32F), np.float32)
