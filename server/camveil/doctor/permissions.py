"""Whom the person's browsers let use the camera, as their profiles have it."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from camveil.doctor.browsers import BROWSERS
from camveil.doctor.finding import Finding, broken, fine, note
from camveil.doctor.patient import Patient
from camveil.doctor.profiles import below, read_profiles

CAMERA: Final = "media_stream_camera"
BLOCKED: Final = 2
WHERE: Final = "chrome://settings/content/camera"


def check_permissions(patient: Patient) -> Iterator[Finding]:
    """What each profile forbids; nothing if there is none that can be read."""
    found, profiles = False, 0
    for browser in BROWSERS:
        for profile, preferences in read_profiles(browser, patient):
            told = below(preferences, "profile")
            if not told:
                continue
            profiles += 1
            facts = {"browser": browser.name, "profile": profile}
            for finding in _judged(f"{browser.name} ({profile})", told, patient, facts):
                found = True
                yield finding
    if profiles and not found:
        yield fine("No browser's profile keeps a site, or Camveil's preview, from the camera.")


def _judged(
    where: str, profile: Mapping[str, Any], patient: Patient, facts: Mapping[str, Any]
) -> Iterator[Finding]:
    if below(profile, "default_content_setting_values").get(CAMERA) == BLOCKED:
        yield broken(
            f"{where} lets no site use the camera.", f'Choose "can ask" at {WHERE}.', **facts
        )
    exceptions = below(profile, "content_settings", "exceptions", CAMERA)
    blocked = {pattern for pattern, one in exceptions.items() if _blocks(one)}
    own = {pattern for pattern in blocked if _is_ours(pattern, patient)}
    if own:
        yield note(
            f"{where} keeps Camveil's own preview from the camera.",
            f"Allow it at {WHERE}, if you want the preview.",
            **facts,
        )
    # Not by their names: what this says may go into a report, and whom one talks to is nobody's.
    sites = len(blocked - own)
    if sites:
        yield note(
            f"{sites} {'site' if sites == 1 else 'sites'} may not use the camera in {where}.",
            f"{WHERE} shows which; allow the one that you want to be seen on.",
            sites=sites,
            **facts,
        )


def _blocks(exception: object) -> bool:
    return isinstance(exception, Mapping) and exception.get("setting") == BLOCKED


def _is_ours(pattern: str, patient: Patient) -> bool:
    return any(
        pattern.startswith(f"chrome-extension://{one}")
        for one in patient.settings.obeyed_extensions
    )
