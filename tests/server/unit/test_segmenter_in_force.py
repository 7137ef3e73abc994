import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from camveil.clock import SystemClock
from camveil.pipeline.pipeline import Pipeline
from camveil.segmenters import SegmenterInForce
from camveil.values import Alpha, EffectSettings, FramePlace, Picture, Size
from tests.server.fakes import DEADLINE_S
from tests.server.unit.pictures import OpenedSegmenter, noise_picture

PICTURE = noise_picture(Size(64, 36))


class SlowSegmenter(OpenedSegmenter):
    """Is not done with a picture before the test says so, or it is closed."""

    def __init__(self) -> None:
        super().__init__("slow")
        self.begun, self.goes_on = threading.Event(), threading.Event()

    def segment(self, picture: Picture) -> Alpha:
        self.begun.set()
        assert self.goes_on.wait(DEADLINE_S)
        if self.closed:
            raise RuntimeError("closed")
        return super().segment(picture)

    def close(self) -> None:
        super().close()
        self.goes_on.set()


def test_the_next_picture_is_the_new_one_s_and_the_old_one_is_closed() -> None:
    before, after = OpenedSegmenter("before"), OpenedSegmenter("after")
    in_force = SegmenterInForce(before)
    assert (in_force.name, before.closed) == ("before", 0)
    in_force.replace(after)
    assert (in_force.name, before.closed, after.closed) == ("after", 1, 0)
    in_force.close()
    assert (before.closed, after.closed) == (1, 1)


def test_a_picture_in_progress_is_done_before_its_model_is_closed() -> None:
    before, after = SlowSegmenter(), OpenedSegmenter("after")
    in_force = SegmenterInForce(before)
    with ThreadPoolExecutor(1) as thread:
        alpha = thread.submit(in_force.segment, PICTURE)
        assert before.begun.wait(DEADLINE_S)
        in_force.replace(after)
        assert (in_force.name, before.closed) == ("after", 0)
        before.goes_on.set()
        assert alpha.result(DEADLINE_S).size
    assert before.closed == 1


def test_the_end_waits_for_no_picture() -> None:
    before, after = SlowSegmenter(), OpenedSegmenter("after")
    in_force = SegmenterInForce(before)
    with ThreadPoolExecutor(1) as thread:
        alpha = thread.submit(in_force.segment, PICTURE)
        assert before.begun.wait(DEADLINE_S)
        in_force.replace(after)
        in_force.close()
        with pytest.raises(RuntimeError):
            alpha.result(DEADLINE_S)
    assert after.closed == 1


def test_what_comes_after_the_end_is_closed_at_once() -> None:
    in_force = SegmenterInForce(OpenedSegmenter("before"))
    in_force.close()
    late = OpenedSegmenter("late")
    in_force.replace(late)
    assert (in_force.name, late.closed) == ("before", 1)


def test_there_is_a_cheaper_one_where_the_model_has_one() -> None:
    small = OpenedSegmenter("small")
    in_force = SegmenterInForce(OpenedSegmenter("pair", cheaper=small))
    cheaper = in_force.cheaper
    assert cheaper is not None
    assert cheaper is in_force.cheaper, "who compares them finds the same"
    in_force.replace(OpenedSegmenter("alone"))
    assert in_force.cheaper is None
    # A pipeline may still be about to ask.
    assert cheaper.segment(PICTURE).size == cheaper.input_size


def test_a_camera_that_is_on_goes_on_with_the_other_model() -> None:
    small = OpenedSegmenter("small")
    in_force = SegmenterInForce(OpenedSegmenter("alone"))
    pipeline = Pipeline(in_force, SystemClock())
    settings = EffectSettings(revision=1, epoch=1, blur=True, mask=True)
    for number, model in enumerate((None, OpenedSegmenter("pair", small), OpenedSegmenter("last"))):
        if model is not None:
            in_force.replace(model)
        picture = noise_picture(Size(320, 180), number)
        processed = pipeline.process(picture, settings, FramePlace(number, 1 / 30))
        assert processed.composed is not None
        assert processed.alpha is not None
