"""What becomes of each built-in model's masks while it is slower than the camera, and after."""

import pytest

from camveil.pipeline.alpha_source import AlphaSource
from camveil.pipeline.budget import CALM_S
from camveil.pipeline.mask_options import MaskOptions
from camveil.segmenters import BUILT_IN, Segmenter, load_segmenter, models_dir
from camveil.values import Alpha, FramePlace, Picture, Size
from tests.server.fakes import FakeClock
from tests.server.unit.pictures import flickering, smooth_picture, wide_alpha

RATE_HZ = 30
SEEN = smooth_picture(Size(96, 64))
FULL_MS, SMALL_MS = 4.0, 2.0


class Machine:
    """A camera before one model, and a clock that models alone turn."""

    def __init__(self, model: Segmenter) -> None:
        self.clock = FakeClock()
        self.times_slower = 1.0
        self.asked: list[str] = []
        self._source = AlphaSource(Timed(model, FULL_MS, self), self.clock, MaskOptions())
        self._number = 0

    def see(self, for_s: float) -> list[str]:
        """The models that were asked, one after the other."""
        self.asked.clear()
        for _ in range(round(for_s * RATE_HZ)):
            self._number += 1
            self.clock.advance(1 / RATE_HZ)
            picture = flickering(SEEN, self._number)
            self._source.alpha_of(picture, 1, FramePlace(self._number, 1 / RATE_HZ))
        return self.asked[:]


class Timed:
    """A model that takes its time, and the same person is before it always."""

    def __init__(self, model: Segmenter, usual_ms: float, machine: Machine) -> None:
        self.name, self.input_size = model.name, model.input_size
        self.cheaper = None if model.cheaper is None else Timed(model.cheaper, SMALL_MS, machine)
        self._usual_ms, self._machine = usual_ms, machine

    def segment(self, picture: Picture) -> Alpha:
        self._machine.clock.advance(self._machine.times_slower * self._usual_ms / 1000)
        self._machine.asked.append(self.name)
        return wide_alpha()


@pytest.mark.parametrize("name", BUILT_IN)
def test_masks_are_moved_then_made_by_a_smaller_model_and_all_is_back_after_calm(
    name: str,
) -> None:
    model = load_segmenter(name, models_dir())
    assert model.cheaper is not None
    machine = Machine(model)
    machine.times_slower = 10
    machine.see(for_s=5)
    assert machine.see(for_s=2) == [name] * 20, "every third, moved onto two"
    machine.times_slower = 20
    machine.see(for_s=5)
    assert machine.see(for_s=2) == [model.cheaper.name] * 20
    machine.times_slower = 1
    machine.see(for_s=3 * CALM_S + 5)
    assert machine.see(for_s=2).count(name) == 2 * RATE_HZ
