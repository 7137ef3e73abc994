"""The model that a command runs by itself, without a server."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import click

from camveil.config import Configuration

if TYPE_CHECKING:
    from camveil.clock import Clock
    from camveil.segmenters import OwnedSegmenter


@contextmanager
def chosen_segmenter(configuration: Configuration, clock: "Clock") -> Iterator["OwnedSegmenter"]:
    """The one that the configuration names, ready. What runs it instead of what was wanted is told.

    Raises ModelUnavailable, ModelRefused or ConfigUnusable.
    """
    from camveil.segmenters import AddedModels, models_dir, open_segmenter
    from camveil.segmenters.providers import fallback_words

    values = configuration.values()
    added, wanted = AddedModels(values["models_dir"]), values["provider"]
    opened = open_segmenter(values["model"], models_dir(), clock, added, wanted)
    with closing(opened) as segmenter:
        segmenter.wait_ready()
        for fallback in fallback_words(wanted, segmenter.choices):
            click.secho(f"{fallback}.", fg="yellow", err=True)
        yield segmenter
