import pytest

from camveil.segmenters.spec import IMAGENET
from camveil.segmenters.words import (
    FLAGS,
    option_words,
    parse_range,
    parse_ranges,
    parse_size,
    ranges_words,
    value_words,
)
from camveil.values import Size


@pytest.mark.parametrize("text", ["0:1", "-1:1", "0:255", "1:0", "-0.5:0.5"])
def test_a_range_reads_as_it_is_written(text: str) -> None:
    assert value_words("output_range", parse_range(text)) == text
    assert ranges_words(parse_ranges(text)) == text


def test_each_channel_may_have_a_range_of_its_own() -> None:
    assert parse_ranges("0:1,-1:1,0:255") == ((0, 1), (-1, 1), (0, 255))
    assert ranges_words(parse_ranges("0:1,-1:1,0:255")) == "0:1,-1:1,0:255"
    assert parse_ranges("imagenet") == IMAGENET
    assert ranges_words(IMAGENET) == "imagenet"


def test_a_size_reads_as_it_is_written() -> None:
    assert parse_size("256x144") == Size(256, 144)
    assert value_words("input_size", Size(256, 144)) == "256x144"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "0:1:2",
        "a:b",
        "0:1,0:1",
        "0:1,0:1,0:1,0:1",
        "nan:1",
        "0:nan",
        "0:inf",
        "-inf:0",
        "0:1e999",
        "1:1",
        "0:1,0:1,2:2",
    ],
)
def test_what_is_no_range_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_ranges(text)


@pytest.mark.parametrize("text", ["", "256", "256x", "axb", "1x2x3", "1.5x2"])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_size(text)


def test_an_option_is_said_as_it_is_given() -> None:
    assert option_words("person_channel", 1) == "--person-channel 1"
    assert option_words("input_ranges", IMAGENET) == "--input-range imagenet"
    assert all(flag.startswith("--") for flag in FLAGS.values())
