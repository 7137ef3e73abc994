"""What is configured reaches the pipeline, in a call and in the commands that make clips."""

from pathlib import Path

import pytest

import camveil.chosen_pipeline
from camveil.chosen_pipeline import chosen_pipeline
from camveil.cli.looks import LOOKS, looks_of
from camveil.config import Configuration
from camveil.pipeline.edges import BlendMode, EdgeOptions, LightWrap
from camveil.pipeline.mask_options import MaskOptions
from camveil.pipeline.pipeline import Pipeline
from camveil.pipeline.scenes import NoScenes
from tests.server.unit.pictures import FixedSegmenter, SteppingClock, disc_alpha

FILE = """
mask_background_below = 0.11
mask_person_above = 0.92
mask_edges = 0.3
mask_smoothing = 0.4
mask_time_share = 60
edge_background_below = 0.22
edge_person_above = 0.95
edge_calming = 2.5
light_wrapping = 0.7
light_reach = 10
blend_mode = "linear-dodge"
only_me = true
"""
MASKS = MaskOptions(
    background_below=0.11, person_above=0.92, edges=0.3, smoothing=0.4, share=0.6, only_me=True
)

EDGES = EdgeOptions(background_below=0.22, person_above=0.95, calming=0.025)
WRAP = LightWrap(0.7, BlendMode.LINEAR_DODGE, reach=0.1)


def test_each_option_has_its_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    made: list[tuple[MaskOptions, EdgeOptions, LightWrap]] = []

    class Noted(Pipeline):
        def __init__(
            self,
            *arguments: object,
            masks: MaskOptions,
            edges: EdgeOptions,
            wrap: LightWrap,
            **_: object,
        ) -> None:
            made.append((masks, edges, wrap))

    monkeypatch.setattr(camveil.chosen_pipeline, "Pipeline", Noted)
    file = tmp_path / "camveil.toml"
    file.write_text(FILE)
    looks = looks_of(Configuration(flags={}, environ={}, file=file))
    chosen_pipeline(looks, FixedSegmenter(disc_alpha()), SteppingClock(), NoScenes())
    assert made == [(MASKS, EDGES, WRAP)]


def test_every_option_that_decides_a_look_is_in_the_file_above() -> None:
    assert [line.split(" = ")[0] for line in FILE.split("\n") if line] == list(LOOKS)
