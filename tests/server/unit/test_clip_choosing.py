"""What people write, as settings of the pipeline."""

import pytest

from camveil.clips.choosing import STRENGTHS, parse_color, parse_strength, settings_of
from camveil.protocol import MAX_STRENGTH
from camveil.values import Background, Behind, Blur, Color, EffectSettings, Portrait

RED = Color(255, 0, 0)


def wanted(
    effect: str | None = None,
    strength: float | None = None,
    color: Color | None = None,
    background_id: str | None = None,
) -> EffectSettings:
    return settings_of(effect=effect, strength=strength, color=color, background_id=background_id)


@pytest.mark.parametrize(
    ("settings", "behind"),
    [
        (wanted(), Blur()),
        (wanted("blur"), Blur()),
        (wanted("blur", 7), Blur(7)),
        (wanted(strength=7), Blur(7)),
        (wanted("portrait"), Portrait(STRENGTHS["heavy"])),
        (wanted("portrait", 15), Portrait(15)),
        (wanted(color=RED), RED),
        (wanted(background_id="ab"), Background("ab")),
    ],
)
def test_each_effect_hides_the_background(settings: EffectSettings, behind: Behind) -> None:
    assert (settings.blur, settings.mask, settings.behind) == (True, False, behind)


def test_the_mask_alone_composes_nothing() -> None:
    settings = wanted("mask")
    assert (settings.blur, settings.mask) == (False, True)


@pytest.mark.parametrize(
    ("contradiction", "said"),
    [
        ({"effect": "blur", "color": RED}, "--effect and --color are two effects"),
        ({"color": RED, "background_id": "ab"}, "--color and --background are two effects"),
        ({"color": RED, "strength": 7.0}, "--strength is a blur's"),
        ({"background_id": "ab", "strength": 7.0}, "--strength is a blur's"),
        ({"effect": "mask", "strength": 7.0}, "--strength is a blur's"),
    ],
)
def test_what_contradicts_itself_is_told(contradiction: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        wanted(**contradiction)  # type: ignore[arg-type]


def test_strengths_have_names_and_a_cap() -> None:
    assert [parse_strength(name) for name in STRENGTHS] == [7, 15, 30]
    assert parse_strength("0.5") == 0.5
    assert parse_strength(str(MAX_STRENGTH)) == MAX_STRENGTH
    for text in ("0", "-1", "nan", "inf", str(MAX_STRENGTH + 1), "strong", ""):
        with pytest.raises(ValueError, match=r"."):
            parse_strength(text)


def test_colours_are_written_as_in_the_web() -> None:
    assert parse_color("#1b4D3e") == parse_color("1b4d3e") == Color(27, 77, 62)
    for text in ("blue", "#12345", "#1234567", "#12345g", ""):
        with pytest.raises(ValueError, match="is no colour"):
            parse_color(text)
