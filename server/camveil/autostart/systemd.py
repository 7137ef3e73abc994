"""Linux with systemd: a user unit."""

from pathlib import Path
from typing import Final

from camveil.autostart.plan import DESCRIPTION, Command, Plan

UNIT: Final = "camveil.service"

TEMPLATE: Final = """\
# Written by `camveil install`; `camveil uninstall` removes it.
[Unit]
Description={description}
# A server that cannot start says why; trying for ever would help nobody.
StartLimitIntervalSec=60
StartLimitBurst=5

[Service]
Type=exec
ExecStart={command}
Restart=on-failure
RestartSec=2
NoNewPrivileges=yes

[Install]
WantedBy=default.target
"""


def plan(config_home: Path, command: Command) -> Plan:
    """`config_home` is the person's `XDG_CONFIG_HOME`, which systemd looks into."""
    text = TEMPLATE.format(description=DESCRIPTION, command=" ".join(map(_quoted, command)))
    return Plan(
        manager="a user unit of systemd",
        files={config_home / "systemd" / "user" / UNIT: text.encode()},
        start=(
            ("systemctl", "--user", "daemon-reload"),
            ("systemctl", "--user", "enable", "--quiet", UNIT),
            # Not `enable --now`: an earlier one runs the code of an earlier installation.
            ("systemctl", "--user", "restart", UNIT),
        ),
        stop=(("systemctl", "--user", "disable", "--quiet", "--now", UNIT),),
        stopped=(
            ("systemctl", "--user", "daemon-reload"),
            ("systemctl", "--user", "reset-failed", "--quiet", UNIT),
        ),
        log=f"journalctl --user --unit {UNIT}",
    )


def _quoted(word: str) -> str:
    """As one word of a command line of systemd's."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"'
