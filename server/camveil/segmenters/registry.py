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
    sha256="621b7871e2b7d1c1bf5e56e30a50a6b1ae5c27ff95d5e81a18988dfe577e1c55",
    licence="Apache-2.0",
    input_size=Size(256, 144),
    output_shape=(1, 1, 144, 256),
)

LANDSCAPE_SMALL: Final = ModelSpec(
    name="landscape-small",
    file="selfie_segmentation_landscape_small.onnx",
    sha256="49148a1b41173a21f8acf31a02e6cbc1ec13f46d1bae9f2914db1a87cbe0912a",
    licence="Apache-2.0",
    input_size=Size(192, 112),
    output_shape=(1, 1, 112, 192),
)

GENERAL: Final = ModelSpec(
    name="general",
    file="selfie_segmentation.onnx",
    sha256="ec94cd5baa257eddf1fa5b41e3f66ee30539da6008c70d50359ca2a5b0d720c0",
    licence="Apache-2.0",
    input_size=Size(256, 256),
    output_shape=(1, 1, 256, 256),
)

MODELS: Final[Mapping[str, ModelSpec]] = MappingProxyType(
    {spec.name: spec for spec in (LANDSCAPE, GENERAL)}
)

CHEAPER: Final[Mapping[str, ModelSpec]] = MappingProxyType(
    {LANDSCAPE.name: LANDSCAPE_SMALL, GENERAL.name: LANDSCAPE}
)
"What has a smaller input than the model of this name, for when there is no time."

PAIR: Final = "pair"
"Both of them together."
BUILT_IN: Final = (PAIR, *MODELS)
"What can be chosen."


def models_dir() -> Path:
    """Folder of the model files: in the installed package, else in the checkout."""
    here = Path(__file__).resolve()
    packaged = here.parents[1] / "models"
    return packaged if packaged.is_dir() else here.parents[3] / "models"
