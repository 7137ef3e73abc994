"""What the log says of what runs the models."""

from camveil.log import Log
from camveil.segmenters.providers import Choices


def tell_providers(wanted: str, choices: Choices, log: Log) -> None:
    """What runs each model and why, unless it is what was wanted and all that there is."""
    for model, choice in choices.items():
        facts = {"model": model, "wanted": wanted, "used": choice.provider}
        for reason in choice.reasons:
            log.info("provider", **facts, reason=reason)
        for failure in choice.failures:
            log.warning("provider", **facts, reason=failure)
