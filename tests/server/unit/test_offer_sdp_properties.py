"""Whatever arrives as an offer is accepted, or is refused as one."""

import contextlib
from ipaddress import ip_address

from aiortc.sdp import SessionDescription
from hypothesis import given
from hypothesis import strategies as st

from camveil.errors import BadSdp
from camveil.rtc.offer_sdp import checked_offer
from tests.server.unit.offers import ATTRIBUTES, OFFER

LINES = OFFER.split("\r\n")
KNOWN = "192.0.2.2"
hosts = (
    st.ip_addresses().map(str)
    | st.from_regex(r"[A-Za-z0-9-]{1,20}(\.[A-Za-z0-9-]{1,10}){0,3}(\.local)?", fullmatch=True)
    | st.sampled_from(
        ["x.local", "127.1", "0x7f.1", "2130706433", "010.0.0.1", "[::1]", "fe80::1%1"]
    )
)
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
        checked_offer(text)


@given(changed_offers())
def test_a_changed_offer_is_accepted_or_refused_as_one(sdp: str) -> None:
    with contextlib.suppress(BadSdp):
        offer = checked_offer(sdp)
        assert "m=video" in offer
        assert "m=application" in offer
        assert addresses(offer)


@given(st.lists(hosts), st.lists(hosts))
def test_no_candidate_that_is_left_has_to_be_looked_up(
    in_video: list[str], in_channels: list[str]
) -> None:
    sdp = OFFER + "".join(map(candidate, in_channels))
    sdp = sdp.replace("a=mid:0\r\n", "a=mid:0\r\n" + "".join(map(candidate, in_video)))
    left = addresses(checked_offer(sdp))
    assert {ip_address(host) for host in left} == {
        ip_address(host) for host in (KNOWN, *in_video, *in_channels) if is_address(host)
    }


def candidate(host: str) -> str:
    return f"a=candidate:7 1 udp 2113937151 {host} 50000 typ host\r\n"


def addresses(sdp: str) -> list[str]:
    """Of all candidates, as aiortc reads them."""
    media = SessionDescription.parse(sdp).media
    return [candidate.ip for section in media for candidate in section.ice_candidates]


def is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
