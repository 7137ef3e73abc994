"""The models that ship with Camveil: one row each."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from camveil.segmenters.spec import ModelSpec
from camveil.values import Size

LANDSCAPE: Final = ModelSpec(
    name="landscape",
    file="selfie_segmentation_landscape.onnx",
    sha256="f9f7d2bd574b8276316d07a9432286b2916acbb19b75ae85a870d5cadb2fbc9d",
    licence="Apache-2.0",
    input_size=Size(256, 144),
    output_shape=(1, 1, 144, 256),
)

GENERAL: Final = ModelSpec(
    name="general",
    file="selfie_segmentation.onnx",
    sha256="de003bb6cf4db5172e5ec8a6ca315ccb63fd5409004a4cdd635c46f6a32899f3",
    licence="Apache-2.0",
    input_size=Size(256, 256),
    output_shape=(1, 1, 256, 256),
)

MODELS: Final[Mapping[str, ModelSpec]] = MappingProxyType(
    {spec.name: spec for spec in (LANDSCAPE, GENERAL)}
)

PAIR: Final = "pair"
"Both of them together."
BUILT_IN: Final = (PAIR, *MODELS)
"What can be chosen."


def models_dir() -> Path:
    """Folder of the model files: in the installed package, else in the checkout."""
    here = Path(__file__).resolve()
    packaged = here.parents[1] / "models"
    return packaged if packaged.is_dir() else here.parents[3] / "models"
