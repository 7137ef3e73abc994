"""A user's own model in its process, whatever it does."""

import os
import re
import signal
import socket
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from onnx import TensorProto, helper

from camveil.errors import ModelFailed, ModelRefused
from camveil.segmenters import MODELS, load_segmenter, models_dir
from camveil.segmenters.onnx_model import OnnxModel
from camveil.segmenters.portraits import portraits
from camveil.segmenters.process.segmenter import ModelLimits
from camveil.segmenters.process.state import FIRST_WAIT_S
from camveil.segmenters.process.wishes import Wishes
from camveil.segmenters.spec import IMAGENET
from camveil.segmenters.tensors import shrink
from camveil.values import Size
from tests.server.component.own_models import (
    BLACK,
    TRIED,
    WHITE,
    Moves,
    model_processes,
    own_segmenter,
    refusal,
    the_process,
    wait_until,
)
from tests.server.fakes import DEADLINE_S, MS
from tests.server.unit.model_variants import Variant
from tests.server.unit.pictures import noise_picture
from tests.server.unit.tiny_models import (
    bright_model,
    brightest,
    endless_model,
    float_output,
    hungry_model,
    own_model,
)

SOON = ModelLimits(load_within_s=5000 * MS, answer_within_s=300 * MS)
LANDSCAPE = MODELS["landscape"]


@pytest.mark.parametrize("name", MODELS)
def test_it_says_what_the_same_model_says_in_the_server(name: str, told: Moves) -> None:
    content = (models_dir() / MODELS[name].file).read_bytes()
    with own_segmenter(content, wishes=Wishes()) as own:
        own.wait_ready()
        here = OnnxModel(content, own.found.interface)
        assert (own.name, own.input_size) == ("own.onnx", MODELS[name].input_size)
        for seed in range(3):
            picture = noise_picture(Size(320, 240), seed)
            ours = here.alpha(shrink(picture, own.input_size)).values
            assert np.array_equal(own.segment(picture).values, ours)
    assert told.story == ["serving", "closed"]


@pytest.mark.parametrize(
    "variant",
    [
        Variant(layout="NHWC", output_layout="NHWC", channels=2),
        Variant(input_ranges=((-1.0, 1.0),) * 3, activation="sigmoid"),
        Variant(input_ranges=IMAGENET, activation="softmax", channels=21),
        Variant(input_ranges=((0.0, 255.0),) * 3, output_range=(0.0, 255.0)),
        Variant(output_range=(1.0, 0.0)),
    ],
    ids=str,
)
def test_how_to_use_the_same_model_of_other_makers_is_found_out(
    variant: Variant, told: Moves
) -> None:
    with own_segmenter(variant.file(), wishes=Wishes()) as segmenter:
        found = segmenter.found.interface
        assert (found.layout, found.colours) == (variant.layout, "RGB")
        # A portrait in paler colours is a portrait, too.
        assert found.input_ranges == variant.input_ranges or segmenter.found.notes
        assert found.activation == variant.activation
        assert found.output_range == variant.output_range
        assert found.person_channel == variant.channels - 1


def test_a_model_of_other_makers_sees_what_ours_does(told: Moves) -> None:
    variant = Variant(layout="NHWC", colours="BGR", input_ranges=IMAGENET, activation="sigmoid")
    wishes = Wishes(colours="BGR", input_ranges=IMAGENET)
    with own_segmenter(variant.file(), wishes=wishes) as segmenter:
        assert segmenter.found.notes == ()
        theirs = segmenter.segment(portraits()[0].picture).values
    ours = load_segmenter("landscape", models_dir()).segment(portraits()[0].picture).values
    # Theirs gets no colour that a screen cannot show, ours gets what the camera says.
    difference = np.abs(theirs.astype(int) - ours)
    assert difference.max() <= 20
    assert difference.mean() < 0.1


def test_what_cannot_be_found_out_is_asked_for(told: Moves) -> None:
    variant = Variant(open_size=True, second_output=True)
    assert "--input-size" in refusal(variant.file(), wishes=Wishes())
    size = Size(256, 144)
    assert "--output" in refusal(variant.file(), wishes=Wishes(input_size=size))
    wishes = Wishes(input_size=size, output=0)
    with own_segmenter(variant.file(), wishes=wishes) as segmenter:
        assert segmenter.input_size == size


def test_after_a_crash_nothing_is_tried_again(told: Moves) -> None:
    variant = Variant(output_range=(1.0, 0.0))
    with own_segmenter(variant.file(), wishes=Wishes()) as segmenter:
        before = segmenter.segment(portraits()[0].picture).values
        the_process().kill()
        told.wait_for("serving", 2)
        assert np.array_equal(segmenter.segment(portraits()[0].picture).values, before)
        assert '"tried":true' in the_process().cmdline()[-1]


def test_of_two_channels_the_person_s_is_read(told: Moves) -> None:
    none = helper.make_node("Sub", ["light", "light"], ["none"])
    both = helper.make_node("Concat", ["none", "light"], ["alpha"], axis=1)
    model = own_model(brightest("light"), none, both, output=float_output((1, 2, "h", "w")))
    with own_segmenter(model, wishes=replace(TRIED, person_channel=1)) as segmenter:
        assert segmenter.segment(WHITE).values.min() == 255
        assert segmenter.segment(BLACK).values.max() == 0


def test_what_is_no_number_is_background(told: Moves) -> None:
    lost = helper.make_node("Div", ["light", "light"], ["alpha"])
    with own_segmenter(own_model(brightest("light"), lost)) as segmenter:
        assert segmenter.segment(BLACK).values.max() == 0


def test_sessions_share_it_without_mixing_pictures(told: Moves) -> None:
    pictures = [BLACK, WHITE] * 20
    with own_segmenter(bright_model()) as segmenter:
        segmenter.wait_ready()
        with ThreadPoolExecutor(max_workers=8) as threads:
            alphas = list(threads.map(segmenter.segment, pictures))
    assert [int(alpha.values.mean()) for alpha in alphas] == [0, 255] * 20


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "it does not load"),
        (b"not a model", "it does not load"),
        (np.random.default_rng(1).bytes(100_000), "it does not load"),
        ((models_dir() / LANDSCAPE.file).read_bytes()[:200_000], "it does not load"),
        (own_model(brightest(), shape=(1, 3, 100_000, 100_000)), "(1, 3, 100000, 100000)"),
        (own_model(brightest(), shape=(1, 3, 2**40, 2**40)), "(1, 3, 1099511627776, 1099511627"),
        (own_model(brightest(), shape=(1, 3, "h", "w")), "(1, 3, ?, ?)"),
        (own_model(brightest(), kind=TensorProto.FLOAT16), "it does not load"),
        (
            own_model(
                helper.make_node("Identity", ["input"], ["alpha"]),
                output=float_output((1, 3, 16, 32)),
            ),
            "on two portraits it does not tell people from what is behind them",
        ),
        (
            own_model(
                helper.make_node("SequenceConstruct", ["input"], ["alpha"]),
                output=helper.make_tensor_sequence_value_info("alpha", 1, (1, 3, 16, 32)),
            ),
            "its output is of another type",
        ),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else f"{len(value)}-bytes",
)
def test_what_is_no_fitting_model_is_refused_with_a_reason(
    content: bytes, said: str, told: Moves
) -> None:
    assert said in refusal(content, wishes=Wishes())
    assert told.lines == []  # the command line says it


def test_a_model_that_loads_for_ever_is_given_up(told: Moves) -> None:
    limits = ModelLimits(load_within_s=1000 * MS)
    assert "did not answer in time" in refusal(endless_model(at_least=1e18), limits=limits)


def test_a_picture_that_wants_too_much_memory_fails_alone(told: Moves) -> None:
    with own_segmenter(hungry_model()) as segmenter:
        segmenter.wait_ready()
        process = the_process()
        with pytest.raises(ModelFailed, match="cannot do this picture"):
            segmenter.segment(WHITE)
        assert segmenter.segment(BLACK).values.max() == 0
        assert the_process() == process
    assert told.story == ["serving", "closed"]


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGKILL])
def test_a_crash_costs_the_frames_up_to_the_restart(number: signal.Signals, told: Moves) -> None:
    with own_segmenter(bright_model()) as segmenter:
        segmenter.wait_ready()
        for times in (1, 2):
            os.kill(the_process().pid, number)
            told.wait_for("serving", times + 1)
            assert segmenter.segment(WHITE).values.min() == 255
    assert told.story == ["serving", *("waiting", "reloading", "serving") * 2, "closed"]
    assert f"process={number.name}" in "".join(told.lines)


def test_while_there_is_no_process_a_picture_fails_at_once(told: Moves) -> None:
    with own_segmenter(bright_model()) as segmenter:
        for times in (1, 2):  # the second restart waits
            told.wait_for("serving", times)
            os.kill(the_process().pid, signal.SIGKILL)
            told.wait_for("waiting", times)
        with pytest.raises(ModelFailed, match="has ended"):
            segmenter.segment(WHITE)
    assert re.findall(r"due_in_s=(\S+)", "\n".join(told.lines)) == ["0.0", str(FIRST_WAIT_S)]


def test_a_model_that_stands_still_is_ended_in_time(told: Moves) -> None:
    with own_segmenter(bright_model(), limits=SOON) as segmenter:
        segmenter.wait_ready()
        process = the_process()
        process.suspend()
        with ThreadPoolExecutor(max_workers=4) as threads:
            waiting = [threads.submit(segmenter.segment, WHITE) for _ in range(4)]
            errors = [picture.exception(DEADLINE_S) for picture in waiting]
        assert {str(error) for error in errors} == {str(ModelFailed("it did not answer in time"))}
        told.wait_for("serving", 2)
        assert not process.is_running()
        assert segmenter.segment(WHITE).values.min() == 255


def test_a_model_that_never_finishes_is_ended_in_time(told: Moves) -> None:
    with own_segmenter(endless_model(), limits=SOON) as segmenter:
        assert segmenter.segment(BLACK).values.max() == 0
        with pytest.raises(ModelFailed, match="in time"):
            segmenter.segment(WHITE)
        told.wait_for("serving", 2)
        assert segmenter.segment(BLACK).values.max() == 0


def test_closing_does_not_wait_for_a_model_that_stands_still(told: Moves) -> None:
    hours = ModelLimits(answer_within_s=3600)
    with own_segmenter(bright_model(), limits=hours) as segmenter:
        segmenter.wait_ready()
        the_process().suspend()
        with ThreadPoolExecutor(max_workers=2) as threads:
            waiting = [threads.submit(segmenter.segment, WHITE) for _ in range(2)]
            segmenter.close()
            for picture in waiting:
                assert isinstance(picture.exception(DEADLINE_S), ModelFailed)
        with pytest.raises(ModelFailed, match="the server is ending"):
            segmenter.segment(WHITE)
    assert told.story == ["serving", "closed"]


def test_closing_ends_the_wait_for_a_model_that_never_loads(told: Moves) -> None:
    with (
        own_segmenter(bright_model(), hostile="silent") as segmenter,
        ThreadPoolExecutor(max_workers=1) as threads,
    ):
        ready = threads.submit(segmenter.wait_ready)
        wait_until(lambda: bool(model_processes()))
        segmenter.close()
        assert isinstance(ready.exception(DEADLINE_S), ModelRefused)


@pytest.mark.parametrize(
    "how",
    [
        "garbage",
        "huge",
        "pickle",
        "too-large",
        "too-small",
        "other-json",
        "early-alpha",
        "half",
        "exit",
    ],
)
def test_a_process_that_lies_while_it_loads_is_refused(how: str, told: Moves) -> None:
    reason = refusal(bright_model(), hostile=how)
    assert ("has ended" if how in {"half", "exit"} else "an answer that is none") in reason


def test_what_a_process_says_cannot_play_with_the_terminal(told: Moves) -> None:
    assert refusal(bright_model(), hostile="escapes") == "?]0;owned?second line ?"
    assert "owned" not in "".join(told.lines)


@pytest.mark.parametrize("how", ["short", "long", "endless", "other-number", "garbled-picture"])
def test_a_process_that_lies_about_a_picture_is_ended(how: str, told: Moves) -> None:
    with own_segmenter(bright_model(), hostile=how) as segmenter:
        segmenter.wait_ready()
        process = the_process()
        with pytest.raises(ModelFailed, match="an answer that is none"):
            segmenter.segment(WHITE)
        told.wait_for("waiting")
        assert not process.is_running()


@pytest.mark.parametrize("how", ["drip", "leaves-another"])
def test_half_an_answer_is_waited_for_in_vain(how: str, told: Moves) -> None:
    with (
        own_segmenter(bright_model(), limits=SOON, hostile=how) as segmenter,
        pytest.raises(ModelFailed, match="in time"),
    ):
        segmenter.segment(WHITE)


def test_a_picture_that_has_waited_too_long_is_not_begun(told: Moves) -> None:
    limits = ModelLimits(answer_within_s=1000 * MS)
    with own_segmenter(bright_model(), limits=limits, hostile="slow") as segmenter:
        segmenter.wait_ready()
        with ThreadPoolExecutor(max_workers=8) as threads:
            waiting = [threads.submit(segmenter.segment, WHITE) for _ in range(8)]
            errors = [str(picture.exception(DEADLINE_S)) for picture in waiting]
    late = str(ModelFailed("it is too slow for so many cameras"))
    assert set(errors) == {"None", late}
    assert told.story == ["serving", "closed"]


def test_a_process_that_speaks_unasked_is_ended(told: Moves) -> None:
    with own_segmenter(bright_model(), hostile="unasked") as segmenter:
        segmenter.wait_ready()
        told.wait_for("waiting")
    assert "cause=garbled" in "".join(told.lines)


def test_a_process_that_cannot_be_started_is_said_so(told: Moves) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subprocess, "Popen", _no_more_processes)
        assert refusal(bright_model()) == (
            "its process cannot be started (Resource temporarily unavailable)"
        )


def _no_more_processes(*_arguments: object, **_options: object) -> None:
    raise BlockingIOError(11, "Resource temporarily unavailable")


def test_a_thousand_file_descriptors_do_not_matter(told: Moves) -> None:
    """Where `select` gives up, a server with many sessions goes on."""
    many = [socket.socket() for _ in range(1100)]
    try:
        with own_segmenter(bright_model()) as segmenter:
            assert segmenter.segment(WHITE).values.min() == 255
    finally:
        for one in many:
            one.close()
