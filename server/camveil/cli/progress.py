"""A bar for whoever waits at a terminal; programs and files never see one."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import click

STEPS: Final = 1000
"Of every bar, from its start to its end."


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[float, str], None]]:
    """Gives a function that moves the bar: the part that is done, 0 to 1, and a word on it.

    Where nobody can know the part, it is 0, and the words tell how it goes on.
    """
    with click.progressbar(
        length=STEPS,
        label=label,
        file=sys.stderr,
        hidden=not sys.stderr.isatty(),
        item_show_func=lambda words: words,
    ) as bar:

        def move(part: float, words: str) -> None:
            bar.update(max(0, round(min(part, 1.0) * STEPS) - bar.pos), words)

        yield move
