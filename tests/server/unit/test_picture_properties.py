"""Pictures of any size, another each time, come out in their own size."""

from dataclasses import replace

import numpy as np
import pytest
from av import VideoFrame
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from camveil.errors import EffectFailed
from camveil.pipeline.decode import to_picture
from camveil.pipeline.encode import H264Encoder, Vp8Encoder
from camveil.pipeline.pipeline import Pipeline
from camveil.segmenters.onnx_session import OnnxSession
from camveil.segmenters.registry import LANDSCAPE
from camveil.segmenters.selfie import SelfieSegmenter
from camveil.segmenters.tensors import Tensor
from camveil.values import Alpha, EffectSettings, Picture, Plane, Size
from tests.server.unit.pictures import (
    ODD_SIZES,
    PLACE,
    FixedSegmenter,
    SteppingClock,
    flat_picture,
    noise_picture,
)

BLUR_AND_MASK = EffectSettings(revision=1, epoch=1, blur=True, mask=True)
FORMATS = ["yuv420p", "yuvj420p", "yuv422p", "yuv444p", "yuvj444p", "nv12", "gray", "rgb24"]
sizes = st.sampled_from(ODD_SIZES) | st.builds(Size, st.integers(1, 70), st.integers(1, 70))
alphas = arrays.arrays(np.uint8, arrays.array_shapes(min_dims=2, max_dims=2, max_side=9))


@given(alphas, st.lists(sizes, min_size=1, max_size=4), st.integers(0, 2**32 - 1))
def test_every_picture_is_composed_in_its_own_size(
    values: Plane, in_turn: list[Size], pts_90khz: int
) -> None:
    pipeline = Pipeline(FixedSegmenter(Alpha(values)), SteppingClock())
    for size in in_turn:
        sent = noise_picture(size, pts_90khz=pts_90khz)
        processed = pipeline.process(sent, BLUR_AND_MASK, PLACE)
        assert processed.composed is not None
        assert processed.composed.size == size
        assert processed.composed.pts_90khz == pts_90khz
        assert processed.alpha is not None
        assert processed.alpha.size == Alpha(values).size


@given(sizes, st.sampled_from(FORMATS))
def test_every_frame_becomes_a_picture_of_its_size(size: Size, format: str) -> None:
    # The decoders give nothing but frames with pixels: an empty frame does not get this far.
    picture = to_picture(VideoFrame(*size, format), 3000)
    assert picture.size == size
    assert picture.pts_90khz == 3000


@pytest.mark.parametrize("kind", [H264Encoder, Vp8Encoder])
@given(in_turn=st.lists(sizes, min_size=1, max_size=3), full_range=st.booleans())
def test_every_picture_is_encoded_or_fails_clearly(
    kind: type[H264Encoder | Vp8Encoder], in_turn: list[Size], full_range: bool
) -> None:
    encoder = kind()
    for size in in_turn:
        picture: Picture = replace(noise_picture(size, pts_90khz=5), full_range=full_range)
        try:
            packet = encoder.encode(picture, key_frame=False)
        except EffectFailed:
            continue
        assert packet.pts == 5
        assert packet.size > 0
    encoder.close()


class AnySession(OnnxSession):
    """A model that answers as it is told."""

    def __init__(self, output: Tensor) -> None:
        self._output = output

    def run(self, tensor: Tensor) -> Tensor:
        return self._output


@given(
    arrays.arrays(
        np.float32,
        (1, 1, 4, 6),
        elements=st.floats(width=32) | st.sampled_from([-1.0, -0.1, 0.0, 0.5, 1.0, 1e9]),
    )
)
def test_a_model_makes_nothing_person_that_it_does_not_call_one(output: Tensor) -> None:
    segmenter = SelfieSegmenter.__new__(SelfieSegmenter)
    segmenter._spec = LANDSCAPE
    segmenter._session = AnySession(output)
    alpha = segmenter.segment(flat_picture(Size(8, 6), 128)).values
    nobody = ~(output[0, 0] > 0)  # not a number is nobody, too
    assert not alpha[nobody].any()
