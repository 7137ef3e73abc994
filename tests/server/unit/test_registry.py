import hashlib

import pytest

from camveil.segmenters.registry import BUILT_IN, CHEAPER, MODELS, PAIR, models_dir
from camveil.segmenters.spec import ModelSpec

SHIPPED = {spec.name: spec for spec in (*MODELS.values(), *CHEAPER.values())}


@pytest.mark.parametrize("spec", SHIPPED.values(), ids=SHIPPED)
def test_each_row_names_the_file_that_ships(spec: ModelSpec) -> None:
    model = (models_dir() / spec.file).read_bytes()
    assert hashlib.sha256(model).hexdigest() == spec.sha256


def test_rows_are_found_by_their_names() -> None:
    assert {name: spec.name for name, spec in MODELS.items()} == {
        "landscape": "landscape",
        "general": "general",
    }


def test_each_model_has_one_with_a_smaller_input() -> None:
    for name, cheaper in CHEAPER.items():
        full, small = MODELS[name].input_size, cheaper.input_size
        assert small.width * small.height < 0.6 * full.width * full.height
    assert {*CHEAPER, PAIR} == set(BUILT_IN), "the pair has one of its two"
