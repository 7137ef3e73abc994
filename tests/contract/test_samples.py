"""The golden samples: a real JSON Schema validator and our own decoder must agree on each."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from camveil import wire
from camveil.errors import BadMessage
from camveil.protocol import MESSAGES, FrameResultHeader

PROTOCOL = Path(__file__).resolve().parents[2] / "server" / "protocol"
SCHEMA: dict[str, Any] = json.loads((PROTOCOL / "schema.json").read_text("utf-8"))
GOOD = sorted((PROTOCOL / "samples" / "good").glob("*.json"))
BAD = sorted((PROTOCOL / "samples" / "bad").glob("*.json"))
FRAME_RESULTS = sorted((PROTOCOL / "samples" / "frame-result").glob("*.json"))

NAMES = [name for name, spec in SCHEMA["$defs"].items() if spec.get("type") == "object"]
VALIDATOR = Draft202012Validator(
    {"$defs": SCHEMA["$defs"], "oneOf": [{"$ref": f"#/$defs/{name}"} for name in NAMES]}
)


def name(path: Path) -> str:
    return path.stem


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_every_message_has_a_good_sample() -> None:
    kinds = {json.loads(path.read_text("utf-8"))["type"] for path in GOOD}
    assert kinds == set(MESSAGES)
    assert len(BAD) > 20


@pytest.mark.parametrize("path", GOOD, ids=name)
def test_both_accept_a_good_sample(path: Path) -> None:
    text = path.read_text("utf-8")
    VALIDATOR.validate(json.loads(text))
    message = wire.decode(text)
    assert json.loads(wire.encode(message)) == json.loads(text)


@pytest.mark.parametrize("path", BAD, ids=name)
def test_both_refuse_a_bad_sample(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not VALIDATOR.is_valid(json.loads(text))
    with pytest.raises(BadMessage):
        wire.decode(text)


@pytest.mark.parametrize("path", FRAME_RESULTS, ids=name)
def test_frame_results_are_laid_out_as_the_schema_says(path: Path) -> None:
    sample = json.loads(path.read_text("utf-8"))
    result = wire.decode_frame_result(bytes.fromhex(sample["hex"]))
    assert asdict(result.header) == sample["header"]
    assert result.header == FrameResultHeader(**sample["header"])
    assert (result.mask_png or b"").hex() == sample["mask_hex"]
