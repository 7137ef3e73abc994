"""Rows of added models, as they lie in the folder, and what a model's process says of one."""

from __future__ import annotations

from camveil.segmenters.added import decode_row, encode_row
from camveil.segmenters.process.messages import Garbled, decode_found, encode_found
from camveil.segmenters.registry import MODELS
from camveil.segmenters.spec import ModelSpec
from tests.fuzz.target import Target


def run(data: bytes) -> None:
    try:
        spec = decode_row(data)
    except ValueError as error:
        str(error).encode()  # it is shown to the person
    else:
        assert decode_row(encode_row(spec)) == spec
    try:
        found = decode_found(data)
    except Garbled:
        pass
    else:
        assert decode_found(encode_found(found)) == found
        assert all(note.isprintable() for note in (*found.notes, found.licence))


TARGET = Target(
    run=run,
    corpus="model_rows",
    words=(
        *(f'"{field}"' for field in ModelSpec.__dataclass_fields__),
        *('"interface"', '"notes"', '"provider"', '"provider_notes"', '"cpu"', '"cuda"'),
        *('"NCHW"', '"NHWC"', '"RGB"', '"BGR"', '"none"', '"sigmoid"', '"softmax"'),
        *(f'"{spec.sha256}"' for spec in MODELS.values()),
        *("true", "null", "1e400", "-0.0", "[0,1]", "{}", "[]", ":", ","),
    ),
)
