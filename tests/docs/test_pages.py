"""What the pages say can be done: links lead somewhere, commands exist, files are there."""

import importlib.util
import re
import shlex
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click
import pytest

from camveil.cli import main
from camveil.config import Configuration
from camveil.installation import CHECKOUT

PAGES: Final = [
    CHECKOUT / name
    for name in subprocess.check_output(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=CHECKOUT,
        text=True,
    ).splitlines()
    if (CHECKOUT / name).exists()
]
FOLDERS: Final = ("server", "extension", "models", "tests", "docs")
MADE: Final = ("build/", "extension/dist", "extension/node_modules")
"What `make` makes, and a fresh checkout lacks."
FENCE: Final = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SPAN: Final = re.compile(r"`([^`\n]+)`")
LINK: Final = re.compile(r"\]\(([^)\s]+)\)")
HEADING: Final = re.compile(r"^#+ (.+)$", re.MULTILINE)
PROMPT_END: Final = re.compile(r"\s+#.*$|\s{2,}.*$")
"A shell's comment, or what a list of commands says of each."
TARGETS: Final = set(
    re.findall(r"^([a-z-]+):", (CHECKOUT / "Makefile").read_text("utf-8"), re.MULTILINE)
)


def name_of(page: Path) -> str:
    return str(page.relative_to(CHECKOUT))


def without_fences(page: Path) -> str:
    return FENCE.sub("", page.read_text("utf-8"))


def fences(page: Path, language: str) -> list[str]:
    return [body for kind, body in FENCE.findall(page.read_text("utf-8")) if kind == language]


def anchor(heading: str) -> str:
    """As GitHub makes it."""
    words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
    return re.sub(r"[^\w\- ]", "", words).replace(" ", "-")


def anchors(page: Path) -> set[str]:
    return {anchor(heading) for heading in HEADING.findall(without_fences(page))}


def command_lines(page: Path) -> Iterator[list[str]]:
    """Each line that a person could type, in its words."""
    lines = [line for body in fences(page, "sh") for line in body.splitlines()]
    lines += SPAN.findall(without_fences(page))
    for line in lines:
        try:
            words = shlex.split(PROMPT_END.sub("", line.strip()))
        except ValueError:  # code of another kind
            continue
        if words:
            yield words


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in LINK.findall(without_fences(page)):
        if re.match(r"[a-z]+:", link):  # elsewhere: nothing here goes there
            continue
        path, _, fragment = link.partition("#")
        target = page.parent / path if path else page
        assert target.exists(), link
        if fragment and target.suffix == ".md":
            assert fragment in anchors(target), link


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_command_exists_with_its_options(page: Path) -> None:
    for words in command_lines(page):
        if Path(words[0]).name == "camveil" and words[0] in ("camveil", ".venv/bin/camveil"):
            assert problem(main, words[1:]) is None, words


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_target_of_make_exists(page: Path) -> None:
    for words in command_lines(page):
        if words[0] == "make" and len(words) == 2:
            assert words[1] in TARGETS, words


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_module_that_is_run_exists(page: Path) -> None:
    for words in command_lines(page):
        if words[0].endswith("python") and "-m" in words:
            module = words[words.index("-m") + 1]
            assert importlib.util.find_spec(module) is not None, words


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_file_that_is_named_is_there(page: Path) -> None:
    for span in SPAN.findall(without_fences(page)):
        path = span.partition(":")[0].rstrip("/")
        if re.fullmatch(rf"({'|'.join(FOLDERS)})/[\w./*-]+", path) and not path.startswith(MADE):
            # conformance.md names tests from their own folder.
            assert [*CHECKOUT.glob(path), *CHECKOUT.glob(f"tests/{path}")], span


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_example_of_a_configuration_is_one(page: Path, tmp_path: Path) -> None:
    for body in fences(page, "toml"):
        file = tmp_path / "config.toml"
        file.write_text(body)
        assert tomllib.loads(body)
        assert Configuration(flags={}, environ={}, file=file).choices().problems == []


def problem(command: click.Command, words: list[str]) -> str | None:
    """What is wrong with these words after this command; None if nothing is."""
    options = {name: one for one in command.params for name in (*one.opts, *one.secondary_opts)}
    while words:
        word, *words = words
        if word.startswith("-"):
            option = options.get(word.partition("=")[0])
            if word != "--help" and option is None:
                return f"no option {word}"
            if isinstance(option, click.Option) and not option.is_flag and "=" not in word:
                words = words[1:]
        elif isinstance(command, click.Group):
            found = command.get_command(click.Context(command), word)
            return problem(found, words) if found else f"no command {word}"
    return None


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ([], None),
        (["serve", "--port", "1", "--model=x"], None),
        (["config", "explain", "port"], None),
        (["--version"], None),
        (["srve"], "no command srve"),
        (["serve", "--prot", "1"], "no option --prot"),
        (["config", "--json", "expalin"], "no command expalin"),
    ],
)
def test_a_command_that_does_not_exist_is_found(words: list[str], wrong: str | None) -> None:
    assert problem(main, words) == wrong
