"""What the extension's connections count, asked for as Chromium's own tools ask."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final, Self

from playwright.sync_api import Page

from tests.browser.content_script import content_world

ASK: Final = """async function () {
  const sum = {
    sent: 0, sent_bytes: 0, returned: 0, returned_bytes: 0, lost: 0,
    encode_s: 0, decode_s: 0, jitter_buffer_s: 0,
  };
  for (const connection of this) {
    for (const one of (await connection.getStats()).values()) {
      if (one.type === 'outbound-rtp') {
        sum.sent += one.framesSent ?? 0;
        sum.sent_bytes += one.bytesSent;
        sum.encode_s += one.totalEncodeTime ?? 0;
      } else if (one.type === 'inbound-rtp') {
        sum.returned += one.framesDecoded ?? 0;
        sum.returned_bytes += one.bytesReceived;
        sum.lost += one.packetsLost;
        sum.decode_s += one.totalDecodeTime ?? 0;
        sum.jitter_buffer_s += one.jitterBufferDelay ?? 0;
      }
    }
  }
  return sum;
}"""


@dataclass(frozen=True, slots=True)
class Counts:
    """Since the connection began, or of an interval."""

    sent: int
    "Frames to the server."
    returned: int
    "Frames that came back and were decoded."
    sent_bytes: int
    returned_bytes: int
    lost: int
    "Packets on the way back."
    encode_s: float
    decode_s: float
    jitter_buffer_s: float
    "What returned frames waited for, of all of them together."

    def since(self, before: Counts) -> Self:
        names = (field.name for field in fields(self))
        return type(self)(*(getattr(self, name) - getattr(before, name) for name in names))


class PeerStats:
    """The counts of all connections of a page's content script."""

    def __init__(self, page: Page) -> None:
        self._devtools, self._context_id = content_world(page)

    def counts(self) -> Counts:
        prototype = self._devtools.send(
            "Runtime.evaluate",
            {"expression": "RTCPeerConnection.prototype", "contextId": self._context_id},
        )
        found = self._devtools.send(
            "Runtime.queryObjects", {"prototypeObjectId": prototype["result"]["objectId"]}
        )
        answer = self._devtools.send(
            "Runtime.callFunctionOn",
            {
                "objectId": found["objects"]["objectId"],
                "functionDeclaration": ASK,
                "awaitPromise": True,
                "returnByValue": True,
            },
        )
        assert "exceptionDetails" not in answer, answer
        return Counts(**answer["result"]["value"])
