"""An ONNX model that is loaded and warm."""

import os
from contextlib import AbstractContextManager, nullcontext
from statistics import median
from threading import Lock
from typing import Any, Final

import numpy as np

from camveil.clock import SystemClock
from camveil.segmenters.portraits import portraits
from camveil.segmenters.providers import CPU, PROVIDERS, Choice, Measured, ProviderFailed, choose
from camveil.segmenters.spec import ModelInterface
from camveil.segmenters.tensors import Shrunk, input_tensor, output_alpha, shrink
from camveil.values import Alpha

# Its makers' builds write a number for this machine to the person's folder and report each model
# to them, from the import on. Only this, set before, keeps them from all of it.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
import onnxruntime

ERRORS_ONLY: Final = 3
FATAL_ONLY: Final = 4
MEASURED_RUNS: Final = 7


class UnfitOutput(Exception):
    """The model's output is not what its interface says."""

    def __init__(self, output: object, interface: ModelInterface) -> None:
        kind, shape = (getattr(output, name, "no tensor") for name in ("dtype", "shape"))
        found = kind if kind == shape else f"{kind} {shape}"
        super().__init__(f"its output is {found}, expected float32 {interface.output_shape}")


class OnnxModel:
    """Runs on one provider. May be used by several threads at once."""

    def __init__(self, content: bytes, interface: ModelInterface, provider: str = CPU) -> None:
        """Load and warm up; raises UnfitOutput, ProviderFailed, or onnxruntime's own exceptions."""
        self.interface = interface
        self._session = open_session(content, provider)
        self._input = self._session.get_inputs()[0].name
        self._output = self._session.get_outputs()[interface.output].name
        # Not every provider can do two things at once.
        self._turn: AbstractContextManager[object] = nullcontext() if provider == CPU else Lock()
        # The first run plans and allocates: here nobody is waiting for a picture.
        width, height = interface.input_size
        black, grey = (np.full((height, width), value, np.uint8) for value in (0, 128))
        self.alpha(Shrunk(black, grey, grey, full_range=True))

    def alpha(self, shrunk: Shrunk) -> Alpha:
        """Of a picture of the interface's size; raises as `__init__` does."""
        tensor = input_tensor(shrunk, self.interface)
        with self._turn:
            output: Any = self._session.run([self._output], {self._input: tensor})[0]
        # A model may answer each picture with another shape; and onnxruntime knows lists and maps.
        fits = getattr(output, "shape", None) == self.interface.output_shape
        if not fits or output.dtype != np.float32:
            raise UnfitOutput(output, self.interface)
        return output_alpha(output, self.interface)


def open_model(content: bytes, interface: ModelInterface, wanted: str) -> tuple[OnnxModel, Choice]:
    """The model on the provider that is wanted or chosen; `wanted` is one of `providers.NAMES`.

    Raises UnfitOutput, or onnxruntime's own exceptions.
    """
    models: dict[str, OnnxModel] = {}

    def measure(provider: str) -> Measured:
        try:
            models[provider] = OnnxModel(content, interface, provider)
            return _measured(models[provider])
        except ProviderFailed:
            raise
        except Exception as exc:  # onnxruntime's own exceptions share no other base
            if provider == CPU:
                raise
            raise ProviderFailed(first_line(exc)) from exc

    choice = choose(wanted, built_providers(), measure)
    model = models.get(choice.provider) or OnnxModel(content, interface)
    return model, choice


def built_providers() -> list[str]:
    """Which providers this onnxruntime has beside the processor; the machine may lack them."""
    available = onnxruntime.get_available_providers()
    return [name for name, one in PROVIDERS.items() if name != CPU and one.runtime in available]


def open_session(content: bytes, provider: str) -> onnxruntime.InferenceSession:
    """Load a model; raises ProviderFailed, or onnxruntime's own exceptions."""
    options = onnxruntime.SessionOptions()
    # A second thread gains a third in time, for half as much CPU again that the browser needs.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    # What fails to load is said below, in our words.
    options.log_severity_level = ERRORS_ONLY if provider == CPU else FATAL_ONLY
    if provider == "directml":  # which refuses a session that has it
        options.enable_mem_pattern = False
    name = PROVIDERS[provider].runtime
    session = onnxruntime.InferenceSession(content, sess_options=options, providers=[name])
    # It falls back by itself, and says so on stderr or stdout at most.
    if name not in session.get_providers():
        raise ProviderFailed("its libraries or its device are missing")
    session.disable_fallback()
    return session


def first_line(exc: Exception) -> str:
    """What an exception has to say, briefly."""
    return (str(exc).splitlines() or [type(exc).__name__])[0]


def _measured(model: OnnxModel) -> Measured:
    clock = SystemClock()
    shrunk = [shrink(one.picture, model.interface.input_size) for one in portraits()]
    alphas = [model.alpha(one) for one in shrunk]
    durations_s = []
    for _ in range(MEASURED_RUNS):
        begun_s = clock.now_s()
        model.alpha(shrunk[0])
        durations_s.append(clock.now_s() - begun_s)
    return Measured(alphas, median(durations_s))
