"""Every place that refuses a choice has a reason of the protocol's, with all of its parts."""

import ast
import re
from pathlib import Path
from typing import get_args

import pytest

import camveil
from camveil.errors import BackgroundRefused, ChoiceRefused, SettingsRefused
from camveil.protocol import REASONS, ReasonCode

KINDS: list[type[ChoiceRefused]] = [BackgroundRefused, SettingsRefused]
ONLY_THE_EXTENSIONS = {"gone"}


def refusals() -> list[ast.Call]:
    """Each call of one of them in the server."""
    files = Path(camveil.__file__).parent.rglob("*.py")
    nodes = [node for file in files for node in ast.walk(ast.parse(file.read_text("utf-8")))]
    return [
        node
        for node in nodes
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in [kind.__name__ for kind in KINDS]
    ]


def reason_of(call: ast.Call) -> ReasonCode:
    reason: ReasonCode = ast.literal_eval(call.args[0])
    return reason


def test_these_are_all_that_have_reasons() -> None:
    assert ChoiceRefused.__subclasses__() == KINDS
    assert {ast.unparse(call.func) for call in refusals()} == {kind.__name__ for kind in KINDS}


def test_the_server_gives_each_reason_and_no_other() -> None:
    assert {reason_of(call) for call in refusals()} == set(REASONS) - ONLY_THE_EXTENSIONS


@pytest.mark.parametrize("call", refusals(), ids=ast.unparse)
def test_each_place_gives_as_many_parts_as_its_sentence_has(call: ast.Call) -> None:
    numbers = re.findall(r"\$(\d)", REASONS[reason_of(call)])
    assert sorted(numbers) == [str(n + 1) for n in range(len(call.args) - 1)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("reason", get_args(ReasonCode))
def test_its_sentence_says_what_is_wrong_and_what_to_do(
    kind: type[ChoiceRefused], reason: ReasonCode
) -> None:
    refused = kind(reason, "eins", 2)
    assert refused.parts == ("eins", "2")
    said = REASONS[reason].replace("$1", "eins").replace("$2", "2")
    assert str(refused) == said
    assert re.fullmatch(r".+\. .+\.", said)
