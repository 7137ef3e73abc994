"""Where our answers to the cases of native-reference.js differ from Chromium's own, and why."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

EFFECTS: Final = ("backgroundBlur", "backgroundSegmentationMask")
RESOLVES: Final = {"resolves": None}

EXACT_ADVANCED: Final = "the specification: an advanced set requires what is exact in it"
CONTRADICTION: Final = "the specification: an advanced set that cannot be satisfied is ignored"
MIXED: Final = "the specification: one call may be about the effects and about the size"
LAST_CALL: Final = "the specification: constraints are those of the last call that succeeded"
ENDED: Final = "the specification: a call on a track that has ended changes nothing, and resolves"
INHERENT: Final = "the specification: a track that has ended tells what it was of, not how it was"
NO_CAMERA: Final = "the specification: a wish that cannot be granted is no error"
OTHER_KIND: Final = "Chromium's own quirk: it keeps what does not apply to a microphone at all"


@dataclass(frozen=True, slots=True)
class Difference:
    """One case whose answer is not Chromium's."""

    reason: str
    ours: Any


def differences() -> dict[str, Difference]:
    """All of them, by the cases' names."""
    return {name: one for effect in EFFECTS for name, one in _differences(effect).items()}


def _differences(effect: str) -> dict[str, Difference]:
    def told(constraints: Any, *, on: bool = False, width: int | None = 640) -> dict[str, Any]:
        return {
            "settings": [*(on and name == effect for name in EFFECTS), width],
            "constraints": json.dumps(constraints, separators=(",", ":")),
        }

    def applied(constraints: Any, *, on: bool = False, width: int | None = 640) -> dict[str, Any]:
        return {"call": RESOLVES, **told(constraints, on=on, width=width)}

    impossible = {"call": {"rejects": overconstrained("width")}, **told({})}
    can = [[False, True], [False, True]]
    kept = {**dict.fromkeys(EFFECTS, False), effect: True}
    without = [RESOLVES, {}, []]
    ended = {**kept, "deviceId": "string", "groupId": "string"}
    return {
        f"{effect}: advanced exact true": Difference(
            EXACT_ADVANCED, applied({"advanced": [{effect: {"exact": True}}]}, on=True)
        ),
        f"{effect}: exact false, advanced true": Difference(
            CONTRADICTION,
            applied({effect: {"exact": False}, "advanced": [{effect: True}]}),
        ),
        f"{effect}: exact true, advanced false": Difference(
            CONTRADICTION,
            applied({effect: {"exact": True}, "advanced": [{effect: False}]}, on=True),
        ),
        f"{effect}: with width": Difference(
            MIXED, applied({effect: True, "width": 320}, on=True, width=320)
        ),
        f"{effect}: with width ideal": Difference(
            MIXED, applied({effect: {"ideal": True}, "width": 320}, on=True, width=320)
        ),
        f"{effect}: with width exact": Difference(
            MIXED,
            applied({effect: {"exact": True}, "width": {"exact": 320}}, on=True, width=320),
        ),
        f"{effect}: with width impossible": Difference(MIXED, impossible),
        f"{effect}: advanced with width": Difference(
            MIXED, applied({"advanced": [{effect: True, "width": 320}]}, on=True, width=320)
        ),
        f"{effect}: advanced with width impossible": Difference(
            MIXED, applied({"advanced": [{effect: True, "width": 99999}]})
        ),
        f"{effect}: advanced after width impossible": Difference(
            LAST_CALL, applied({"advanced": [{"width": 99999}, {effect: True}]}, on=True)
        ),
        f"{effect} on: width alone": Difference(
            LAST_CALL, applied({"width": 320}, on=True, width=320)
        ),
        f"open {effect}: in audio": Difference(
            OTHER_KIND, [{"audio": []}, {**told({}), "can": can}]
        ),
        f"open {effect}: in audio alone": Difference(OTHER_KIND, [{"audio": ["echoCancellation"]}]),
        f"{effect}: of a microphone": Difference(OTHER_KIND, [without] * 2),
        f"{effect}: applied to a track that has ended": Difference(
            ENDED, [applied({}, width=None)] * 3
        ),
        f"{effect}: settings of a track that has ended": Difference(INHERENT, ended),
        f"{effect}: settings of the clone of a track that has ended": Difference(INHERENT, ended),
        f"{effect}: wished of a canvas": Difference(NO_CAMERA, [without] * 3),
    }


def overconstrained(constraint: str) -> dict[str, Any]:
    return {
        "name": "OverconstrainedError",
        "message": "Cannot satisfy constraints",
        "constraint": constraint,
        "code": 0,
        "types": ["DOMException", "OverconstrainedError"],
        "own": [],
        "traced": False,
    }
