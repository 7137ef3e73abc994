"""The models that ship with Camveil: one row each; and what any model's input and output may be."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

from camveil.values import Size

SIDE_PX: Final = range(16, 1024 + 1)
"What a user's own model may have as its width and height."


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelInterface:
    """How to feed a model, and what to read from it."""

    input_size: Size
    layout: Literal["NCHW"] = "NCHW"
    "Order of the input's axes; the channels are R, G, B."
    input_range: tuple[float, float] = (0.0, 1.0)
    "What black and white become."
    person_channel: int = 0
    "Channel of the output that holds the probability of a person, 0 to 1."

    @property
    def input_shape(self) -> tuple[int, int, int, int]:
        """Shape of the input in the order of `layout`."""
        return (1, 3, self.input_size.height, self.input_size.width)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSpec(ModelInterface):
    """One model file and its interface. A row without hash or licence is refused."""

    name: str
    "What the user chooses it by."
    file: str
    "Name in the folder of models."
    sha256: str
    "Of the file, 64 lower-case hexadecimal digits."
    licence: str
    "SPDX identifier of the weights' licence."
    remembers: bool = False
    "Whether an alpha depends on earlier pictures; then each session needs a segmenter of its own."

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[0-9a-f]{64}", self.sha256):
            raise ValueError(f"model {self.name!r} has no sha256")
        if not self.licence:
            raise ValueError(f"model {self.name!r} has no licence")


LANDSCAPE: Final = ModelSpec(
    name="landscape",
    file="selfie_segmentation_landscape.onnx",
    sha256="f9f7d2bd574b8276316d07a9432286b2916acbb19b75ae85a870d5cadb2fbc9d",
    licence="Apache-2.0",
    input_size=Size(256, 144),
)

GENERAL: Final = ModelSpec(
    name="general",
    file="selfie_segmentation.onnx",
    sha256="de003bb6cf4db5172e5ec8a6ca315ccb63fd5409004a4cdd635c46f6a32899f3",
    licence="Apache-2.0",
    input_size=Size(256, 256),
)

MODELS: Final[Mapping[str, ModelSpec]] = MappingProxyType(
    {spec.name: spec for spec in (LANDSCAPE, GENERAL)}
)


def models_dir() -> Path:
    """Folder of the model files: in the installed package, else in the checkout."""
    here = Path(__file__).resolve()
    packaged = here.parents[1] / "models"
    return packaged if packaged.is_dir() else here.parents[3] / "models"
