"""Offers, as far as they are looked at before a connection is made for them."""

from __future__ import annotations

import contextlib

from camveil.errors import BadSdp
from camveil.rtc.offer_sdp import CODECS, checked_offer
from tests.fuzz.target import Target
from tests.server.unit.offers import ATTRIBUTES


def run(data: bytes) -> None:
    with contextlib.suppress(BadSdp):
        checked_offer(data.decode(errors="replace"))


TARGET = Target(
    run=run,
    corpus="offers",
    words=(
        *(f"\r\na={name}:" for name in ATTRIBUTES),
        *("\r\nm=video 9 UDP/TLS/RTP/SAVPF ", "\r\nm=application 9 ", "\r\na=sendrecv", *CODECS),
        *("/90000", " typ host", "sha-256 ", "actpass", "BUNDLE", "apt=", "*"),
    ),
    max_bytes=16_384,
)
