"""From what the command line names to a segmenter."""

from pathlib import Path

from camveil.clock import Clock
from camveil.segmenters.added import AddedModels
from camveil.segmenters.base import OwnedSegmenter
from camveil.segmenters.files import read_own_model
from camveil.segmenters.pair import PairSegmenter
from camveil.segmenters.process.segmenter import ProcessSegmenter
from camveil.segmenters.process.two_sizes import TwoSizesSegmenter
from camveil.segmenters.process.wishes import Wishes, known
from camveil.segmenters.providers import AUTO, CPU
from camveil.segmenters.registry import BUILT_IN, CHEAPER, MODELS, PAIR, models_dir
from camveil.segmenters.selfie import SelfieSegmenter
from camveil.segmenters.spec import ModelSpec
from camveil.settings import Settings


def open_segmenter(
    model: str, folder: Path, clock: Clock, added: AddedModels, provider: str = AUTO
) -> OwnedSegmenter:
    """The built-in or added model of this name, otherwise the user's own file of this path.

    A built-in model is ready; another only begins to load. The caller closes it. `provider` is one
    of `providers.NAMES`. Raises ModelUnavailable or ModelRefused.
    """
    if model in BUILT_IN:
        return load_segmenter(model, folder, provider)
    path, content, spec = _read_own(model, added)
    if spec is None:
        return _own(path, content, clock, None, Wishes(provider=provider))
    wishes = known(spec, tried=False, provider=provider)
    return _own(path, content, clock, spec.name, wishes)


def ready(segmenter: OwnedSegmenter) -> OwnedSegmenter:
    """The same when it can be used; one that cannot is closed. Raises ModelRefused."""
    try:
        segmenter.wait_ready()
    except BaseException:
        segmenter.close()
        raise
    return segmenter


def check_chosen(settings: Settings) -> None:
    """Whether the settings' model is there, without loading it; raises ModelRefused."""
    if settings.model not in BUILT_IN:
        _read_own(settings.model, AddedModels(settings.models_dir))


def _read_own(model: str, added: AddedModels) -> tuple[Path, bytes, ModelSpec | None]:
    """Where one's own model is, its file's content, and its row if it has one."""
    names = added.names()
    if model in names:
        spec = added.spec(model)
        return added.path(spec), added.read(spec), spec
    path = Path(model)
    content = read_own_model(path, else_there_are=f"models are {', '.join((*BUILT_IN, *names))}")
    return path, content, None


def _own(
    path: Path, content: bytes, clock: Clock, name: str | None, wishes: Wishes
) -> TwoSizesSegmenter:
    def start(other_name: str | None, wishes: Wishes) -> ProcessSegmenter:
        return ProcessSegmenter(path, content, clock, name=other_name or name, wishes=wishes)

    return TwoSizesSegmenter(start, wishes)


def open_chosen(settings: Settings, clock: Clock) -> OwnedSegmenter:
    """The same, of the settings' choice."""
    added = AddedModels(settings.models_dir)
    return open_segmenter(settings.model, models_dir(), clock, added, settings.provider)


def load_segmenter(name: str, folder: Path, provider: str = CPU) -> OwnedSegmenter:
    """The one of BUILT_IN with this name (KeyError if none); raises ModelUnavailable."""
    if name == PAIR:
        return PairSegmenter(folder, provider)
    return SelfieSegmenter(MODELS[name], folder, provider, cheaper=CHEAPER[name])
