"""What a browser's administrator forbids, of what Camveil needs."""

import plistlib
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from camveil.doctor.browsers import BROWSERS, Browser
from camveil.doctor.finding import Finding, broken, fine, note
from camveil.doctor.patient import Patient
from camveil.parsed import parsed_json
from camveil.settings import EXTENSION_IDS

ASK: Final = "Whoever manages this machine set that; ask them. chrome://policy shows all of it."
OURS: Final = EXTENSION_IDS[0]
UDP_FORBIDDEN: Final = "disable_non_proxied_udp"
NO_DEVELOPER_TOOLS: Final = 2
NO_DEVELOPER_MODE: Final = 1


def check_policies(patient: Patient) -> Iterator[Finding]:
    """Each browser's policies that are in the way."""
    found = False
    for browser in BROWSERS:
        try:
            policies = policies_of(browser, patient)
        except (OSError, ValueError) as exc:
            yield note(f"The policies of {browser.name} cannot be read: {exc}.")
            continue
        for name, words in forbidden(policies, patient.settings.extension_ids):
            found = True
            yield broken(
                f"A policy of {browser.name}, {name}, {words}.",
                ASK,
                browser=browser.name,
                policy=name,
            )
    if not found:
        yield fine("No browser's policy that was found forbids what Camveil needs.")


def forbidden(
    policies: Mapping[str, Any], extension_ids: tuple[str, ...] = ()
) -> Iterator[tuple[str, str]]:
    """Names of policies, and what each does to Camveil; pure."""
    for name, harms, words in _RULES:
        if name in policies and harms(policies[name]):
            yield name, words
    ours = {OURS, *extension_ids}
    blocked = _listed(policies, "ExtensionInstallBlocklist")
    allowed = _listed(policies, "ExtensionInstallAllowlist")
    if ("*" in blocked or OURS in blocked) and not ours & allowed:
        yield "ExtensionInstallBlocklist", "keeps the extension out"
    settings = policies.get("ExtensionSettings")
    if isinstance(settings, Mapping):
        own = next((settings[one] for one in ours if one in settings), settings.get("*"))
        if isinstance(own, Mapping) and own.get("installation_mode") in ("blocked", "removed"):
            yield "ExtensionSettings", "keeps the extension out"
        hosts = own.get("runtime_blocked_hosts") if isinstance(own, Mapping) else None
        if hosts:
            yield "ExtensionSettings", "keeps the extension away from some sites"


def _is_false(value: object) -> bool:
    return value is False or value == 0


def _is_for_all(value: object) -> bool:
    return isinstance(value, list) and "*" in value


def _blocks_this_machine(value: object) -> bool:
    return isinstance(value, list) and any(
        str(pattern).split("://")[-1].split(":")[0].split("/")[0] in ("127.0.0.1", "localhost", "*")
        for pattern in value
    )


_RULES: Final[tuple[tuple[str, Callable[[Any], bool], str], ...]] = (
    ("VideoCaptureAllowed", _is_false, "forbids every camera"),
    ("WebRtcIPHandling", lambda value: value == UDP_FORBIDDEN, "forbids WebRTC on this machine"),
    (
        "DeveloperToolsAvailability",
        lambda value: value == NO_DEVELOPER_TOOLS,
        "forbids extensions that are loaded from a folder",
    ),
    (
        "ExtensionDeveloperModeSettings",
        lambda value: value == NO_DEVELOPER_MODE,
        "forbids extensions that are loaded from a folder",
    ),
    (
        "ExtensionAllowedTypes",
        lambda value: isinstance(value, list) and "extension" not in value,
        "forbids extensions",
    ),
    ("URLBlocklist", _blocks_this_machine, "blocks this machine's own addresses"),
    ("LocalNetworkAccessBlockedForUrls", _is_for_all, "keeps everybody from this machine"),
    ("LoopbackNetworkBlockedForUrls", _is_for_all, "keeps everybody from this machine"),
)


def _listed(policies: Mapping[str, Any], name: str) -> set[str]:
    value = policies.get(name)
    return set(map(str, value)) if isinstance(value, list) else set()


def policies_of(browser: Browser, patient: Patient) -> dict[str, Any]:
    """The machine's policies for this browser. Raises OSError or ValueError."""
    if patient.platform == "win32":
        return _of_registry(browser.windows_policies)
    if patient.platform == "darwin":
        file = patient.root / "Library/Managed Preferences" / f"{browser.macos_policies}.plist"
        return plistlib.loads(file.read_bytes()) if file.exists() else {}
    policies: dict[str, Any] = {}
    for path in sorted((patient.root / browser.linux_policies).glob("*.json")):
        part = parsed_json(path.read_text("utf-8"))
        if not isinstance(part, dict):
            raise ValueError(f"{path} is no object")
        policies |= part
    return policies


def _of_registry(key: str) -> dict[str, Any]:
    """Values, and keys below that hold a list's items; those that hold JSON are decoded."""
    if sys.platform != "win32":
        return {}
    import winreg

    policies: dict[str, Any] = {}
    for root in (winreg.HKEY_CURRENT_USER, winreg.HKEY_LOCAL_MACHINE):
        try:
            opened = winreg.OpenKey(root, key)
        except FileNotFoundError:
            continue
        with opened:
            keys, values, _ = winreg.QueryInfoKey(opened)
            for index in range(values):
                name, value, _kind = winreg.EnumValue(opened, index)
                policies[name] = _decoded(value)
            for index in range(keys):
                name = winreg.EnumKey(opened, index)
                with winreg.OpenKey(opened, name) as items:
                    count = winreg.QueryInfoKey(items)[1]
                    policies[name] = [winreg.EnumValue(items, one)[1] for one in range(count)]
    return policies


def _decoded(value: object) -> object:
    if not isinstance(value, str) or not value.startswith(("{", "[")):
        return value
    try:
        return parsed_json(value)
    except ValueError:
        return value
