"""What can be chosen of how masks are made."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskOptions:
    """The defaults are what measures best on people before cameras (docs/performance.md)."""

    background_below: float = 0.15
    "Probability of a person up to which a pixel is hidden in full."
    person_above: float = 0.85
    "Probability from which it is shown in full; more than `background_below`."
    edges: float = 0.7
    "How much of the picture's own edges is in the mask's: 0 to 1."
    smoothing: float = 0.7
    "How much of the last mask stays where nothing moves: 0 to 0.95."
    share: float = 0.5
    "Of the time between two frames that masks may take, before some of them are moved."
    only_me: bool = False
    "Hide everybody but one person, whatever the page's settings say."
