import hashlib

import pytest

from camveil.segmenters.registry import MODELS, models_dir
from camveil.segmenters.spec import ModelSpec


@pytest.mark.parametrize("spec", MODELS.values(), ids=MODELS)
def test_each_row_names_the_file_that_ships(spec: ModelSpec) -> None:
    model = (models_dir() / spec.file).read_bytes()
    assert hashlib.sha256(model).hexdigest() == spec.sha256


def test_rows_are_found_by_their_names() -> None:
    assert {name: spec.name for name, spec in MODELS.items()} == {
        "landscape": "landscape",
        "general": "general",
    }
