"""Which frames fix the timestamp offsets of an epoch; pure.

Neither side can know the timestamps that the other will see: RTP adds a random origin in each
direction. So each direction of an epoch begins with lone frames, that cannot be confused with
others, until the page confirms that it has learned the offset.
"""

from enum import Enum
from typing import Final

from camveil.protocol import ANCHOR_RETRY_MS

RETRY_S: Final = ANCHOR_RETRY_MS / 1000


class Downlink(Enum):
    """What may be sent of a composed frame now."""

    HOLD = "hold"
    "Nothing: a lone frame is on its way and must stay alone."
    LONE = "lone"
    "One lone frame."
    FLOW = "flow"
    "Every frame."


class Anchoring:
    """Both directions' anchors, of the newest epoch only."""

    def __init__(self) -> None:
        self._epoch: int | None = None
        self._uplink_anchored = False
        self._downlink_anchored = False
        self._lone_sent_s: float | None = None

    @property
    def epoch(self) -> int | None:
        """The epoch in force; None before the first."""
        return self._epoch

    @property
    def reports_uplink(self) -> bool:
        """Whether the page must be told of every frame that arrives."""
        return self._epoch is not None and not self._uplink_anchored

    def begin(self, epoch: int) -> bool:
        """Enter this epoch; False if it is the one in force already."""
        if epoch == self._epoch:
            return False
        self._epoch = epoch
        self._uplink_anchored = False
        self._downlink_anchored = False
        self._lone_sent_s = None
        return True

    def uplink_anchored(self, epoch: int) -> None:
        """The page knows the uplink's offset. Word of an earlier epoch comes too late to count."""
        if epoch == self._epoch:
            self._uplink_anchored = True

    def downlink_anchored(self, epoch: int) -> None:
        """The page knows the downlink's offset. The same holds."""
        if epoch == self._epoch:
            self._downlink_anchored = True

    def downlink(self, now_s: float) -> Downlink:
        if self._epoch is None:
            return Downlink.HOLD
        if self._downlink_anchored:
            return Downlink.FLOW
        if self._lone_sent_s is None or now_s - self._lone_sent_s >= RETRY_S:
            return Downlink.LONE
        return Downlink.HOLD

    def lone_frame_sent(self, now_s: float) -> None:
        self._lone_sent_s = now_s
