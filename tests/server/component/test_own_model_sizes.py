"""A user's own model that takes any size has a smaller input, too, if that still knows people."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from camveil.clock import SystemClock
from camveil.errors import ModelRefused
from camveil.segmenters.portraits import portraits
from camveil.segmenters.process.segmenter import ProcessSegmenter
from camveil.segmenters.process.two_sizes import TwoSizesSegmenter
from camveil.segmenters.process.wishes import Wishes
from camveil.values import Size
from tests.server.component.own_models import Moves, model_processes
from tests.server.unit.model_variants import Variant

SIZE, SMALLER = Size(256, 144), Size(192, 96)


@contextmanager
def opened(content: bytes, wishes: Wishes) -> Iterator[TwoSizesSegmenter]:
    def start(name: str | None, wishes: Wishes) -> ProcessSegmenter:
        path = Path("somebody/own.onnx")
        return ProcessSegmenter(path, content, SystemClock(), name=name, wishes=wishes)

    with closing(TwoSizesSegmenter(start, wishes)) as segmenter:
        yield segmenter
    assert model_processes() == []


def test_one_that_takes_any_size_has_a_smaller_input(told: Moves) -> None:
    content = Variant(open_size=True, any_size=True).file()
    with opened(content, Wishes(input_size=SIZE)) as segmenter:
        assert segmenter.cheaper is None, "it is not ready"
        segmenter.wait_ready()
        cheaper = segmenter.cheaper
        assert cheaper is not None
        assert (segmenter.input_size, cheaper.input_size) == (SIZE, SMALLER)
        assert cheaper.name == "own.onnx-192x96"
        picture = portraits()[0].picture
        assert segmenter.segment(picture).size == SIZE
        assert cheaper.segment(picture).size == SMALLER
        assert [*segmenter.choices] == ["own.onnx", "own.onnx-192x96"]
        assert len(model_processes()) == 2


def test_one_that_only_says_so_has_none(told: Moves) -> None:
    with opened(Variant(open_size=True).file(), Wishes(input_size=SIZE)) as segmenter:
        segmenter.wait_ready()
        assert segmenter.cheaper is None
        assert segmenter.segment(portraits()[0].picture).size == SIZE
        assert len(model_processes()) == 1
    assert sum("event=model-of-one-size" in line for line in told.lines) == 1


def test_one_of_a_single_size_has_none(told: Moves) -> None:
    with opened(Variant().file(), Wishes()) as segmenter:
        segmenter.wait_ready()
        assert segmenter.cheaper is None
        assert [*segmenter.choices] == ["own.onnx"]
        assert len(model_processes()) == 1


def test_one_that_is_closed_begins_nothing(told: Moves) -> None:
    content = Variant(open_size=True, any_size=True).file()
    with opened(content, Wishes(input_size=SIZE)) as segmenter:
        segmenter.close()
        with pytest.raises(ModelRefused):
            segmenter.wait_ready()
        assert segmenter.cheaper is None
