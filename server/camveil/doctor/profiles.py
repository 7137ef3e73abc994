"""What the person's browsers keep in their profiles, of what Camveil needs to know."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from camveil.doctor.browsers import Browser
from camveil.doctor.patient import Patient
from camveil.parsed import parsed_json

FILES: Final = ("Preferences", "Secure Preferences")
"What is in the second one is signed by the browser; the extensions are, on some systems."


def read_profiles(browser: Browser, patient: Patient) -> Iterator[tuple[str, Any]]:
    """The profile's name, and what one of its files holds; nothing of what cannot be read."""
    folder = browser.profiles(patient.platform, patient.home)
    for path in sorted(folder.glob("*/*Preferences")):
        if path.name not in FILES:
            continue
        try:
            read = parsed_json(path.read_text("utf-8"))
        except (OSError, ValueError):
            continue
        yield path.parent.name, read


def below(preferences: Any, *keys: str) -> Mapping[str, Any]:
    """The object at the end of these keys; an empty one where there is none. Pure."""
    found = preferences
    for key in keys:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) else {}
