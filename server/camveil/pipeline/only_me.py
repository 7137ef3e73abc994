"""Keeps one person in an alpha and hides all others; in doubt somebody is one of the others."""

from typing import Final

import cv2
import numpy as np

from camveil.values import Plane

SEEN: Final = 38
"Of 255 in an alpha: what is less is no part of anybody, or their faint edge."
REACH_PX: Final = 9
"How far somebody's edge moves from one mask to the next, in pixels of an alpha."
NEAR: Final = np.ones((2 * REACH_PX + 1, 2 * REACH_PX + 1), np.uint8)
FADING: Final = 4
"Of 255, from one mask to the next: a mask that flickers makes nobody a newcomer."


class OnlyMe:
    """Of one track; for one thread at a time.

    The person is the largest one in view at first, then who is where they were. Where the person's
    mask and another's touch, each pixel is of the one who was nearer. Who was hidden stays hidden
    when the person goes away; the next one who comes into view is the person.
    """

    def __init__(self) -> None:
        self._mine: Plane | None = None
        "255 where the person was."
        self._others: Plane | None = None
        "255 where anybody else was."
        self._recent: Plane | None = None
        "Where anybody else was in the last two seconds, fading."

    def forget(self) -> None:
        """Begin with the largest person again."""
        self._mine = self._others = self._recent = None

    def alone(self, alpha: Plane) -> Plane:
        """The alpha (uint8, 255 = person) with the person alone."""
        _, seen = cv2.threshold(alpha, SEEN, 255, cv2.THRESH_BINARY)
        if self._mine is None or self._mine.shape != alpha.shape:
            self._mine = self._others = self._recent = np.zeros_like(alpha)
        assert self._recent is not None
        mine = self._parts_of_mine(np.asarray(seen, np.uint8))
        mine = np.asarray(cv2.bitwise_and(mine, self._nearer_to_mine()), np.uint8)
        self._others = np.asarray(cv2.subtract(seen, mine), np.uint8)
        faded = np.maximum(self._recent, FADING) - FADING
        self._recent = np.asarray(cv2.max(faded, self._others), np.uint8)
        self._mine = mine
        # Their soft edge lies outside of what is surely seen, and may be theirs as well as mine.
        kept = cv2.bitwise_and(cv2.dilate(mine, NEAR), cv2.bitwise_not(self._others))
        return np.asarray(cv2.bitwise_and(alpha, kept), np.uint8)

    def _parts_of_mine(self, seen: Plane) -> Plane:
        """What hangs together with where the person was; else the largest that is no other's."""
        assert self._mine is not None
        assert self._recent is not None
        _, labels, stats, _ = cv2.connectedComponentsWithStats(seen, connectivity=8)
        if self._mine.any():
            labels_of_mine = np.unique(labels[cv2.dilate(self._mine, NEAR) > 0])
        else:
            areas = stats[:, cv2.CC_STAT_AREA].copy()
            areas[np.unique(labels[cv2.dilate(self._recent, NEAR) > 0])] = 0
            areas[0] = 0  # nobody's
            labels_of_mine = np.array([areas.argmax()] if areas.any() else [], np.int64)
        chosen = np.zeros(len(stats), np.uint8)
        chosen[labels_of_mine] = 255
        chosen[0] = 0
        return np.asarray(chosen[labels], np.uint8)

    def _nearer_to_mine(self) -> Plane:
        """255 where the person was nearer than anybody else."""
        assert self._mine is not None
        assert self._others is not None
        if not self._others.any() or not self._mine.any():
            return np.full_like(self._mine, 255)
        to_mine, to_others = (
            cv2.distanceTransform(cv2.bitwise_not(who), cv2.DIST_L2, 3)
            for who in (self._mine, self._others)
        )
        return np.where(to_mine <= to_others, 255, 0).astype(np.uint8)
