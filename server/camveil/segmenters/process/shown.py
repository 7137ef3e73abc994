"""What a model's masks show of portraits, and what one looks like that must not be used; pure."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from camveil.segmenters.portraits import Portrait
from camveil.segmenters.spec import ModelInterface, Range
from camveil.segmenters.tensors import Tensor
from camveil.values import Alpha

PERSON_SHOWN: Final = 0.8
BACKGROUND_SHOWN: Final = 0.15
"Of a portrait's person at least, and of its background at most; our own models: .99 and .00."
ROUNDING: Final = 0.01
"Of an output beyond its range."


class Shown(NamedTuple):
    """How much a mask shows, each 0 to 1."""

    person: float
    "Of what surely is person."
    background: float
    "Of what surely is not."

    @property
    def good(self) -> bool:
        return self.person >= PERSON_SHOWN and self.background <= BACKGROUND_SHOWN


def weights(region: npt.NDArray[np.bool_], shape: tuple[int, ...]) -> Tensor:
    """How much each pixel of an output counts for a region; their sum is 1."""
    size = (shape[-1], shape[-2])
    shares = cv2.resize(region.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    return np.asarray(shares / shares.sum(), np.float32)


def shown_of(alpha: Alpha, portrait: Portrait) -> Shown:
    """What the alpha of a portrait shows."""
    shares = alpha.values / 255
    person, background = (
        float((shares * weights(region, shares.shape)).sum())
        for region in (portrait.person, portrait.background)
    )
    return Shown(person, background)


def is_good(shown: Sequence[Shown]) -> bool:
    """Whether a model that does so on portraits may be used on a camera."""
    return all(one.good for one in shown)


def looks_like(shown: Sequence[Shown], interface: ModelInterface, values: Range) -> str:
    """What a refused model looks like; `values` are the lowest and the highest of its output."""
    person = float(np.mean([one.person for one in shown]))
    background = float(np.mean([one.background for one in shown]))
    measured = f"of the people it shows {person:.0%}, of what is behind them {background:.0%}"
    if person < BACKGROUND_SHOWN and background > PERSON_SHOWN:
        looks = "person and background are swapped"
    elif person < 1 - PERSON_SHOWN and background < 1 - PERSON_SHOWN:
        looks = "it finds nobody"
    elif person > PERSON_SHOWN and background > PERSON_SHOWN:
        looks = "it takes everything for a person"
    else:
        looks = "it does not tell people from what is behind them"
    low, high = sorted(interface.output_range)
    lowest, highest = values
    beyond = lowest < low - ROUNDING or highest > high + ROUNDING
    if interface.activation == "none" and beyond:
        measured += f"; its output goes from {lowest:.3g} to {highest:.3g}"
    return f"on two portraits {looks} ({measured})"
