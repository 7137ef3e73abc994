"""Pictures of any size, another each time, come out in their own size."""

from dataclasses import replace

import numpy as np
import pytest
from av import VideoFrame
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from camveil.errors import EffectFailed
from camveil.pipeline.crop import alpha_size
from camveil.pipeline.decode import to_picture
from camveil.pipeline.encode import H264Encoder, Vp8Encoder
from camveil.pipeline.pipeline import Pipeline
from camveil.segmenters.spec import ModelInterface
from camveil.segmenters.tensors import Tensor, output_alpha
from camveil.values import Alpha, EffectSettings, Picture, Plane, Size
from tests.server.unit.pictures import (
    ODD_SIZES,
    PLACE,
    FixedSegmenter,
    SteppingClock,
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
        assert processed.alpha.size == alpha_size(size)


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


INTERFACE = ModelInterface(input_size=Size(16, 16), output_shape=(1, 1, 16, 16))


@given(
    arrays.arrays(
        np.float32,
        INTERFACE.output_shape,
        elements=st.floats(width=32) | st.sampled_from([-1.0, -0.1, 0.0, 0.5, 1.0, 1e9]),
    ),
    st.sampled_from([INTERFACE, replace(INTERFACE, output_range=(-7.0, 1.0))]),
)
def test_a_model_makes_nothing_person_that_it_does_not_call_one(
    output: Tensor, interface: ModelInterface
) -> None:
    nobody = ~(output[0, 0] > interface.output_range[0])  # not a number is nobody, too
    assert not output_alpha(output, interface).values[nobody].any()
