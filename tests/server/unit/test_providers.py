import numpy as np
import pytest

from camveil.segmenters.providers import (
    AUTO,
    CPU,
    NAMES,
    PROVIDERS,
    Choice,
    Choices,
    Measured,
    ProviderFailed,
    choose,
    fallback_words,
    providers_words,
    reasons_words,
)
from camveil.settings import PROVIDERS as CHOICES
from camveil.values import Alpha

PERSON = np.full((16, 32), 200, np.uint8)


class Machine:
    """Providers, each with how long an inference takes in ms; a text for one that fails."""

    def __init__(self, **takes: float | str) -> None:
        self._takes = takes
        self.tried: list[str] = []
        self.sees: dict[str, np.ndarray] = {}

    def measure(self, provider: str) -> Measured:
        self.tried.append(provider)
        takes = self._takes[provider]
        if isinstance(takes, str):
            raise ProviderFailed(takes)
        return Measured([Alpha(self.sees.get(provider, PERSON))], takes / 1000)

    def choose(self, wanted: str) -> Choice:
        return choose(wanted, [name for name in self._takes if name != CPU], self.measure)


def test_the_settings_offer_every_provider() -> None:
    assert set(CHOICES) == set(NAMES)
    assert set(PROVIDERS) == set(NAMES) - {AUTO}


@pytest.mark.parametrize("wanted", [CPU, AUTO])
def test_without_another_nothing_is_measured(wanted: str) -> None:
    machine = Machine(cpu=2.0)
    assert machine.choose(wanted) == Choice(CPU)
    assert machine.tried == []


def test_the_processor_that_is_wanted_is_taken_although_others_may_be_faster() -> None:
    machine = Machine(cpu=2.0, cuda=0.5)
    assert machine.choose(CPU) == Choice(CPU)
    assert machine.tried == []


def test_the_fastest_is_taken_by_itself() -> None:
    choice = Machine(cpu=2.0, cuda=0.9, openvino=0.5).choose(AUTO)
    assert choice.provider == "openvino"
    assert choice.reasons == (
        "cuda takes 0.9 ms a picture, the processor 2.0 ms",
        "openvino takes 0.5 ms a picture, the processor 2.0 ms",
    )


def test_what_is_hardly_faster_is_left_alone() -> None:
    choice = Machine(cpu=2.0, cuda=1.9).choose(AUTO)
    assert choice == Choice(CPU, ("cuda takes 1.9 ms a picture, the processor 2.0 ms",))


def test_what_is_wanted_is_taken_even_if_it_is_slower() -> None:
    assert Machine(cpu=2.0, cuda=9.0).choose("cuda") == Choice("cuda")


@pytest.mark.parametrize("wanted", ["cuda", AUTO])
def test_what_does_not_work_here_is_told(wanted: str) -> None:
    choice = Machine(cpu=2.0, cuda="no device").choose(wanted)
    assert choice == Choice(CPU, failures=("cuda does not work here: no device",))


def test_what_this_build_lacks_is_told_with_what_brings_it() -> None:
    choice = Machine(cpu=2.0).choose("cuda")
    assert choice.provider == CPU
    assert choice.failures == ("this onnxruntime has no cuda, which comes with onnxruntime-gpu",)


@pytest.mark.parametrize("wanted", ["cuda", AUTO])
def test_what_sees_another_person_is_not_used(wanted: str) -> None:
    machine = Machine(cpu=2.0, cuda=0.1)
    machine.sees["cuda"] = PERSON + 10
    choice = machine.choose(wanted)
    assert choice == Choice(CPU, failures=("cuda makes other masks than the processor",))


def test_an_edge_that_is_moved_a_little_is_the_same_person() -> None:
    machine = Machine(cpu=2.0, cuda=0.1)
    machine.sees["cuda"] = PERSON.copy()
    machine.sees["cuda"][:, :2] -= 50
    assert machine.choose(AUTO).provider == "cuda"


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"landscape": Choice(CPU)}, "cpu"),
        ({"general": Choice("cuda"), "landscape": Choice("cuda")}, "cuda"),
        ({"general": Choice("cuda"), "landscape": Choice(CPU)}, "cuda (general), cpu (landscape)"),
    ],
)
def test_what_runs_is_told_of_each_model(choices: Choices, words: str) -> None:
    assert providers_words(choices) == words


FULL = Choice(CPU, failures=("cuda does not work here: out of memory",))
FULL_WORDS = "cuda does not work here: out of memory"


@pytest.mark.parametrize(
    ("wanted", "choices", "words"),
    [
        ("cuda", {"general": Choice("cuda"), "landscape": Choice("cuda")}, []),
        (
            "cuda",
            {"general": FULL, "landscape": FULL},
            [f"It runs on cpu and not on cuda: {FULL_WORDS}"],
        ),
        (
            "cuda",
            {"general": Choice("cuda"), "landscape": FULL},
            [f"landscape: It runs on cpu and not on cuda: {FULL_WORDS}"],
        ),
        (AUTO, {"landscape": Choice(CPU, ("cuda is slower",))}, []),
        (
            AUTO,
            {"general": FULL, "landscape": Choice("cuda")},
            [f"general: It runs on cpu: {FULL_WORDS}"],
        ),
    ],
)
def test_a_fallback_of_any_model_is_told(wanted: str, choices: Choices, words: list[str]) -> None:
    assert fallback_words(wanted, choices) == words


def test_what_is_said_of_all_models_is_said_once() -> None:
    slower = Choice(CPU, ("cuda is slower",))
    faster = Choice("cuda", ("cuda is faster",))
    assert reasons_words({"general": slower, "landscape": slower}) == ["cuda is slower"]
    assert reasons_words({"general": slower, "landscape": faster}) == [
        "general: cuda is slower",
        "landscape: cuda is faster",
    ]
