import tomllib

import pytest

from camveil.config_text import with_values

WRITTEN = """\
# Mine.
port = 9000   # not the usual one
model = 'pair'  # the best

# [a table that is none]
names = [
  "a.example",  # the first
]
"""


def test_all_else_stays_as_it_was() -> None:
    after = with_values(WRITTEN, {"model": "landscape"})
    assert after == WRITTEN.replace("'pair'", '"landscape"')


def test_who_said_what_it_was_is_not_left_beside_a_new_value() -> None:
    before = 'port = 1  # default\nmodel = "pair"  # default\nprovider = "auto"  # my default\n'
    after = with_values(before, {"model": "general", "provider": "cpu"}, {"default"})
    assert after == 'port = 1  # default\nmodel = "general"\nprovider = "cpu"  # my default\n'


def test_what_is_new_comes_last() -> None:
    after = with_values(WRITTEN, {"provider": "cpu"})
    assert after == WRITTEN + 'provider = "cpu"\n'


@pytest.mark.parametrize("before", ["", "# nothing yet", "port = 1", "port = 1\n\n\n", "a.b = 1"])
def test_whatever_is_there_the_file_can_be_read_afterwards(before: str) -> None:
    values = {"model": 'a "name"', "provider": "cpu"}
    after = with_values(before, values)
    assert tomllib.loads(after) == {**tomllib.loads(before), **values}
    assert with_values(after, values) == after


@pytest.mark.parametrize("before", ["port =", "a = 1\na = 2", "[" * 5000])
def test_what_is_no_file_of_ours_is_refused(before: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        with_values(before, {"model": "pair"})
