"""Any other desktop that goes by freedesktop.org's rules: an entry in its autostart folder."""

from pathlib import Path
from typing import Final

from camveil.autostart.plan import DESCRIPTION, Command, Plan

TEMPLATE: Final = """\
[Desktop Entry]
Type=Application
Name=Camveil
Comment={description}
Exec={command}
NoDisplay=true
Terminal=false
"""


def plan(config_home: Path, command: Command) -> Plan:
    text = TEMPLATE.format(description=DESCRIPTION, command=" ".join(map(_quoted, command)))
    return Plan(
        manager="the desktop's autostart folder",
        files={config_home / "autostart" / "camveil.desktop": text.encode()},
        start=(),
        stop=(),
        starts_now=False,
        log="where your desktop keeps its programs' output, such as ~/.xsession-errors",
    )


def _quoted(word: str) -> str:
    """As one argument of `Exec`: quoted, then escaped as every value, and no field code."""
    escaped = word
    for special in ("\\", '"', "`", "$"):
        escaped = escaped.replace(special, "\\" + special)
    return '"' + escaped.replace("\\", "\\\\").replace("%", "%%") + '"'
