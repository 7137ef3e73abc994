import numpy as np
import pytest

from camveil.errors import ModelUnavailable
from camveil.segmenters import MODELS, ModelSpec, load_segmenter, models_dir
from camveil.segmenters.onnx_model import OnnxModel, open_model
from camveil.segmenters.pair import PairSegmenter
from camveil.segmenters.portraits import portraits
from camveil.segmenters.providers import CPU, Choice
from camveil.segmenters.registry import GENERAL
from camveil.values import Alpha, Size
from tests.server.unit.pictures import enlarged


@pytest.fixture(scope="module")
def pair() -> PairSegmenter:
    return PairSegmenter(models_dir())


def apart(one: Alpha, other: Alpha) -> float:
    size = Size(256, 256)
    return float(np.abs(enlarged(one, size).astype(float) - enlarged(other, size)).mean())


def test_it_says_what_lies_between_what_both_say(pair: PairSegmenter) -> None:
    for portrait in portraits():
        both = pair.segment(portrait.picture)
        alone = [load_segmenter(name, models_dir()).segment(portrait.picture) for name in MODELS]
        assert both.size == pair.input_size
        difference = apart(*alone)
        assert all(apart(both, one) < 0.65 * difference + 1 for one in alone)


def test_it_is_as_good_as_either_on_people_whose_truth_is_known(pair: PairSegmenter) -> None:
    for portrait in portraits():
        matte = Alpha(portrait.matte)
        errors = [
            apart(load_segmenter(name, models_dir()).segment(portrait.picture), matte)
            for name in MODELS
        ]
        assert apart(pair.segment(portrait.picture), matte) < max(errors)


def test_the_landscape_model_is_its_cheaper_one(pair: PairSegmenter) -> None:
    assert pair.cheaper.name == "landscape"
    assert pair.cheaper.cheaper is None


def test_a_fallback_of_either_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    falls_back = Choice(CPU, failures=("no memory left",))

    def open_on(content: bytes, spec: ModelSpec, wanted: str) -> tuple[OnnxModel, Choice]:
        model, _ = open_model(content, spec, CPU)
        return model, Choice(wanted) if spec is GENERAL else falls_back

    monkeypatch.setattr("camveil.segmenters.selfie.open_model", open_on)
    choices = PairSegmenter(models_dir(), "cuda").choices
    assert choices == {"general": Choice("cuda"), "landscape": falls_back}


@pytest.mark.parametrize("missing", [spec.file for spec in MODELS.values()])
def test_both_files_are_needed(missing: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("models")
    for spec in MODELS.values():
        if spec.file != missing:
            (folder / spec.file).write_bytes((models_dir() / spec.file).read_bytes())
    with pytest.raises(ModelUnavailable, match=missing):
        load_segmenter("pair", folder)
