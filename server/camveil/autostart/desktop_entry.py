"""Any other desktop that goes by freedesktop.org's rules: an entry in its autostart folder."""

from pathlib import Path
from typing import Final

from camveil.autostart.plan import DESCRIPTION, Command, Detached, Plan

TEMPLATE: Final = """\
[Desktop Entry]
Type=Application
Name=Camveil
Comment={description}
Exec={command}
NoDisplay=true
Terminal=false
"""


def plan(config_home: Path, state: Path, command: Command) -> Plan:
    """`config_home` is the person's `XDG_CONFIG_HOME`, `state` a folder of Camveil's own."""
    text = TEMPLATE.format(description=DESCRIPTION, command=" ".join(map(_quoted, command)))
    return Plan(
        manager="the desktop's autostart folder",
        files={config_home / "autostart" / "camveil.desktop": text.encode()},
        start=(),
        stop=(),
        detached=Detached(
            command=command, process_id=state / "server.pid", log=state / "server.log"
        ),
        log=f"{state / 'server.log'}, and where your desktop keeps its programs' output",
    )


def _quoted(word: str) -> str:
    """As one argument of `Exec`: quoted, then escaped as every value, and no field code."""
    escaped = word
    for special in ("\\", '"', "`", "$"):
        escaped = escaped.replace(special, "\\" + special)
    return '"' + escaped.replace("\\", "\\\\").replace("%", "%%") + '"'
