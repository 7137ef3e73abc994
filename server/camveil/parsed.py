"""JSON and TOML of others, who may nest them deeper than a parser can go."""

import json
import tomllib
from typing import Any

TOO_DEEP = "it is nested too deeply"


def parsed_json(text: str | bytes) -> Any:
    """Raises ValueError for whatever is no JSON."""
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError(TOO_DEEP) from None


def parsed_toml(text: str) -> dict[str, Any]:
    """Raises ValueError for whatever is no TOML."""
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ValueError(TOO_DEEP) from None
