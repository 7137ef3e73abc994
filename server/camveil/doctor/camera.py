"""The camera as the system and the browsers have it; it's not opened, so that no light goes on."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from camveil.doctor.finding import Finding, broken, fine, note
from camveil.doctor.patient import Patient
from camveil.doctor.permissions import check_permissions

DEVICES: Final = "dev/video*"
CONSENT: Final = (
    r"Software\Microsoft\Windows\CurrentVersion\CapabilityAccessManager\ConsentStore\webcam"
)


def check_camera(patient: Patient) -> Iterator[Finding]:
    """Whether there is one, who may use it, and who does."""
    if patient.platform == "darwin":
        yield note(
            "macOS tells nobody but the browser whether it may use the camera.",
            "Look at System Settings, Privacy & Security, Camera: your browser must be on.",
        )
    elif patient.platform == "win32":
        yield _of_windows()
    else:
        yield from _of_linux(patient)
    yield from check_permissions(patient)


def _of_linux(patient: Patient) -> Iterator[Finding]:
    devices = sorted(patient.root.glob(DEVICES))
    if not devices:
        yield broken(
            "The system has no camera.",
            "Plug one in; in a virtual machine, hand it over. `ls /dev/video*` must show it.",
            devices=[],
        )
        return
    facts = {"devices": [str(device) for device in devices]}
    usable = [device for device in devices if os.access(device, os.R_OK | os.W_OK)]
    if not usable:
        yield broken(
            f"You may not use the camera ({devices[0]}).",
            "Run `sudo usermod -aG video $USER`, then log in again.",
            **facts,
        )
        return
    users = sorted(set(programs_with(usable, patient.root)))
    if users:
        yield note(
            f"The camera is open in {', '.join(users)}; a second program may get no picture.",
            "If that is not the browser, close it there.",
            users=users,
            **facts,
        )
    else:
        yield fine(f"There is a camera ({usable[0]}), and nobody uses it.", users=[], **facts)


def programs_with(devices: list[Path], root: Path) -> Iterator[str]:
    """Names of the person's programs that have one of these open."""
    wanted = {os.path.realpath(device) for device in devices}
    for process in (root / "proc").glob("[0-9]*"):
        try:
            opened = {os.path.realpath(link) for link in (process / "fd").iterdir()}
            if opened & wanted:
                yield (process / "comm").read_text("utf-8", "replace").strip()
        except OSError:  # it has ended, or is somebody else's
            continue


def _of_windows() -> Finding:
    if sys.platform == "win32":
        import winreg

        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, CONSENT) as key:
                if winreg.QueryValueEx(key, "Value")[0] == "Deny":
                    return broken(
                        "Windows lets no program of yours use the camera.",
                        "Switch it on in Settings, Privacy & security, Camera.",
                    )
        except FileNotFoundError:
            pass
    return note(
        "Windows tells nobody but the browser whether it may use the camera.",
        "Look at Settings, Privacy & security, Camera.",
    )
