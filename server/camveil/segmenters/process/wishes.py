"""What is known of a user's own model beforehand; what is not, is found out."""

from dataclasses import dataclass, fields

from camveil.segmenters.providers import AUTO, CPU
from camveil.segmenters.spec import Activation, Colours, Layout, ModelInterface, Range, Ranges
from camveil.values import Size


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """As the fields of ModelInterface; None is to be found out."""

    input_size: Size | None = None
    layout: Layout | None = None
    colours: Colours | None = None
    input_ranges: Ranges | None = None
    output: int | None = None
    activation: Activation | None = None
    person_channel: int | None = None
    output_range: Range | None = None
    tried: bool = False
    "These have been right before: nothing is tried, and the model is there sooner."
    provider: str = AUTO
    "What is to run it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the model's process says once it can be used."""

    interface: ModelInterface
    any_size: bool = False
    "Whether its input may be of another size, as far as it says."
    notes: tuple[str, ...] = ()
    "What the person should look at, each a sentence without its end."
    licence: str = ""
    "What the file says of it, if anything."
    provider: str = CPU
    "What runs it."
    provider_notes: tuple[str, ...] = ()
    "Why it is that one, if another was wished for or tried."


def known(interface: ModelInterface, *, tried: bool, provider: str) -> Wishes:
    """All that there is to know."""
    names = [field.name for field in fields(Wishes)]
    values = {name: getattr(interface, name) for name in names if hasattr(interface, name)}
    return Wishes(**values, tried=tried, provider=provider)
