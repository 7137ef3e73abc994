"""macOS: an agent of launchd's."""

import plistlib
from pathlib import Path
from typing import Final

from camveil.autostart.plan import Command, Plan

LABEL: Final = "camveil.server"


def plan(home: Path, user_id: int, command: Command) -> Plan:
    log = home / "Library" / "Logs" / "camveil.log"
    agent = {
        "Label": LABEL,
        "ProgramArguments": list(command),
        "RunAtLoad": True,
        # Started again when it fails, and not when it was stopped.
        "KeepAlive": {"SuccessfulExit": False},
        # Else the system takes the cores from it while windows are in front.
        "ProcessType": "Interactive",
        "StandardOutPath": str(log),
        "StandardErrorPath": str(log),
    }
    file = home / "Library" / "LaunchAgents" / f"{LABEL}.plist"
    return Plan(
        manager="an agent of launchd",
        files={file: plistlib.dumps(agent)},
        start=(("launchctl", "bootstrap", f"gui/{user_id}", str(file)),),
        stop=(("launchctl", "bootout", f"gui/{user_id}/{LABEL}"),),
        written=(log,),
        log=str(log),
    )
