"""The models that ship with Camveil: one row each."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from camveil.segmenters.spec import YUV, ModelSpec
from camveil.values import Size

LANDSCAPE: Final = ModelSpec(
    name="landscape",
    file="selfie_segmentation_landscape.onnx",
    sha256="dd66e9cdb020992ab6ca2b84ab55f76aa86db2c6a98f1d9e180c223607490572",
    licence="Apache-2.0",
    colours=YUV,
    input_size=Size(256, 144),
    output_shape=(1, 1, 144, 256),
)

LANDSCAPE_SMALL: Final = ModelSpec(
    name="landscape-small",
    file="selfie_segmentation_landscape_small.onnx",
    sha256="306ca89cedbcd9c07cbefc5ca36139e8659d9814cec3d84d40ef8dd402bef91e",
    licence="Apache-2.0",
    colours=YUV,
    input_size=Size(192, 112),
    output_shape=(1, 1, 112, 192),
)

GENERAL: Final = ModelSpec(
    name="general",
    file="selfie_segmentation.onnx",
    sha256="4618e2f6451e76328e6ebdf1185d3bfc314e5058362f5cd0a5f605405d5a95b2",
    licence="Apache-2.0",
    colours=YUV,
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

BY_SHA256: Final[Mapping[str, str]] = MappingProxyType(
    {
        **{CHEAPER[name].sha256: name for name in MODELS},
        **{spec.sha256: name for name, spec in MODELS.items()},
    }
)
"The name that brings a file into use."


def models_dir() -> Path:
    """Folder of the model files: in the installed package, else in the checkout."""
    here = Path(__file__).resolve()
    packaged = here.parents[1] / "models"
    return packaged if packaged.is_dir() else here.parents[3] / "models"
