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
    values = alpha.astype(np.float32)
    if share == 0:
        return values
    guide = luma.astype(np.float32)
    mean_guide, mean = _mean(guide), _mean(values)
    covariance = _mean(guide * values) - mean_guide * mean
    variance = _mean(guide * guide) - mean_guide * mean_guide
    slope = np.asarray(covariance / (variance + LEAST_VARIANCE), np.float32)
    offset = np.asarray(mean - slope * mean_guide, np.float32)
    filtered = _mean(slope) * guide + _mean(offset)
    return np.clip(values + share * (filtered - values), 0, 255)


def _mean(values: Values) -> Values:
    return np.asarray(cv2.blur(values, WINDOW), np.float32)
