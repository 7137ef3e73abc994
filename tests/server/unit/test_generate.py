import copy
import importlib.util
import json
import subprocess
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from camveil.installation import CHECKOUT

GENERATE = CHECKOUT / "server" / "protocol" / "generate.py"


def _load() -> ModuleType:
    """A script, in no package."""
    spec = importlib.util.spec_from_file_location("generate", GENERATE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


generate = _load()
SCHEMA: dict[str, Any] = json.loads(generate.SCHEMA.read_text("utf-8"))


def test_what_is_committed_is_what_the_schema_says() -> None:
    subprocess.run([sys.executable, GENERATE, "--check"], check=True)


def test_a_change_of_the_schema_changes_both_languages() -> None:
    changed = copy.deepcopy(SCHEMA)
    changed["x-constants"]["PROTOCOL_VERSION"]["value"] = 99
    changed["$defs"]["Configure"]["properties"]["blur"]["type"] = "integer"
    python, javascript = generate.python_module(changed), generate.javascript_module(changed)
    assert "PROTOCOL_VERSION: Final = 99\n" in python
    assert "export const PROTOCOL_VERSION = 99;\n" in javascript
    assert "    blur: int\n" in python
    assert "blur: { kind: 'integer' }" in javascript


@pytest.mark.parametrize(
    "write", [generate.python_module, generate.javascript_module, generate.reference_page]
)
def test_every_word_of_the_schema_arrives_in_both_languages_and_the_reference(
    write: Callable[[dict[str, Any]], str],
) -> None:
    module = write(SCHEMA)
    for name in [*generate.constants(SCHEMA), *generate.messages(SCHEMA)]:
        assert name in module
    for name in generate.CODE_TABLES:
        assert all(code in module for code in generate.codes(SCHEMA, name))
    for message in generate.messages(SCHEMA).values():
        for field in generate.fields(message):
            assert field in module


@pytest.mark.parametrize("change", ["optional field", "more fields"])
def test_a_shape_that_the_generator_does_not_know_is_refused(change: str) -> None:
    changed = copy.deepcopy(SCHEMA)
    if change == "optional field":
        changed["$defs"]["Configure"]["required"].remove("blur")
    else:
        changed["$defs"]["Configure"]["additionalProperties"] = True
    with pytest.raises(ValueError, match="Configure"):
        generate.python_module(changed)
