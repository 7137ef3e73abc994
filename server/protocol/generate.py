"""Write both languages' protocol module, and the reference for people, from schema.json.

`--check` only says if they are stale.

The schema is ordinary JSON Schema with two additions: `x-constants`, and `x-frame-result` for the
layout of the one binary message. What comes out passes both languages' formatters as it is.
"""

import argparse
import json
import re
import struct
import sys
import textwrap
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

HERE: Final = Path(__file__).resolve().parent
ROOT: Final = HERE.parents[1]
SCHEMA: Final = HERE / "schema.json"
PYTHON: Final = ROOT / "server/camveil/protocol.py"
JAVASCRIPT: Final = ROOT / "extension/src/shared/protocol.js"
REFERENCE: Final = ROOT / "docs/protocol.md"

TITLE: Final = "Messages, error codes and constants of the protocol."
ORIGIN: Final = "Written by server/protocol/generate.py from schema.json; edit that instead."
RULES_TEXT: Final = "What every message must hold beside `type`: all of these fields and no other."
WIDTH: Final = 100

CODE_REFERENCE: Final = "#/$defs/ErrorCode"
CODE_TABLES: Final = {"ErrorCode": "ERROR_MEANINGS", "ReasonCode": "REASONS"}
"Sets of codes, and what the table of their descriptions is called in Python."
STRUCT_CODES: Final = {"uint8": "B", "uint16": "H", "uint32": "I"}
BYTE_ORDERS: Final = {"little": "<", "big": ">"}
LIMITS: Final = {
    "minimum": "minimum",
    "exclusiveMinimum": "exclusive_minimum",
    "maximum": "maximum",
    "minLength": "min_length",
    "pattern": "pattern",
}
PYTHON_TYPES: Final = {
    "string": "str",
    "integer": "int",
    "number": "float",
    "boolean": "bool",
    "errorCode": "ErrorCode",
    "strings": "tuple[str, ...]",
}
JAVASCRIPT_TYPES: Final = {
    "string": "string",
    "integer": "number",
    "number": "number",
    "boolean": "boolean",
    "errorCode": "ErrorCode",
    "strings": "string[]",
}

Json = dict[str, Any]
Lines = list[str]


# The schema's parts


def constants(schema: Json) -> Json:
    return {**schema["x-constants"], **schema["x-frame-result"]["constants"]}


def codes(schema: Json, name: str) -> dict[str, str]:
    return {row["const"]: row["description"] for row in schema["$defs"][name]["oneOf"]}


def messages(schema: Json) -> Json:
    """Every message by its name. Raises ValueError for a shape the generators do not know."""
    found = {name: spec for name, spec in schema["$defs"].items() if spec.get("type") == "object"}
    for name, message in found.items():
        if sorted(message["required"]) != sorted(message["properties"]):
            raise ValueError(f"{name}: every property must be required")
        if message["additionalProperties"] is not False:
            raise ValueError(f"{name}: additionalProperties must be false")
    return found


def type_of(message: Json) -> str:
    return str(message["properties"]["type"]["const"])


def fields(message: Json) -> Json:
    return {name: spec for name, spec in message["properties"].items() if name != "type"}


def kind_of(field: Json) -> str:
    """Raises ValueError for a list of anything but strings."""
    if field.get("$ref") == CODE_REFERENCE:
        return "errorCode"
    if field["type"] != "array":
        return str(field["type"])
    if field["items"] != {"type": "string"}:
        raise ValueError(f"a list of {field['items']} is not known")
    return "strings"


# Python


def python_module(schema: Json) -> str:
    out = [f'"""{TITLE}', "", ORIGIN, '"""', ""]
    out += ["from collections.abc import Mapping", "from dataclasses import dataclass"]
    out += ["from types import MappingProxyType", "from typing import Final, Literal", ""]
    for name, constant in constants(schema).items():
        value = constant["value"]
        literal = json.dumps(value) if isinstance(value, str) else repr(value)
        out.append(f"{name}: Final = {literal}")
        out += _remark(constant["description"])
    for name, table in CODE_TABLES.items():
        out += ["", *_python_codes(schema, name, table)]
    for name, message in messages(schema).items():
        out += ["", "", *_class_head(name, message["description"])]
        out.append(f'    type: Literal["{type_of(message)}"] = "{type_of(message)}"')
        for field, spec in fields(message).items():
            out.append(f"    {field}: {PYTHON_TYPES[kind_of(spec)]}")
            out += _remark(spec["description"], "    ")
    out += ["", "", *_python_frame_result(schema["x-frame-result"])]
    out += ["", "Message = (", "    " + "\n    | ".join(messages(schema)), ")", ""]
    out += ["MESSAGES: Final[Mapping[str, type[Message]]] = MappingProxyType(", "    {"]
    out += [f'        "{type_of(spec)}": {name},' for name, spec in messages(schema).items()]
    out += ["    }", ")", *_remark("Every message by its `type`.")]
    out += ["", "", *_python_field_rules(schema)]
    return "\n".join(out) + "\n"


def _python_codes(schema: Json, name: str, table: str) -> Lines:
    rows = codes(schema, name)
    out = [f"{name} = Literal[", *(f'    "{code}",' for code in rows), "]"]
    out += _remark(schema["$defs"][name]["description"])
    out += ["", f"{table}: Final[Mapping[{name}, str]] = MappingProxyType(", "    {"]
    for code, meaning in rows.items():
        if len(line := f'        "{code}": "{meaning}",') <= WIDTH:
            out.append(line)
        else:
            parts = textwrap.wrap(meaning, WIDTH - 15, drop_whitespace=False)
            out += [
                f'        "{code}": (',
                *(f'            "{part}"' for part in parts),
                "        ),",
            ]
    return [*out, "    }", ")"]


def _python_frame_result(layout: Json) -> Lines:
    codes = "".join(STRUCT_CODES[field["type"]] for field in layout["fields"])
    out = _class_head("FrameResultHeader", layout["description"])
    for field in layout["fields"]:
        out += [f"    {field['name']}: int", *_remark(field["description"], "    ")]
    out += ["", "", f'FRAME_RESULT_FORMAT: Final = "{BYTE_ORDERS[layout["byte_order"]]}{codes}"']
    return out + _remark("FrameResultHeader's fields in their order, for `struct`.")


def _python_field_rules(schema: Json) -> Lines:
    out = [*_class_head("FieldRule", "What one field of a message must be.")]
    out += [f"    kind: Literal[{', '.join(json.dumps(kind) for kind in PYTHON_TYPES)}]"]
    for key, limit in LIMITS.items():
        out.append(f"    {limit}: {'str' if key == 'pattern' else 'int'} | None = None")
    out += ["", "", "FIELD_RULES: Final[Mapping[str, Mapping[str, FieldRule]]] = MappingProxyType("]
    out += ["    {"]
    for message in messages(schema).values():
        rules = []
        for field, spec in fields(message).items():
            limits = [
                f"{python}={json.dumps(spec[key])}" for key, python in LIMITS.items() if key in spec
            ]
            rule = ", ".join([f'kind="{kind_of(spec)}"', *limits])
            rules.append(f'            "{field}": FieldRule({rule}),')
        out += _braced(f'        "{type_of(message)}": ', rules, "        ")
    return [*out, "    }", ")", *_remark(RULES_TEXT)]


def _class_head(name: str, description: str) -> Lines:
    out = ["@dataclass(frozen=True, slots=True, kw_only=True)", f"class {name}:"]
    text = textwrap.wrap(f'"""{description}', WIDTH - 7)
    out += [f"    {line}" for line in text]
    if len(text) == 1:
        out[-1] += '"""'
    else:
        out.append('    """')
    return [*out, ""]


def _remark(text: str, pad: str = "") -> Lines:
    """The string below a constant or field that documents it."""
    if len(line := f'{pad}"{text}"') <= WIDTH:
        return [line]
    return [*_wrapped(f'"""{text}', pad), f'{pad}"""']


# JavaScript


def javascript_module(schema: Json) -> str:
    out = ["/**", f" * {TITLE}", " *", f" * {ORIGIN}", " */"]
    for name, constant in constants(schema).items():
        out += ["", *_jsdoc(constant["description"])]
        out.append(f"export const {name} = {_js(constant['value'])};")
    out += ["", *_javascript_error_codes(schema)]
    out += ["", *_javascript_codes(schema, "ReasonCode")]
    for name, message in messages(schema).items():
        tags = [f"@typedef {{object}} {name}", f"@property {{{_js(type_of(message))}}} type"]
        for field, spec in fields(message).items():
            kind = JAVASCRIPT_TYPES[kind_of(spec)]
            tags.append(f"@property {{{kind}}} {field} {spec['description']}")
        out += ["", *_jsdoc(message["description"], *tags)]
    out += ["", *_jsdoc("Any message.", f"@typedef {{{' | '.join(messages(schema))}}} Message")]
    out += ["", *_javascript_field_rules(schema)]
    out += ["", *_javascript_frame_result(schema["x-frame-result"])]
    return "\n".join(out) + "\n"


def _javascript_error_codes(schema: Json) -> Lines:
    out = _javascript_codes(schema, "ErrorCode")
    out += ["", *_jsdoc("", "@type {Readonly<Record<ErrorCode, string>>}")]
    out += ["export const ERROR_MEANINGS = Object.freeze({"]
    for code, meaning in codes(schema, "ErrorCode").items():
        name = code if re.fullmatch(r"[A-Za-z_$][\w$]*", code) else _js(code)
        line = f"  {name}: {_js(meaning)},"
        out += [line] if len(line) <= WIDTH else [f"  {name}:", f"    {_js(meaning)},"]
    return [*out, "});"]


def _javascript_codes(schema: Json, name: str) -> Lines:
    union = _js_union(list(codes(schema, name)))
    return _jsdoc(schema["$defs"][name]["description"], f"@typedef {{{union}}} {name}")


def _javascript_field_rules(schema: Json) -> Lines:
    out = _jsdoc(
        "What one field of a message must be.",
        "@typedef {object} FieldRule",
        f"@property {{{_js_union(list(JAVASCRIPT_TYPES))}}} kind",
        *(
            f"@property {{{'string' if limit == 'pattern' else 'number'}}} [{limit}]"
            for limit in LIMITS
        ),
    )
    table = "Readonly<Record<Message['type'], Readonly<Record<string, FieldRule>>>>"
    # Made when it is asked for: a page at its load, which needs few constants, pays nothing for it.
    out += ["", *_jsdoc(RULES_TEXT, f"@returns {{{table}}}")]
    out += ["export function messageFields() {", "  return {"]
    for message in messages(schema).values():
        rules = []
        for field, spec in fields(message).items():
            limits = [f"{key}: {_js(spec[key])}" for key in LIMITS if key in spec]
            rule = ", ".join([f"kind: {_js(kind_of(spec))}", *limits])
            rules.append(f"      {field}: {{ {rule} }},")
        out += _braced(f"    {type_of(message)}: ", rules, "    ")
    return [*out, "  };", "}"]


def _javascript_frame_result(layout: Json) -> Lines:
    names = [field["name"] for field in layout["fields"]]
    out = _jsdoc(
        "Place of one field in FrameResult's header.",
        "@typedef {object} FrameResultField",
        f"@property {{{_js_union(names)}}} name",
        f"@property {{{_js_union(list(STRUCT_CODES))}}} type",
        "@property {number} offset in bytes",
    )
    out += ["", *_jsdoc(layout["description"], "@type {ReadonlyArray<Readonly<FrameResultField>>}")]
    out += ["export const FRAME_RESULT_FIELDS = Object.freeze(["]
    offset = 0
    for field in layout["fields"]:
        parts = f"name: {_js(field['name'])}, type: {_js(field['type'])}, offset: {offset}"
        out += [f"  // {field['description']}", f"  {{ {parts} }},"]
        offset += struct.calcsize(STRUCT_CODES[field["type"]])
    out += ["]);", "", *_jsdoc("The mask, if any, starts here.")]
    out += [f"export const FRAME_RESULT_HEADER_BYTES = {offset};"]
    out += ["", *_jsdoc("Byte order of the header, as DataView wants it.")]
    return [
        *out,
        f"export const FRAME_RESULT_LITTLE_ENDIAN = {_js(layout['byte_order'] == 'little')};",
    ]


def _js(value: object) -> str:
    text = json.dumps(value)
    return f"'{text[1:-1]}'" if isinstance(value, str) and "'" not in value else text


def _js_union(values: list[str]) -> str:
    return " | ".join(_js(value) for value in values)


def _jsdoc(text: str, *tags: str) -> Lines:
    body = _wrapped(text, " * ") + [f" * {tag}" for tag in tags]
    if len(body) == 1 and len(body[0]) + 4 <= WIDTH:
        return [f"/** {body[0][3:]} */"]
    return ["/**", *body, " */"]


# People


REFERENCE_INTRODUCTION: Final = """\
# Protocol

Written by `make protocol` from `server/protocol/schema.json`; edit that instead.

What extension and server say to each other. Both refuse a message that isn't exactly as it is here:
all of its fields and no other. JSON but for `FrameResult`.

| by | what |
|---|---|
| `GET /healthz` | anyone on this machine asks how the server is: `Health` |
| `POST /sessions` | the extension alone sends `OpenSession` and gets `SessionOpened` or `Failure` |
| `POST /backgrounds` | the extension alone sends a file and gets `BackgroundStored` or `Failure` |
| `POST /settings` | the extension alone sends `ChangeSettings` and gets `SettingsInForce` |
| the control channel | ordered and reliable: what page and server tell each other in a session |
| the frames channel | unordered, never sent twice: a `FrameResult` for each frame |

The video itself goes over RTP, both ways. [architecture.md](architecture.md) says what happens to
it, and how frames are matched."""


def reference_page(schema: Json) -> str:
    out = [REFERENCE_INTRODUCTION, "", "## Messages"]
    for name, message in messages(schema).items():
        out += ["", f"### {name}", "", message["description"], ""]
        rows = [("type", f'`"{type_of(message)}"`', "")]
        rows += [
            (field, _allowed(spec), spec["description"]) for field, spec in fields(message).items()
        ]
        out += _table(("field", "value", "meaning"), rows)
    layout = schema["x-frame-result"]
    out += ["", "### FrameResult", "", layout["description"], ""]
    offset, rows = 0, []
    for field in layout["fields"]:
        rows.append((field["name"], f"{field['type']} at {offset}", field["description"]))
        offset += struct.calcsize(STRUCT_CODES[field["type"]])
    out += _table(("field", "type and byte", "meaning"), rows)
    out += ["", f"The mask starts at byte {offset}."]
    for title, name in (("Error codes", "ErrorCode"), ("Reasons", "ReasonCode")):
        out += ["", f"## {title}", "", schema["$defs"][name]["description"], ""]
        out += _table(("code", "meaning"), codes(schema, name).items())
    out += ["", "## Constants", ""]
    named = constants(schema).items()
    values = [(name, f"`{json.dumps(one['value'])}`", one["description"]) for name, one in named]
    return "\n".join([*out, *_table(("name", "value", "meaning"), values)]) + "\n"


def _allowed(field: Json) -> str:
    """What a field of a message may hold, in words."""
    kind = kind_of(field)
    if kind == "errorCode":
        return "an error code"
    if kind == "strings":
        return "a list of strings"
    if "pattern" in field:
        return f"{kind}, `{field['pattern']}`".replace("|", "\\|")
    if "exclusiveMinimum" in field:
        return f"{kind}, above {field['exclusiveMinimum']}, up to {field['maximum']}"
    if "maximum" in field:
        return f"{kind}, {field['minimum']} to {field['maximum']}"
    if "minimum" in field:
        return f"{kind}, at least {field['minimum']}"
    return f"{kind}, not empty" if "minLength" in field else kind


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Lines:
    cells = [heads, tuple("---" for _ in heads), *rows]
    return [f"| {' | '.join(row)} |" for row in cells]


# Both


def _braced(head: str, entries: Lines, pad: str) -> Lines:
    return [f"{head}{{", *entries, f"{pad}}},"] if entries else [f"{head}{{}},"]


def _wrapped(text: str, prefix: str) -> Lines:
    return textwrap.wrap(text, WIDTH, initial_indent=prefix, subsequent_indent=prefix)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail if out of date")
    check: bool = parser.parse_args().check
    schema = json.loads(SCHEMA.read_text("utf-8"))
    modules = {
        PYTHON: python_module(schema),
        JAVASCRIPT: javascript_module(schema),
        REFERENCE: reference_page(schema),
    }
    stale = [
        path
        for path, text in modules.items()
        if not path.exists() or path.read_text("utf-8") != text
    ]
    for path in stale:
        if check:
            print(f"{path.relative_to(ROOT)} is out of date: run server/protocol/generate.py")
        else:
            path.write_text(modules[path], "utf-8")
            print(f"{path.relative_to(ROOT)} written")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
