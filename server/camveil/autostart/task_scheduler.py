"""Windows: a scheduled task that runs at logon."""

import subprocess
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

from camveil.autostart.plan import DESCRIPTION, Command, Plan

TASK: Final = "Camveil"
NAMESPACE: Final = "http://schemas.microsoft.com/windows/2004/02/mit/task"


def plan(data_folder: Path, user: str, command: Command) -> Plan:
    """`user` is the person's name with its domain; the task's file stays in `data_folder`."""
    file = data_folder / "task.xml"
    return Plan(
        manager="a scheduled task of Windows",
        # The only encoding that schtasks takes.
        files={file: _xml(user, command).encode("utf-16")},
        start=(
            ("schtasks", "/Create", "/TN", TASK, "/XML", str(file), "/F"),
            ("schtasks", "/Run", "/TN", TASK),
        ),
        stop=(
            ("schtasks", "/End", "/TN", TASK),
            ("schtasks", "/Delete", "/TN", TASK, "/F"),
        ),
        log="`camveil serve` in a terminal, once the task is ended",
    )


def _xml(user: str, command: Command) -> str:
    task = _element("Task", version="1.2", xmlns=NAMESPACE)
    _add(task, "RegistrationInfo", Description=DESCRIPTION)
    trigger = _add(_add(task, "Triggers"), "LogonTrigger", Enabled="true", UserId=user)
    assert trigger is not None
    principal = _add(_add(task, "Principals"), "Principal", UserId=user)
    _add_text(principal, LogonType="InteractiveToken", RunLevel="LeastPrivilege")
    settings = _add(
        task,
        "Settings",
        MultipleInstancesPolicy="IgnoreNew",
        DisallowStartIfOnBatteries="false",
        StopIfGoingOnBatteries="false",
        ExecutionTimeLimit="PT0S",  # for ever
    )
    _add(settings, "RestartOnFailure", Interval="PT1M", Count="5")
    program, *arguments = command
    _add(
        _add(task, "Actions"),
        "Exec",
        Command=program,
        Arguments=subprocess.list2cmdline(arguments),
    )
    ElementTree.indent(task)
    return (
        '<?xml version="1.0" encoding="UTF-16"?>\n' + ElementTree.tostring(task, "unicode") + "\n"
    )


def _element(name: str, **attributes: str) -> ElementTree.Element:
    return ElementTree.Element(name, attributes)


def _add(parent: ElementTree.Element, name: str, **texts: str) -> ElementTree.Element:
    """A child, with a child for each of the texts."""
    child = ElementTree.SubElement(parent, name)
    _add_text(child, **texts)
    return child


def _add_text(parent: ElementTree.Element, **texts: str) -> None:
    for name, text in texts.items():
        ElementTree.SubElement(parent, name).text = text
