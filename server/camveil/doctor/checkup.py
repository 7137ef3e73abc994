"""Every check, in the order in which a person should mend things."""

from collections.abc import Callable, Collection, Iterator, Mapping
from importlib import import_module
from typing import Final

from camveil.doctor.finding import Finding, broken
from camveil.doctor.patient import Patient

Check = Callable[[Patient], Iterator[Finding]]

CHECKS: Final[Mapping[str, str]] = {
    "configuration": "configuration",
    "pairing": "configuration",
    "certificate": "certificate",
    "model": "effect",
    "codecs": "effect",
    "network": "network",
    "server": "server",
    "autostart": "autostart",
    "browsers": "extension",
    "extension": "extension",
    "policies": "policies",
    "camera": "camera",
}
"Name of a check, and the module that has it as `check_NAME`."


def examine(patient: Patient, names: Collection[str] = ()) -> Iterator[tuple[str, Finding]]:
    """The findings of these checks, or of all, each as soon as it is there."""
    for name, module in CHECKS.items():
        if names and name not in names:
            continue
        check: Check = getattr(import_module(f"camveil.doctor.{module}"), f"check_{name}")
        try:
            for finding in check(patient):
                yield name, finding
        except Exception as exc:  # the checks after it may still find the cause
            yield (
                name,
                broken(
                    f"This check failed itself: {exc!r}.",
                    "Please report that, with the output of `camveil version`.",
                ),
            )
