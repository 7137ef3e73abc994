"""The plan for the system that this runs on."""

import getpass
import os
import sys
from collections.abc import Mapping
from pathlib import Path

import platformdirs

from camveil.autostart import desktop_entry, launchd, systemd, task_scheduler
from camveil.autostart.plan import Plan, server_command


def plans_for_this_system(environ: Mapping[str, str] = os.environ) -> tuple[Plan, ...]:
    """The one to go by comes first. The rest is what an earlier installation may have gone by."""
    command = server_command()
    if sys.platform == "win32":
        # The Python without a window of its own.
        windowless = Path(command[0]).with_name("pythonw.exe")
        python = str(windowless) if windowless.exists() else command[0]
        user = f"{environ.get('USERDOMAIN', '.')}\\{getpass.getuser()}"
        data = platformdirs.user_data_path("camveil")
        return (task_scheduler.plan(data, user, server_command(python)),)
    if sys.platform == "darwin":
        return (launchd.plan(Path.home(), os.getuid(), command),)
    config_home = platformdirs.user_config_path()
    unit = systemd.plan(config_home, command)
    entry = desktop_entry.plan(config_home, platformdirs.user_state_path("camveil"), command)
    return (unit, entry) if runs_systemd(environ) else (entry, unit)


def runs_systemd(environ: Mapping[str, str]) -> bool:
    """Whether this person has an instance of systemd."""
    runtime = environ.get("XDG_RUNTIME_DIR")
    return runtime is not None and (Path(runtime) / "systemd" / "private").exists()
