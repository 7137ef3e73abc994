"""What runs a model: the processor, or something faster if this machine has it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

from camveil.values import Alpha

CPU: Final = "cpu"
AUTO: Final = "auto"
FASTER: Final = 0.8
"Of the processor's time: what gains less is not worth another copy of each picture."
LEVELS_APART: Final = 4.0
"Of 255, on the average: less accurate arithmetic moves an edge a little."


@dataclass(frozen=True, slots=True)
class Provider:
    """One of onnxruntime's execution providers."""

    runtime: str
    "onnxruntime's name for it."
    package: str
    "What brings it."


PROVIDERS: Final[Mapping[str, Provider]] = MappingProxyType(
    {
        CPU: Provider("CPUExecutionProvider", "onnxruntime"),
        "cuda": Provider("CUDAExecutionProvider", "onnxruntime-gpu"),
        "directml": Provider("DmlExecutionProvider", "onnxruntime-directml"),
        "coreml": Provider("CoreMLExecutionProvider", "onnxruntime for macOS"),
        "openvino": Provider("OpenVINOExecutionProvider", "onnxruntime-openvino"),
    }
)
NAMES: Final = (AUTO, *PROVIDERS)


class ProviderFailed(Exception):
    """A provider cannot run this model here; says why."""


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """What came of trying a provider."""

    alphas: Sequence[Alpha]
    "Of the portraits."
    inference_s: float
    "Median of warm inferences."


@dataclass(frozen=True, slots=True)
class Choice:
    """Which provider runs a model."""

    provider: str
    reasons: tuple[str, ...] = ()
    "Why not another that works or was not tried, each a sentence without its end."
    failures: tuple[str, ...] = ()
    "Why not one that should have been used; likewise."


Choices = Mapping[str, Choice]
"One for each model that may be asked, by the model's name."


def providers_words(choices: Choices) -> str:
    """What runs the models: one name if it is the same for all of them."""
    used = {choice.provider for choice in choices.values()}
    if len(used) == 1:
        return used.pop()
    return ", ".join(f"{choice.provider} ({model})" for model, choice in choices.items())


def reasons_words(choices: Choices) -> list[str]:
    """Why not another, of all models; each a sentence without its end."""
    return _of_models({model: choice.reasons for model, choice in choices.items()})


def fallback_words(wanted: str, choices: Choices) -> list[str]:
    """What had to be used instead, each a sentence without its end; none if nothing had to be."""
    instead = "" if wanted == AUTO else f" and not on {wanted}"
    return _of_models(
        {
            model: [f"It runs on {choice.provider}{instead}: {'; '.join(choice.failures)}"]
            if choice.failures
            else []
            for model, choice in choices.items()
        }
    )


def _of_models(sentences: Mapping[str, Sequence[str]]) -> list[str]:
    """Each once, with the names of its models if it is not said of all."""
    models: dict[str, list[str]] = {}
    for model, some in sentences.items():
        for sentence in some:
            models.setdefault(sentence, []).append(model)
    return [
        sentence if len(names) == len(sentences) else f"{', '.join(names)}: {sentence}"
        for sentence, names in models.items()
    ]


def choose(wanted: str, built: Sequence[str], measure: Callable[[str], Measured]) -> Choice:
    """The provider that was wanted if it works, for AUTO the fastest; else the processor.

    `built` are those that this onnxruntime has, without the processor. One that does not say what
    the processor says is never chosen. `measure` raises ProviderFailed.
    """
    if wanted == CPU or (wanted == AUTO and not built):
        return Choice(CPU)
    if wanted != AUTO and wanted not in built:
        package = PROVIDERS[wanted].package
        missing = f"this onnxruntime has no {wanted}, which comes with {package}"
        return Choice(CPU, failures=(missing,))
    reference = measure(CPU)
    best, best_s = CPU, reference.inference_s * FASTER
    reasons, failures = [], []
    for name in built if wanted == AUTO else (wanted,):
        try:
            measured = measure(name)
        except ProviderFailed as exc:
            failures.append(f"{name} does not work here: {exc}")
            continue
        if _levels_apart(measured.alphas, reference.alphas) > LEVELS_APART:
            failures.append(f"{name} makes other masks than the processor")
            continue
        if wanted != AUTO:
            return Choice(name)
        reasons.append(
            f"{name} takes {measured.inference_s * 1000:.1f} ms a picture, the processor "
            f"{reference.inference_s * 1000:.1f} ms"
        )
        if measured.inference_s < best_s:
            best, best_s = name, measured.inference_s
    return Choice(best, tuple(reasons), tuple(failures))


def _levels_apart(some: Sequence[Alpha], others: Sequence[Alpha]) -> float:
    return max(
        float(np.abs(one.values.astype(np.int16) - other.values).mean())
        for one, other in zip(some, others, strict=True)
    )
