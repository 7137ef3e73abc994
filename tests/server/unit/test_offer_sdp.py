import contextlib

import pytest

from camveil.errors import BadSdp
from camveil.protocol import MAX_SDP_BYTES
from camveil.rtc.offer_sdp import check_offer
from tests.server.unit.offers import OFFER

AUDIO = OFFER[OFFER.index("m=video") : OFFER.index("m=application")].replace("m=video", "m=audio")


def without(*starts: str) -> str:
    lines = [line for line in OFFER.split("\r\n") if not line.startswith(starts)]
    return "\r\n".join(lines)


def test_the_browsers_offer_is_accepted() -> None:
    check_offer(OFFER)


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
        check_offer(sdp)


@pytest.mark.parametrize("length", range(0, len(OFFER), 7))
def test_a_cut_offer_never_raises_anything_else(length: int) -> None:
    with contextlib.suppress(BadSdp):  # The last lines may be missing.
        check_offer(OFFER[:length])


def test_half_a_character_pair_is_survived() -> None:
    check_offer(OFFER.replace("s=-", "s=\ud800"))
