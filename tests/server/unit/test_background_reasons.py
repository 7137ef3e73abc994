"""Every place that refuses a background has a reason of the protocol's, with all of its parts."""

import ast
import re
from pathlib import Path
from typing import get_args

import pytest

import camveil
from camveil.errors import BackgroundRefused
from camveil.protocol import BACKGROUND_REASONS, BackgroundReason

ONLY_THE_EXTENSIONS = {"gone"}


def refusals() -> list[ast.Call]:
    """Each call of BackgroundRefused in the server."""
    files = Path(camveil.__file__).parent.rglob("*.py")
    nodes = [node for file in files for node in ast.walk(ast.parse(file.read_text("utf-8")))]
    return [
        node
        for node in nodes
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == BackgroundRefused.__name__
    ]


def reason_of(call: ast.Call) -> BackgroundReason:
    reason: BackgroundReason = ast.literal_eval(call.args[0])
    return reason


def test_the_server_gives_each_reason_and_no_other() -> None:
    assert {reason_of(call) for call in refusals()} == set(BACKGROUND_REASONS) - ONLY_THE_EXTENSIONS


@pytest.mark.parametrize("call", refusals(), ids=ast.unparse)
def test_each_place_gives_as_many_parts_as_its_sentence_has(call: ast.Call) -> None:
    numbers = re.findall(r"\$(\d)", BACKGROUND_REASONS[reason_of(call)])
    assert sorted(numbers) == [str(n + 1) for n in range(len(call.args) - 1)]


@pytest.mark.parametrize("reason", get_args(BackgroundReason))
def test_its_sentence_says_what_is_wrong_and_what_to_do(reason: BackgroundReason) -> None:
    refused = BackgroundRefused(reason, "eins", 2)
    assert refused.parts == ("eins", "2")
    said = BACKGROUND_REASONS[reason].replace("$1", "eins").replace("$2", "2")
    assert str(refused) == said
    assert re.fullmatch(r".+\. .+\.", said)
