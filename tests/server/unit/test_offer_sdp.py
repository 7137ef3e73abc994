import contextlib

import pytest

from camveil.errors import BadSdp
from camveil.protocol import MAX_SDP_BYTES
from camveil.rtc.offer_sdp import checked_offer, without_estimates
from tests.server.unit.offers import OFFER

AUDIO = OFFER[OFFER.index("m=video") : OFFER.index("m=application")].replace("m=video", "m=audio")


def without(*starts: str) -> str:
    lines = [line for line in OFFER.split("\r\n") if not line.startswith(starts)]
    return "\r\n".join(lines)


def test_the_browsers_offer_is_accepted_as_it_is() -> None:
    assert checked_offer(OFFER) == OFFER


@pytest.mark.parametrize(
    "name",
    ["6cb7a1e4-0a6c-4fd1-9d0c-0c0f1e7a0b6d.local", "nobody-knows.example", "localhost", "1.2", "*"],
)
def test_a_candidate_with_a_name_is_left_out(name: str) -> None:
    candidate = "a=candidate:2 1 udp 2113937150 {} 50001 typ host\r\n"
    address = "a=candidate:1 1 udp"
    for host, left in ((name, ""), ("2001:db8::1", candidate.format("2001:db8::1"))):
        offer = OFFER.replace(address, candidate.format(host) + address)
        assert checked_offer(offer) == OFFER.replace(address, left + address)
    with pytest.raises(BadSdp, match="no ICE candidate with an IP address"):
        checked_offer(OFFER.replace("2113937151 192.0.2.2", f"2113937151 {name}"))


@pytest.mark.parametrize(
    ("sdp", "complaint"),
    [
        ("", "not a session description"),
        ("v=0\r\n", "one video section"),
        ("hello", "not a session description"),
        ("v=0\r\nm=video\r\n", "not a session description"),
        (OFFER + "a=x\r\n" * MAX_SDP_BYTES, "longer than"),
        (OFFER[: OFFER.index("m=application")], "one data channel section"),
        (OFFER[: OFFER.index("m=video")] + OFFER[OFFER.index("m=application") :], "one video"),
        (OFFER + OFFER[OFFER.index("m=video") : OFFER.index("m=application")], "one video"),
        (OFFER + AUDIO, "beside video"),
        (OFFER.replace("a=sendrecv", "a=sendonly"), "sendonly"),
        (OFFER.replace("H264/", "AV1/").replace("VP8/", "VP9/"), r"neither H\.264 nor VP8"),
        (without("a=candidate"), "no ICE candidate"),
        (without("a=ice-ufrag"), "ICE credentials"),
        (without("a=ice-pwd"), "ICE credentials"),
        (without("a=fingerprint"), "fingerprint"),
        (OFFER + "a=rtcp-fb:* x\r\n" * 512, "more lines"),
        (OFFER + "a=rtpmap:1 A/1\r\n" * 129, "codecs"),
        (OFFER.replace("BUNDLE 0 1", "BUNDLE 2 1"), "bundles other sections"),
        (OFFER.replace("BUNDLE 0 1", "BUNDLE x 0"), "bundles other sections"),
        (OFFER.replace("a=mid:1", "a=mid:0"), "bundles other sections"),
    ],
)
def test_other_offers_are_refused_with_the_reason(sdp: str, complaint: str) -> None:
    with pytest.raises(BadSdp, match=complaint):
        checked_offer(sdp)


@pytest.mark.parametrize("length", range(0, len(OFFER), 7))
def test_a_cut_offer_never_raises_anything_else(length: int) -> None:
    with contextlib.suppress(BadSdp):  # The last lines may be missing.
        checked_offer(OFFER[:length])


def test_only_what_estimates_is_left_out() -> None:
    estimates = [
        "a=extmap:2/sendrecv http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
        "a=extmap:3 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
        "a=rtcp-fb:96 goog-remb",
    ]
    others = [
        "a=rtcp-fb:96 nack pli",
        "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid",
        "a=extmap:5 http://www.webrtc.org/experiments/rtp-hdrext/playout-delay",
    ]
    lines = OFFER.split("\r\n")
    offer = "\r\n".join([*lines[:-1], *estimates, *others, ""])
    assert without_estimates(offer) == "\r\n".join([*lines[:-1], *others, ""])
    assert without_estimates(OFFER) == OFFER


def test_half_a_character_pair_is_survived() -> None:
    checked_offer(OFFER.replace("s=-", "s=\ud800"))
