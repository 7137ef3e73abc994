"""The effect alone, without the loop: what it costs, and how good its masks are.

`python -m tests.bench.effect [--evalset FOLDER] [--models NAME ...]`. How good masks are is told
with a folder of clips with known alphas and an `evaluate.py` that scores them; without it that
part is left out.

Of the time that it takes, most goes into ten minutes of video for the memory: seven minutes for the
three models on a machine that takes 10 ms a frame.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

from camveil.segmenters import BUILT_IN, load_segmenter, models_dir
from tests.bench.common import say
from tests.bench.effect.evaluation_set import EvaluationSet
from tests.bench.effect.looks import STRENGTHS, halo_of, sameness_of
from tests.bench.effect.masks import quality_of
from tests.bench.effect.memory import memory_of
from tests.bench.effect.table import table
from tests.bench.effect.times import SIZES, times_of

FRAMES_A_MINUTE: Final = 1800


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--evalset", type=Path, help="folder with evaluate.py and its clips")
    parser.add_argument("--models", nargs="+", choices=BUILT_IN, default=list(BUILT_IN))
    parser.add_argument(
        "--minutes",
        type=float,
        default=10,
        help="of video for the memory, 30 frames a second, as fast as the machine can",
    )
    arguments = parser.parse_args()
    evalset = None if arguments.evalset is None else EvaluationSet(arguments.evalset)

    say("The whole effect, decoded I420 in, I420 out, one thread, a person in motion\n")
    rows = []
    for name in arguments.models:
        segmenter = load_segmenter(name, models_dir())
        rows += [times_of(segmenter, size) for size in SIZES]
    say(table(rows))

    say("\nMemory of one pipeline at 1280x720, above the process with its packages imported\n")
    frames = round(arguments.minutes * FRAMES_A_MINUTE)
    say(table([memory_of(name, frames) for name in arguments.models]))

    say("\nBlur within 20 px of a bright person on a dark wall, and one of the wall alone\n")
    say(table([halo_of(strength) for strength in STRENGTHS]))
    say("\nThe same scene at several sizes, scaled to one\n")
    say(table([sameness_of(strength) for strength in STRENGTHS]))

    say("\nMasks, from the pipeline that the server runs, frames in order, with its budget\n")
    if evalset is None:
        say("Left out: it needs an evaluation set, `make bench EVALSET=FOLDER`.")
        return
    for name in arguments.models:
        say(table(quality_of(load_segmenter(name, models_dir()), evalset)))
        say("")


if __name__ == "__main__":
    main()
