"""Whatever arrives as an offer is accepted, or is refused as one."""

import contextlib

from hypothesis import given
from hypothesis import strategies as st

from camveil.errors import BadSdp
from camveil.rtc.offer_sdp import check_offer
from tests.server.unit.offers import ATTRIBUTES, OFFER

LINES = OFFER.split("\r\n")
odd_words = st.sampled_from(["", " ", ":", "-1", "0", "256", "9" * 30, "*", "/", "a=", "\0", "é"])


@st.composite
def changed_offers(draw: st.DrawFn) -> str:
    """The browser's offer after a few accidents: lines lost, doubled, moved, garbled, added."""
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(["lose", "double", "move", "garble", "add"])):
            case "lose" if len(lines) > 1:
                del lines[place]
            case "double":
                lines.insert(draw(st.integers(0, len(lines))), lines[place])
            case "move":
                lines.insert(draw(st.integers(0, len(lines) - 1)), lines.pop(place))
            case "garble":
                words = lines[place].split(" ")
                words[draw(st.integers(0, len(words) - 1))] = draw(odd_words | st.text(max_size=6))
                lines[place] = " ".join(words)
            case _:
                value = draw(odd_words | st.text(max_size=20))
                lines.insert(place, f"a={draw(st.sampled_from(ATTRIBUTES))}:{value}")
    return "\r\n".join(lines)


@given(st.text(st.characters()) | st.text(st.characters()).map("v=0\r\n".__add__))
def test_any_text_is_refused_as_an_offer(text: str) -> None:
    with contextlib.suppress(BadSdp):
        check_offer(text)


@given(changed_offers())
def test_a_changed_offer_is_accepted_or_refused_as_one(sdp: str) -> None:
    with contextlib.suppress(BadSdp):
        check_offer(sdp)
        assert "m=video" in sdp
        assert "m=application" in sdp
        assert "a=candidate" in sdp
