"""What people write to say what they want to see, as settings of the pipeline; pure."""

import math
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from camveil.protocol import HEAVY_STRENGTH, LIGHT_STRENGTH, MAX_STRENGTH, MEDIUM_STRENGTH
from camveil.values import Background, Behind, Blur, Color, EffectSettings, Portrait

STRENGTHS: Final[Mapping[str, float]] = MappingProxyType(
    {"light": LIGHT_STRENGTH, "medium": MEDIUM_STRENGTH, "heavy": HEAVY_STRENGTH}
)
"As in the popup."
_COLOR: Final = re.compile(r"#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})", re.IGNORECASE)


def parse_strength(text: str) -> float:
    """`light`, or a number; raises ValueError."""
    if text in STRENGTHS:
        return STRENGTHS[text]
    strength = float(text)
    if not (math.isfinite(strength) and 0 < strength <= MAX_STRENGTH):
        raise ValueError(f"{text} is no strength")
    return strength


def parse_color(text: str) -> Color:
    """`#1b4d3e`; raises ValueError."""
    found = _COLOR.fullmatch(text)
    if found is None:
        raise ValueError(f"{text} is no colour")
    red, green, blue = (int(part, 16) for part in found.groups())
    return Color(red, green, blue)


def settings_of(
    *, effect: str | None, strength: float | None, color: Color | None, background_id: str | None
) -> EffectSettings:
    """What is asked for; a blur by itself. Raises ValueError for what contradicts itself."""
    options = {"--effect": effect, "--color": color, "--background": background_id}
    given = [name for name, value in options.items() if value is not None]
    if len(given) > 1:
        raise ValueError(f"{' and '.join(given)} are two effects: choose one")
    if strength is not None and (effect == "mask" or color or background_id):
        raise ValueError("--strength is a blur's")
    if effect == "mask":
        return EffectSettings(revision=0, epoch=0, blur=False, mask=True)
    behind: Behind
    if color is not None:
        behind = color
    elif background_id is not None:
        behind = Background(background_id)
    elif effect == "portrait":
        behind = Portrait(STRENGTHS["heavy"] if strength is None else strength)
    else:
        behind = Blur() if strength is None else Blur(strength)
    return EffectSettings(revision=0, epoch=0, blur=True, mask=False, behind=behind)
