"""What each system is given to start the server, compared with files that a person has read."""

import plistlib
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import psutil
import pytest

from camveil.autostart import desktop_entry, detached, launchd, systemd, task_scheduler
from camveil.autostart.carry_out import install, uninstall
from camveil.autostart.plan import Command, Detached, Plan, server_command
from camveil.autostart.this_system import runs_systemd
from camveil.errors import ServiceFailed
from tests.server.fakes import DEADLINE_S

GOLDEN = Path(__file__).parent / "autostart"
HOME = Path("/home/ann")
PYTHON = "/opt/My Tools/100%/python"
COMMAND = server_command(PYTHON)
PLANS: dict[str, Callable[[Command], Plan]] = {
    "camveil.service": lambda command: systemd.plan(HOME / ".config", command),
    "camveil.server.plist": lambda command: launchd.plan(HOME, 501, command),
    "task.xml": lambda command: task_scheduler.plan(HOME, r"HOST\ann", command),
    "camveil.desktop": lambda command: desktop_entry.plan(HOME / ".config", HOME, command),
}
HARD = ("/a b/100%/x", 'say "hi"', "$HOME", "`ls`", "back\\slash", "%f")


@pytest.mark.parametrize("name", PLANS)
def test_the_file_is_the_golden_one(name: str) -> None:
    ((path, content),) = PLANS[name](COMMAND).files.items()
    assert path.name == name
    assert path.is_relative_to(HOME)
    text = content.decode("utf-16" if name == "task.xml" else "utf-8")
    assert text == (GOLDEN / name).read_text("utf-8")


def test_the_python_of_this_installation_runs_it_from_no_folder() -> None:
    assert server_command() == (sys.executable, "-P", "-m", "camveil", "serve")


def test_a_plist_and_a_task_keep_any_word() -> None:
    agent = plistlib.loads(*launchd.plan(HOME, 501, HARD).files.values())
    assert tuple(agent["ProgramArguments"]) == HARD
    (content,) = task_scheduler.plan(HOME, "a & b", ("a<b", "c d")).files.values()
    task = ElementTree.fromstring(content.decode("utf-16"))
    found = {element.tag.split("}")[1]: element.text for element in task.iter()}
    assert (found["UserId"], found["Command"], found["Arguments"]) == ("a & b", "a<b", '"c d"')


def test_systemd_reads_each_word_as_it_was() -> None:
    (content,) = systemd.plan(HOME, HARD).files.values()
    (line,) = [line for line in content.decode().splitlines() if line.startswith("ExecStart=")]
    words = shlex.split(line.removeprefix("ExecStart="))  # it has the same quotes and backslashes
    assert tuple(word.replace("%%", "%").replace("$$", "$") for word in words) == HARD


def test_a_desktop_reads_each_word_as_it_was() -> None:
    (content,) = desktop_entry.plan(HOME, HOME, HARD).files.values()
    (line,) = [line for line in content.decode().splitlines() if line.startswith("Exec=")]
    value = line.removeprefix("Exec=").replace("\\\\", "\\")  # as in every value
    # The rules for quotes are a shell's.
    words = subprocess.check_output(["sh", "-c", f"printf '%s\\n' {value}"], text=True)
    assert tuple(words.replace("%%", "%").splitlines()) == HARD


def test_systemd_is_there_where_the_person_has_an_instance(tmp_path: Path) -> None:
    assert not runs_systemd({})
    assert not runs_systemd({"XDG_RUNTIME_DIR": str(tmp_path)})
    (tmp_path / "systemd").mkdir()
    (tmp_path / "systemd" / "private").touch()
    assert runs_systemd({"XDG_RUNTIME_DIR": str(tmp_path)})


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    """One whose commands leave a line each."""

    def say(word: str) -> Command:
        return ("sh", "-c", f"echo {word} >> {tmp_path / 'said'}; test {word} != fails")

    return Plan(
        manager="a test",
        files={tmp_path / "new" / "unit": b"text"},
        start=(say("start"),),
        stop=(say("stop"), say("fails"), ("no-such-program",)),
        stopped=(say("stopped"),),
        written=(tmp_path / "log", tmp_path / "another-log"),
        log="nowhere",
    )


def said(tmp_path: Path) -> list[str]:
    file = tmp_path / "said"
    return file.read_text().split() if file.exists() else []


def test_what_is_installed_is_removed_again(plan: Plan, tmp_path: Path) -> None:
    install(plan)
    assert (tmp_path / "new" / "unit").read_text() == "text"
    assert said(tmp_path) == ["stop", "fails", "start"]
    (tmp_path / "log").touch()
    assert uninstall(plan)
    assert not (tmp_path / "new" / "unit").exists()
    assert not (tmp_path / "log").exists()
    assert said(tmp_path)[3:] == ["stop", "fails", "stopped"]


def test_nothing_is_run_for_what_is_not_installed(plan: Plan, tmp_path: Path) -> None:
    assert not uninstall(plan)
    assert said(tmp_path) == []


@pytest.fixture
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("camveil.autostart.carry_out.PAUSE_S", 0)


def test_a_system_that_is_still_stopping_is_asked_again(tmp_path: Path, no_pause: None) -> None:
    tried = tmp_path / "tried"
    command = ("sh", "-c", f"test -e {tried} || {{ touch {tried}; exit 5; }}")
    install(Plan(manager="a test", files={}, start=(command,), stop=(), log="nowhere"))


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (("sh", "-c", "echo no bus >&2; exit 1"), "no bus"),
        (("sh", "-c", "exit 3"), "exit status 3"),
        (("no-such-program",), "No such file"),
    ],
)
def test_a_system_that_refuses_is_quoted_and_can_be_undone(
    tmp_path: Path, no_pause: None, command: Command, words: str
) -> None:
    file = tmp_path / "unit"
    plan = Plan(manager="a test", files={file: b""}, start=(command,), stop=(), log="nowhere")
    with pytest.raises(ServiceFailed, match=words):
        install(plan)
    assert uninstall(plan)
    assert not file.exists()


def test_a_detached_server_runs_until_it_is_stopped(tmp_path: Path) -> None:
    program = Detached(
        command=("sh", "-c", "echo here; exec sleep 60"),
        process_id=tmp_path / "state" / "server.pid",
        log=tmp_path / "state" / "server.log",
    )
    plan = Plan(
        manager="a test",
        files={tmp_path / "entry": b""},
        start=(),
        stop=(),
        detached=program,
        log="nowhere",
    )
    install(plan)
    process = psutil.Process(int(program.process_id.read_text()))
    while process.cmdline() != ["sleep", "60"]:  # another program's, by now
        time.sleep(0.001)
    # Whoever has the number without being the server is left alone.
    assert uninstall(plan)
    assert process.is_running()
    process.kill()
    process.wait()


def test_only_the_very_program_is_stopped(tmp_path: Path) -> None:
    program = Detached(
        command=("sleep", "60"), process_id=tmp_path / "server.pid", log=tmp_path / "server.log"
    )
    detached.start(program)
    process = psutil.Process(int(program.process_id.read_text()))
    while process.cmdline() != list(program.command):  # the kernel is not done with starting it
        time.sleep(0.001)
    other = Detached(command=("sleep", "61"), process_id=program.process_id, log=program.log)
    with subprocess.Popen(["sleep", "60"]) as unrelated:
        detached.stop(other)
        assert process.status() != psutil.STATUS_ZOMBIE
        program.process_id.write_text(f"{process.pid}\n")
        detached.stop(program)
        assert process.wait(DEADLINE_S) == -signal.SIGTERM
        assert unrelated.poll() is None
        unrelated.kill()
    assert list(tmp_path.iterdir()) == []
    detached.stop(program)
