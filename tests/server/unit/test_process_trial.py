"""How to use a model that does not say so, and what is said of one that is of no use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import pytest

from camveil.segmenters.portraits import Portrait, portraits
from camveil.segmenters.process.signature import Misfit, Signature
from camveil.segmenters.process.trial import find, interface_of, shape_of
from camveil.segmenters.process.wishes import Wishes, known
from camveil.segmenters.spec import IMAGENET, UNIT, ModelInterface
from camveil.segmenters.tensors import Tensor, input_tensor, shrink
from camveil.values import Size

SIZE = Size(64, 48)
OUTPUT = (1, 1, 48, 64)
UNITS = (UNIT,) * 3
SIGNATURE = Signature("in", "out", 0, SIZE, "NCHW", any_size=False)
FED = ModelInterface(input_size=SIZE, output_shape=OUTPUT)


@dataclass(frozen=True)
class Oracle:
    """Knows the portraits if it gets them as it wants them, and else nobody for sure."""

    wants: ModelInterface = FED

    def __call__(self, tensor: Tensor) -> object:
        return self.said(self.probability(tensor))

    def probability(self, tensor: Tensor) -> Tensor:
        for portrait in portraits():
            expected = input_tensor(shrink(portrait.picture, SIZE), self.wants)
            if expected.shape == tensor.shape and np.abs(expected - tensor).max() < 1e-3:
                return mask_of(portrait)
        return np.full((48, 64), 0.4, np.float32)

    def said(self, person: Tensor) -> object:
        return person.reshape(OUTPUT)


def mask_of(portrait: Portrait) -> Tensor:
    small = cv2.resize(portrait.matte, SIZE, interpolation=cv2.INTER_AREA)
    return np.asarray(small / 255, np.float32)


def tried(oracle: Any, wishes: Wishes | None = None) -> ModelInterface:
    interface, _ = find(oracle, SIGNATURE, wishes or Wishes(), portraits())
    return interface


def refusal(oracle: Any, wishes: Wishes | None = None) -> str:
    with pytest.raises(Misfit) as caught:
        tried(oracle, wishes)
    return str(caught.value)


@pytest.mark.parametrize(
    "ranges", [UNITS, ((-1.0, 1.0),) * 3, ((0.0, 255.0),) * 3, IMAGENET], ids=str
)
@pytest.mark.parametrize("colours", ["RGB", "BGR"])
def test_what_it_wants_to_be_fed_is_found(ranges: Any, colours: Any) -> None:
    wants = ModelInterface(
        input_size=SIZE, output_shape=OUTPUT, input_ranges=ranges, colours=colours
    )
    if colours == "BGR" and ranges != UNITS:
        # One after the other is tried, not each with each.
        assert "it does not tell people" in refusal(Oracle(wants))
        assert tried(Oracle(wants), Wishes(input_ranges=ranges)) == wants
    else:
        assert tried(Oracle(wants)) == wants


def test_a_range_that_nobody_would_guess_is_taken_from_the_wishes() -> None:
    ranges = ((-0.5, 0.5),) * 3
    wants = ModelInterface(input_size=SIZE, output_shape=OUTPUT, input_ranges=ranges)
    assert "it does not tell people" in refusal(Oracle(wants))
    assert tried(Oracle(wants), Wishes(input_ranges=ranges)) == wants


def test_a_range_that_does_as_well_is_told() -> None:
    class Colourblind(Oracle):
        def probability(self, tensor: Tensor) -> Tensor:
            low, high = tensor.min(), tensor.max()
            unit = Oracle.probability(self, tensor)
            return (
                unit
                if high <= 1 and low >= 0
                else Oracle.probability(self, ((tensor + 1) / 2).astype(np.float32))
            )

    interface, notes = find(Colourblind(), SIGNATURE, Wishes(), portraits())
    assert interface.input_ranges == UNITS
    assert notes == (
        "--input-range 0:1 was taken, but -1:1 fits as well: give what the model's makers say",
    )


class Logits(Oracle):
    def said(self, person: Tensor) -> object:
        clipped = np.clip(person, 1e-4, 1 - 1e-4)
        return np.log(clipped / (1 - clipped)).reshape(OUTPUT)


class Bytes(Oracle):
    def said(self, person: Tensor) -> object:
        return (person * 255).reshape(OUTPUT)


class OfTheBackground(Oracle):
    def said(self, person: Tensor) -> object:
        return (1 - person).reshape(OUTPUT)


class Classes(Oracle):
    """21 of them, of which the 16th is the person; the softmax is left to do."""

    def said(self, person: Tensor) -> object:
        scores = np.full((1, 48, 64, 21), -9, np.float32)
        scores[..., 15] = 18 * person - 9
        scores[..., 0] = -scores[..., 15]
        return scores


class Parts(Oracle):
    """Hair, face, clothes: only the background is one class."""

    def said(self, person: Tensor) -> object:
        classes = np.zeros((1, 4, 48, 64), np.float32)
        classes[0, 0] = 1 - person
        for part in range(3):
            classes[0, part + 1, :, part::3] = person[:, part::3]
        return classes


class Flat(Oracle):
    def said(self, person: Tensor) -> object:
        return person[np.newaxis]


@pytest.mark.parametrize(
    ("oracle", "found"),
    [
        (Oracle, {}),
        (Logits, {"activation": "sigmoid"}),
        (Bytes, {"output_range": (0.0, 255.0)}),
        (OfTheBackground, {"output_range": (1.0, 0.0)}),
        (
            Classes,
            {"activation": "softmax", "person_channel": 15, "output_shape": (1, 48, 64, 21)},
        ),
        (Parts, {"output_range": (1.0, 0.0), "output_shape": (1, 4, 48, 64)}),
        (Flat, {"output_shape": (1, 48, 64)}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_its_output_means_is_found(oracle: type[Oracle], found: dict[str, Any]) -> None:
    expected = {"input_size": SIZE, "output_shape": OUTPUT, **found}
    assert tried(oracle()) == ModelInterface(**expected)


@pytest.mark.parametrize(
    ("oracle", "wishes", "said"),
    [
        (
            Oracle,
            Wishes(output_range=(1.0, 0.0)),
            "person and background are swapped (of the people it shows 0%, of what is behind them "
            "100%): try --output-range 0:1",
        ),
        (
            Classes,
            Wishes(activation="softmax", person_channel=0, output_range=UNIT),
            "person and background are swapped",
        ),
        (Classes, Wishes(person_channel=3, output_range=UNIT), "try --person-channel 15"),
        (Classes, Wishes(person_channel=21), "has 21 channels, and --person-channel is 21"),
        (Logits, Wishes(activation="softmax"), "its output has one channel"),
        (Bytes, Wishes(output_range=(0.0, 9999.0)), "it finds nobody"),
        (Oracle, Wishes(colours="BGR"), "try --colours RGB"),
        (Oracle, Wishes(input_ranges=IMAGENET), "try --input-range 0:1"),
    ],
    ids=lambda value: getattr(value, "__name__", "") if isinstance(value, type) else "",
)
def test_a_wish_that_is_wrong_is_answered_with_the_right_one(
    oracle: type[Oracle], wishes: Wishes, said: str
) -> None:
    assert said in refusal(oracle(), wishes)


def test_a_channel_of_the_background_that_was_asked_for_is_read_as_one() -> None:
    found = tried(Parts(), Wishes(person_channel=0))
    assert (found.person_channel, found.output_range) == (0, (1.0, 0.0))


@dataclass(frozen=True)
class Fixed:
    """Says the same of every picture."""

    output: object

    def __call__(self, _tensor: Tensor) -> object:
        return self.output


def full(value: float) -> Fixed:
    return Fixed(np.full(OUTPUT, value, np.float32))


@pytest.mark.parametrize(
    ("model", "wishes", "said"),
    [
        (full(0), Wishes(output_range=UNIT), "it finds nobody"),
        (full(1), Wishes(output_range=UNIT), "it takes everything for a person"),
        (full(0.5), Wishes(), "it does not tell people from what is behind them"),
        (
            full(7),
            Wishes(activation="none", output_range=UNIT),
            "it takes everything for a person (of the people it shows 100%, of what is behind them "
            "100%; its output goes from 7 to 7)",
        ),
        (full(float("nan")), Wishes(), "nothing but infinities and what is no number"),
        (full(float("inf")), Wishes(), "nothing but infinities and what is no number"),
        (Fixed([]), Wishes(), "its output is no tensor of float32"),
        (Fixed(np.zeros(OUTPUT)), Wishes(), "its output is no tensor of float32"),
        (Fixed(np.zeros((1, 1000), np.float32)), Wishes(), "its output is float32 (1, 1000)"),
        (Fixed(np.zeros((1, 99, 99, 99), np.float32)), Wishes(), "float32 (1, 99, 99, 99)"),
    ],
    ids=str,
)
def test_a_model_of_something_else_is_refused_with_what_it_looks_like(
    model: Fixed, wishes: Wishes, said: str
) -> None:
    assert said in refusal(model, wishes)


def test_a_model_of_shapes_that_change_is_refused() -> None:
    heights = iter(range(16, 1000))
    changing = lambda _: np.zeros((1, 1, next(heights), 64), np.float32)  # noqa: E731
    assert refusal(changing) == "its output has another shape for each picture"


def test_a_model_that_always_sees_somebody_in_the_middle_is_refused() -> None:
    """Portraits have their persons in the middle, more or less."""
    blob = np.zeros(OUTPUT, np.float32)
    blob[..., 12:, 16:48] = 1
    assert "on two portraits" in refusal(Fixed(blob))


def test_what_was_right_before_needs_no_portraits() -> None:
    interface = tried(OfTheBackground())
    wishes = known(interface, tried=True, provider="cpu")
    assert interface_of(SIGNATURE, wishes, np.zeros(OUTPUT, np.float32)) == interface
    with pytest.raises(Misfit, match="no tensor"):
        interface_of(SIGNATURE, wishes, None)


def test_only_what_can_be_a_mask_has_a_shape() -> None:
    assert shape_of(np.zeros(OUTPUT, np.float32)) == OUTPUT
    with pytest.raises(Misfit, match="no tensor of float32"):
        shape_of(np.zeros(OUTPUT, np.float16))
