"""How a user's own model is to be fed and read, found by trying it on portraits.

What fits is what tells the person from the background best. If nothing does, the model is refused
with what it looks like, before it reaches a camera.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from camveil.segmenters.portraits import Portrait
from camveil.segmenters.process.shown import ROUNDING, Shown, is_good, looks_like, shown_of, weights
from camveil.segmenters.process.signature import OUTPUT_WANTED, Misfit, Signature, shape_words
from camveil.segmenters.process.wishes import Wishes
from camveil.segmenters.spec import (
    IMAGENET,
    UNIT,
    Activation,
    ModelInterface,
    Range,
    Ranges,
    channels_of,
    output_axes,
)
from camveil.segmenters.tensors import (
    Tensor,
    activated,
    by_channel,
    input_tensor,
    output_alpha,
    shrink,
)
from camveil.segmenters.words import OPTIONS, option_words, value_words

SAME: Final = 0.003
"Errors that differ by less say nothing about which of two ways to read it is right."
CLEARLY: Final = 0.05
"""The same of two ways to feed it: on a portrait a model may do as well with pale colours, or with
those of another order, as with its own."""
BYTE: Final[Range] = (0.0, 255.0)
INPUT_RANGES: Final[tuple[Ranges, ...]] = ((UNIT,) * 3, ((-1.0, 1.0),) * 3, (BYTE,) * 3, IMAGENET)

Run = Callable[[Tensor], object]
"One inference: float32 in the signature's shape to whatever the model makes of it."


@dataclass(frozen=True, slots=True, eq=False)
class _Reading:
    """A way to feed and to read a model, and how wrong its masks then are."""

    interface: ModelInterface
    error: float
    "0 to 1: of what should be shown and is not, and the other way round."
    values: Range
    "The lowest and the highest of its output."


def find(
    run: Run, signature: Signature, wishes: Wishes, portraits: Sequence[Portrait]
) -> tuple[ModelInterface, tuple[str, ...]]:
    """The interface that fits best, and what to look at; raises Misfit if none does."""
    trial = _Trial(run, signature, portraits)
    readings = list(trial.readings(wishes))
    least = min(one.error for one in readings)
    # What is likely comes first.
    best, *rivals = [one for one in readings if one.error < least + CLEARLY]
    if wishes.colours is None:
        ranges = best.interface.input_ranges
        (other,) = trial.readings(replace(wishes, input_ranges=ranges, colours="BGR"))
        if other.error < best.error - CLEARLY:
            best, rivals = other, []
    if not is_good(trial.shown(best.interface)):
        raise _misfit(trial, best, wishes)
    good = [one.interface for one in rivals if is_good(trial.shown(one.interface))]
    return best.interface, _doubts(best.interface, good)


def interface_of(signature: Signature, wishes: Wishes, output: object) -> ModelInterface:
    """What was right before, for a model that gives this; raises Misfit if it cannot be so now."""
    assert wishes.input_ranges is not None
    return ModelInterface(
        input_size=signature.input_size,
        layout=signature.layout,
        colours=wishes.colours or "RGB",
        input_ranges=wishes.input_ranges,
        output=signature.output,
        output_shape=shape_of(output),
        activation=wishes.activation or "none",
        person_channel=wishes.person_channel or 0,
        output_range=wishes.output_range or UNIT,
    )


def shape_of(output: object) -> tuple[int, ...]:
    """Of an output that can be a mask; raises Misfit."""
    if not isinstance(output, np.ndarray) or output.dtype != np.float32:
        raise Misfit(f"its output is no tensor of float32, expected {OUTPUT_WANTED}")
    shape: tuple[int, ...] = output.shape
    if output_axes(shape) is None:
        raise Misfit(f"its output is float32 {shape_words(shape)}, expected {OUTPUT_WANTED}")
    return shape


class _Trial:
    def __init__(self, run: Run, signature: Signature, portraits: Sequence[Portrait]) -> None:
        self._run = run
        self._portraits = portraits
        self._shrunk = [shrink(one.picture, signature.input_size) for one in portraits]
        # Of the output nothing is known yet; feeding does not depend on it.
        width, height = signature.input_size
        self._unread = ModelInterface(
            input_size=signature.input_size,
            layout=signature.layout,
            output=signature.output,
            output_shape=(1, 1, height, width),
        )

    def readings(self, wishes: Wishes) -> Iterator[_Reading]:
        """The best one for each way to feed the model; raises Misfit if there is none."""
        ways = INPUT_RANGES if wishes.input_ranges is None else (wishes.input_ranges,)
        for ranges in ways:
            fed = replace(self._unread, input_ranges=ranges, colours=wishes.colours or "RGB")
            yield self._read(fed, wishes)

    def shown(self, interface: ModelInterface) -> list[Shown]:
        """What the masks of each portrait show, made as they are made for a camera."""
        return [
            shown_of(output_alpha(output, interface), portrait)
            for output, portrait in zip(self._outputs(interface), self._portraits, strict=True)
        ]

    def _outputs(self, interface: ModelInterface) -> list[Tensor]:
        outputs = [self._run(input_tensor(shrunk, interface)) for shrunk in self._shrunk]
        shapes = [shape_of(output) for output in outputs]
        if len(set(shapes)) > 1:
            raise Misfit("its output has another shape for each picture")
        return [np.asarray(output, np.float32) for output in outputs]

    def _read(self, fed: ModelInterface, wishes: Wishes) -> _Reading:
        outputs = self._outputs(fed)
        shape = outputs[0].shape
        values = _values(outputs)
        best: _Reading | None = None
        for activation, output_range in _ways_to_read(shape, values, wishes):
            for channel, error in self._errors(outputs, activation, output_range, wishes):
                # The first one of those that do not differ.
                if best is None or error < best.error - SAME:
                    interface = replace(
                        fed,
                        output_shape=shape,
                        activation=activation,
                        person_channel=channel,
                        output_range=output_range,
                    )
                    best = _Reading(interface, error, values)
        assert best is not None, "there is a way to read any output"
        return best

    def _errors(
        self,
        outputs: Sequence[Tensor],
        activation: Activation,
        output_range: Range,
        wishes: Wishes,
    ) -> Iterator[tuple[int, float]]:
        """The error of each channel that may be the person's; what is likely comes first."""
        low, high = output_range
        wrong = []
        for output, portrait in zip(outputs, self._portraits, strict=True):
            said = activated(by_channel(output, output.shape), activation)
            probability = np.nan_to_num(np.clip((said - low) / (high - low), 0, 1))
            person, background = (
                np.tensordot(probability, weights(region, probability.shape), axes=2)
                for region in (portrait.person, portrait.background)
            )
            wrong.append((1 - person + background) / 2)
        errors = np.mean(wrong, axis=0)
        # The background as a rule comes first.
        channels: Sequence[int] = [*range(1, len(errors)), 0]
        if wishes.person_channel is not None:
            if wishes.person_channel >= len(errors):
                raise Misfit(
                    f"its output has {len(errors)} channels, and --person-channel is "
                    f"{wishes.person_channel}; they are counted from 0"
                )
            channels = [wishes.person_channel]
        yield from ((channel, float(errors[channel])) for channel in channels)


def _ways_to_read(
    shape: tuple[int, ...], values: Range, wishes: Wishes
) -> Iterator[tuple[Activation, Range]]:
    """What the values may mean; what is likely comes first."""
    lowest, highest = values
    one = channels_of(shape) == 1
    left_to_do: Sequence[Activation] = ["sigmoid"] if one else ["softmax", "sigmoid"]
    ways: list[tuple[Activation, Range]]
    if lowest >= -ROUNDING and highest <= 1 + ROUNDING:
        ways = [("none", UNIT)]
    elif lowest >= -ROUNDING and highest <= BYTE[1] + ROUNDING:
        ways = [("none", BYTE), *((activation, UNIT) for activation in left_to_do)]
    else:
        ways = [(activation, UNIT) for activation in left_to_do]
    if wishes.activation is not None:
        fitting = [way for way in ways if way[0] == wishes.activation]
        ways = fitting or [(wishes.activation, UNIT)]
    if one and ways[0][0] == "softmax":
        raise Misfit("its output has one channel, and --activation softmax needs two or more")
    if wishes.output_range is not None:
        yield from dict.fromkeys((activation, wishes.output_range) for activation, _ in ways)
        return
    yield from ways
    # A channel of the background, turned round.
    yield from ((activation, (high, low)) for activation, (low, high) in ways)


def _values(outputs: Sequence[Tensor]) -> Range:
    """The lowest and the highest; raises Misfit if there is none."""
    finite = np.concatenate([output[np.isfinite(output)] for output in outputs])
    if finite.size == 0:
        raise Misfit("its output for portraits is nothing but infinities and what is no number")
    return float(finite.min()), float(finite.max())


def _misfit(trial: _Trial, best: _Reading, wishes: Wishes) -> Misfit:
    """What a model looks like that is refused, and which of the wishes to change if that helps."""
    wished = [name for name in OPTIONS if getattr(wishes, name) is not None]
    if not wished:
        return Misfit(looks_like(trial.shown(best.interface), best.interface, best.values))
    free = Wishes(input_size=wishes.input_size, layout=wishes.layout, output=wishes.output)
    right = min(trial.readings(free), key=lambda one: one.error).interface
    if not is_good(trial.shown(right)):
        return Misfit(looks_like(trial.shown(best.interface), best.interface, best.values))
    # Wrong in nothing but in what was wished for.
    others = {name: getattr(right, name) for name in OPTIONS if name not in wished}
    (wrong,) = trial.readings(replace(wishes, **others))
    advice = [
        option_words(name, getattr(right, name))
        for name in wished
        if getattr(right, name) != getattr(wishes, name)
    ]
    looks = looks_like(trial.shown(wrong.interface), wrong.interface, wrong.values)
    return Misfit(f"{looks}: try {' '.join(advice)}")


def _doubts(taken: ModelInterface, rivals: Sequence[ModelInterface]) -> tuple[str, ...]:
    if not rivals:
        return ()
    ours = option_words("input_ranges", taken.input_ranges)
    theirs = " and ".join(value_words("input_ranges", one.input_ranges) for one in rivals)
    fit = "fits" if len(rivals) == 1 else "fit"
    return (f"{ours} was taken, but {theirs} {fit} as well: give what the model's makers say",)
