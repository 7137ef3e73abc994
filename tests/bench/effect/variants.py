"""What each step of the masks is for: they are scored without it.

`python -m tests.bench.effect.variants EVALSET`, the folder that the whole bench takes. Each picture
has the time it needs, as on a machine that is fast enough.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from unittest.mock import patch

from camveil.pipeline.crop import Box, whole
from camveil.pipeline.mask_options import MaskOptions
from camveil.segmenters import PAIR, Segmenter, load_segmenter, models_dir
from camveil.segmenters.registry import LANDSCAPE, LANDSCAPE_SMALL
from camveil.segmenters.selfie import SelfieSegmenter
from camveil.values import Plane, Size
from tests.bench.common import say
from tests.bench.effect.evaluation_set import EvaluationSet
from tests.bench.effect.masks import quality_of
from tests.bench.effect.table import Row, table

ALL_THE_TIME: Final = 1000.0
"A share that no machine reaches."
WHOLE: Final = MaskOptions(share=ALL_THE_TIME)
NO_EDGES: Final = replace(WHOLE, edges=0)
NOTHING_KEPT: Final = replace(WHOLE, smoothing=0)
PLAIN: Final = replace(WHOLE, edges=0, smoothing=0)


def _everywhere() -> AbstractContextManager[object]:
    """Models look at all of each picture."""

    def all_of_it(alpha: Plane, _box: Box) -> Box:
        return whole(Size(alpha.shape[1], alpha.shape[0]))

    return patch("camveil.pipeline.computed.next_box", all_of_it)


@dataclass(frozen=True, slots=True)
class Variant:
    """A way to make masks."""

    name: str
    model: Callable[[], Segmenter]
    masks: MaskOptions = WHOLE
    changed: Callable[[], AbstractContextManager[object]] = nullcontext


def _pair() -> Segmenter:
    return load_segmenter(PAIR, models_dir())


def _landscape() -> Segmenter:
    return load_segmenter(LANDSCAPE.name, models_dir())


VARIANTS: Final = (
    Variant("pair", _pair),
    Variant("... edges not drawn", _pair, NO_EDGES),
    Variant("... nothing kept", _pair, NOTHING_KEPT),
    Variant("... whole picture", _pair, changed=_everywhere),
    Variant("landscape", _landscape),
    Variant("... its model alone", _landscape, PLAIN, _everywhere),
    Variant("landscape, small", lambda: SelfieSegmenter(LANDSCAPE_SMALL, models_dir())),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("evalset", type=Path)
    evalset = EvaluationSet(parser.parse_args().evalset)
    say(table([row for variant in VARIANTS for row in _rows(variant, evalset)]))


def _rows(variant: Variant, evalset: EvaluationSet) -> Iterator[Row]:
    with variant.changed():
        rows = quality_of(variant.model(), evalset, variant.masks)
    for row in rows:
        if str(row["clip"]).startswith("="):
            yield {**row, "model": variant.name}


if __name__ == "__main__":
    main()
