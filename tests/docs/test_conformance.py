"""The page of conformance: every case has a test that is there, or says what is open."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
ROWS: Final = 75
TEXT: Final = (ROOT / "docs" / "conformance.md").read_text("utf-8")
TABLE: Final = dict(re.findall(r"^\| (\d+) \| (.*) \|$", TEXT, re.MULTILINE))
NAMED: Final = re.compile(r"`(\S+?\.(?:py|test\.js))::((?:[^`\\]|\\.)+)`")


def titles_in(file: Path) -> set[str]:
    text = file.read_text("utf-8")
    if file.suffix == ".py":
        return {node.name for node in ast.walk(ast.parse(text)) if hasattr(node, "name")}
    return set(re.findall(r"\btest\('((?:[^'\\]|\\.)*)'", text))


def test_every_case_has_a_row() -> None:
    assert list(TABLE) == [str(number) for number in range(1, ROWS + 1)]


@pytest.mark.parametrize("number", TABLE)
def test_a_row_names_tests_that_are_there_or_says_what_is_open(number: str) -> None:
    shown_by = TABLE[number].rsplit(" | ", 1)[1]
    named = NAMED.findall(shown_by)
    assert named or "open" in shown_by
    for file, name in named:
        assert name.replace("\\`", "`") in titles_in(ROOT / "tests" / file), file
