"""What a picture looks like, for commands that serve nobody."""

from typing import Final

from camveil.config import Configuration
from camveil.settings import Settings

LOOKS: Final = (
    "mask_background_below",
    "mask_person_above",
    "mask_edges",
    "mask_smoothing",
    "mask_time_share",
    "edge_background_below",
    "edge_person_above",
    "edge_calming",
    "light_wrapping",
    "light_reach",
    "blend_mode",
    "only_me",
)
"Of the server's options, those that decide it."


def looks_of(configuration: Configuration) -> Settings:
    """Those as they are configured, all others as they are by themselves; raises ConfigUnusable."""
    values = configuration.values()
    return Settings(**{name: values[name] for name in LOOKS})
