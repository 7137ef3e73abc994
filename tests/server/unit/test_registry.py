import hashlib
from dataclasses import replace

import pytest

from camveil.segmenters.registry import LANDSCAPE, MODELS, ModelSpec, models_dir


@pytest.mark.parametrize("spec", MODELS.values(), ids=MODELS)
def test_each_row_names_the_file_that_ships(spec: ModelSpec) -> None:
    model = (models_dir() / spec.file).read_bytes()
    assert hashlib.sha256(model).hexdigest() == spec.sha256


def test_rows_are_found_by_their_names() -> None:
    assert {name: spec.name for name, spec in MODELS.items()} == {
        "landscape": "landscape",
        "general": "general",
    }


@pytest.mark.parametrize("sha256", ["", "8d13b7fae74af625", "F" * 64])
def test_a_row_without_a_hash_is_refused(sha256: str) -> None:
    with pytest.raises(ValueError, match="sha256"):
        replace(LANDSCAPE, sha256=sha256)


def test_a_row_without_a_licence_is_refused() -> None:
    with pytest.raises(ValueError, match="licence"):
        replace(LANDSCAPE, licence="")


def test_the_input_is_channels_then_rows() -> None:
    assert LANDSCAPE.input_shape == (1, 3, 144, 256)
