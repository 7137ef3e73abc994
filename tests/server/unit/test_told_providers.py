"""What the log says of providers."""

import logging
from types import SimpleNamespace
from typing import cast

import pytest

from camveil.http.told_providers import tell_providers
from camveil.log import Log
from camveil.segmenters import OwnedSegmenter
from camveil.segmenters.providers import Choice, Choices


def told(choices: Choices, caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    segmenter = cast("OwnedSegmenter", SimpleNamespace(choices=choices))
    with caplog.at_level(logging.INFO):
        tell_providers("auto", segmenter.choices, Log())
    return [(record.levelname, record.getMessage()) for record in caplog.records]


def test_a_fallback_of_any_model_is_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    choices = {
        "general": Choice("cuda", reasons=("cuda is faster",)),
        "landscape": Choice("cpu", failures=("no memory left",)),
    }
    assert told(choices, caplog) == [
        (
            "INFO",
            'event=provider model=general wanted=auto used=cuda reason="cuda is faster"',
        ),
        (
            "WARNING",
            'event=provider model=landscape wanted=auto used=cpu reason="no memory left"',
        ),
    ]


def test_where_there_is_only_the_processor_nothing_is_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert told({"general": Choice("cpu"), "landscape": Choice("cpu")}, caplog) == []
