"""The pipeline as the settings want it."""

from camveil.clock import Clock
from camveil.pipeline.edges import BlendMode, EdgeOptions, LightWrap
from camveil.pipeline.mask_options import MaskOptions
from camveil.pipeline.pipeline import Pipeline
from camveil.pipeline.scenes import Scenes
from camveil.segmenters import Segmenter
from camveil.settings import Settings


def chosen_pipeline(
    settings: Settings, segmenter: Segmenter, clock: Clock, scenes: Scenes
) -> Pipeline:
    """For one track. The caller closes it."""
    masks = MaskOptions(
        background_below=settings.mask_background_below,
        person_above=settings.mask_person_above,
        edges=settings.mask_edges,
        smoothing=settings.mask_smoothing,
        share=settings.mask_time_share / 100,
        only_me=settings.only_me,
    )
    edges = EdgeOptions(
        background_below=settings.edge_background_below,
        person_above=settings.edge_person_above,
        calming=settings.edge_calming / 100,
    )
    wrap = LightWrap(
        settings.light_wrapping, BlendMode(settings.blend_mode), settings.light_reach / 100
    )
    return Pipeline(segmenter, clock, masks=masks, scenes=scenes, edges=edges, wrap=wrap)
