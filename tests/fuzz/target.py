"""What a fuzz target is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One way into the server for bytes that a stranger chose."""

    run: Callable[[bytes], None]
    "Takes one input; whatever it raises is a find, so it expects the errors that are in order."
    corpus: str
    "Folder of the first inputs, in `corpus/`; targets that read the same thing share one."
    words: tuple[str, ...] = ()
    "What the inputs are made of, where it is text."
    max_bytes: int = 4096
    limit_s: float | None = 0.1
    "Processor time that one input may take; None where the work is not done by code of ours."
