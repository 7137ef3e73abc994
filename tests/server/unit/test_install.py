"""`camveil install` and `camveil uninstall`, together, on a system of the test's own."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from camveil.autostart.plan import Detached, Plan
from camveil.cli import main
from camveil.settings import Settings
from camveil.who_answers import Camveil, Nobody

BUILT = {"name": "Camveil", "version": "1.2.3", "key": "MIIB"}
OWN_FOLDERS = ("config", "data", "cache", "state")


class System:
    """A home, a way to start programs, and what answers at the server's address."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.unit = home / "config" / "systemd" / "camveil.service"
        self.extension = home / "camveil-extension"
        self.answers: Iterator[object] = iter(())
        self.detached: Detached | None = None
        self.start: tuple[tuple[str, ...], ...] = (("touch", str(home / "started")),)

    def plans(self) -> tuple[Plan, ...]:
        return (
            Plan(
                manager="a system of the test's",
                files={self.unit: b"text of the unit"},
                start=self.start,
                stop=(("rm", "-f", str(self.home / "started")),),
                log="somewhere",
                detached=self.detached,
            ),
        )

    def who_answers(self, _settings: Settings) -> object:
        return next(self.answers)

    def left(self) -> set[Path]:
        return {path for path in self.home.rglob("*") if path.is_file()}


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> System:
    source = tmp_path / "built"
    source.mkdir()
    (source / "manifest.json").write_text(json.dumps(BUILT))
    home = tmp_path / "home"
    home.mkdir()
    system = System(home)
    for name in OWN_FOLDERS:
        monkeypatch.setenv(f"XDG_{name.upper()}_HOME", str(home / name))
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setattr("camveil.cli.install.plans_for_this_system", system.plans)
    monkeypatch.setattr("camveil.cli.uninstall.plans_for_this_system", system.plans)
    monkeypatch.setattr("camveil.cli.install.built_extension", lambda: source)
    monkeypatch.setattr("camveil.cli.uninstall.extension_dir", lambda: source)
    monkeypatch.setattr("camveil.cli.install.who_answers", system.who_answers)
    monkeypatch.setattr("camveil.cli.install.ANSWERS_WITHIN_S", 0.01)
    monkeypatch.setattr("camveil.autostart.carry_out.PAUSE_S", 0)
    return system


def invoke(*arguments: str, answer: str | None = None) -> Result:
    return CliRunner().invoke(main, arguments, input=answer)


def test_it_installs_says_what_is_next_and_leaves_nothing_behind(system: System) -> None:
    system.answers = iter([Nobody(), Nobody(), Camveil({})])
    result = invoke("install")
    assert result.exit_code == 0
    assert system.left() == {
        system.unit,
        system.extension / "manifest.json",
        system.home / "started",
    }
    for words in (str(system.extension), "Load unpacked", "http://127.0.0.1:8793/", "somewhere"):
        assert words in result.output
    for name in OWN_FOLDERS:
        (system.home / name / "camveil").mkdir(parents=True, exist_ok=True)
        (system.home / name / "camveil" / "file").touch()
    result = invoke("uninstall", answer="y\n")
    assert result.exit_code == 0
    assert system.left() == set()
    assert "chrome://extensions" in result.output
    assert "nothing" in invoke("uninstall").output


def test_an_earlier_installation_is_replaced_while_it_runs(system: System) -> None:
    system.unit.parent.mkdir(parents=True)
    system.unit.write_text("old")
    system.answers = iter([Camveil({})])
    assert invoke("install").exit_code == 0
    assert system.unit.read_text() == "text of the unit"


def test_a_port_that_is_taken_is_said_before_anything_is_done(system: System) -> None:
    system.answers = iter([Camveil({})])
    result = invoke("install")
    assert result.exit_code == 1
    assert "8793" in result.output
    assert system.left() == set()


def test_a_server_that_does_not_come_up_fails(system: System) -> None:
    system.answers = iter(lambda: Nobody(), None)
    result = invoke("install")
    assert result.exit_code == 1
    assert "camveil doctor" in result.output


def test_a_system_that_refuses_is_one_line(system: System) -> None:
    system.answers = iter([Nobody()])
    system.start = (("false",),)
    result = invoke("install")
    assert result.exit_code == 1
    assert "`false` failed" in result.output
    assert invoke("uninstall", "--yes").exit_code == 0
    assert system.left() == set()


def test_a_variable_that_the_server_will_not_have_is_said(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAMVEIL_PORT", "1")
    system.answers = iter([Nobody(), Camveil({})])
    result = invoke("install")
    assert "The server will not have CAMVEIL_PORT" in result.output
    assert "http://127.0.0.1:8793/" in result.output


def test_a_rehearsal_does_nothing(system: System) -> None:
    for arguments in (["--dry-run"], ["--dry-run", "--json"]):
        result = invoke("install", *arguments)
        assert result.exit_code == 0
        for words in (str(system.unit), "text of the unit", "touch", str(system.extension)):
            assert words in result.output
    assert system.left() == set()


def test_a_rehearsal_names_what_a_server_on_its_own_writes(system: System) -> None:
    state = system.home / "state" / "camveil"
    system.detached = Detached(
        command=("server",), process_id=state / "server.pid", log=state / "server.log"
    )
    told = invoke("install", "--dry-run").output
    facts = json.loads(invoke("install", "--dry-run", "--json").output)
    for name in ("server.pid", "server.log"):
        assert f"Then there is {state / name}\n" in told
        assert str(state / name) in facts["written_later"]


def test_programs_are_told_what_was_done(system: System) -> None:
    system.answers = iter([Nobody(), Camveil({})])
    done = json.loads(invoke("install", "--json").output)
    assert done["runs"] is True
    assert done["extension"] == str(system.extension)
    undone = json.loads(invoke("uninstall", "--json").output)
    assert undone == {"removed": [str(system.unit), str(system.extension)], "left": []}
    assert system.left() == set()


def test_a_copy_that_a_browser_has_loaded_is_told_and_left(system: System) -> None:
    copy = system.home / "copy"
    copy.mkdir()
    (copy / "manifest.json").write_text(json.dumps(BUILT))
    profile = system.home / ".config" / "chromium" / "Default"
    profile.mkdir(parents=True)
    loaded = {
        "a" * 32: {"path": str(copy)},
        "b" * 32: {"path": str(system.home / "gone")},
        "c" * 32: {"path": str(system.extension)},
    }
    (profile / "Preferences").write_text(json.dumps({"extensions": {"settings": loaded}}))
    system.answers = iter([Nobody(), Camveil({})])
    invoke("install")
    result = invoke("uninstall", "--yes")
    assert f"loaded the extension from:\n  {copy}\n" in result.output
    assert str(system.home / "gone") not in result.output
    assert result.output.count(str(system.extension)) == 1
    assert copy.is_dir()
    assert str(copy) in invoke("uninstall", "--dry-run").output
    assert json.loads(invoke("uninstall", "--json").output)["left"] == [str(copy)]


def test_the_folder_round_it_that_windows_has_goes_too(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = system.home / "Local" / "camveil" / "camveil"
    logs = inner / "Logs"
    logs.mkdir(parents=True)
    monkeypatch.setattr("camveil.cli.uninstall._folders", lambda _keep: {inner, logs})
    assert invoke("uninstall", "--yes").exit_code == 0
    assert list((system.home / "Local").iterdir()) == []


def test_who_says_no_keeps_everything(system: System) -> None:
    system.answers = iter([Nobody(), Camveil({})])
    invoke("install")
    before = system.left()
    result = invoke("uninstall", answer="n\n")
    assert result.exit_code == 1
    assert str(system.unit) in result.output
    assert str(system.unit) in invoke("uninstall", "--dry-run").output
    assert system.left() == before


def test_settings_and_other_files_can_stay(system: System) -> None:
    settings = system.home / "config" / "camveil"
    settings.mkdir(parents=True)
    (settings / "config.toml").touch()
    system.extension.mkdir()
    (system.extension / "mine.txt").touch()
    before = system.left()
    result = invoke("uninstall", "--keep-settings", "--yes")
    assert result.exit_code == 0
    assert system.left() == before


def test_what_cannot_be_removed_keeps_nothing_else(system: System) -> None:
    system.answers = iter([Nobody(), Camveil({})])
    assert invoke("install").exit_code == 0
    mine = system.extension / "notes.txt"
    mine.write_text("mine")
    (system.home / "config" / "camveil").mkdir(parents=True)
    result = invoke("uninstall", "--yes")
    assert result.exit_code == 1
    assert str(system.extension) in result.output
    assert system.left() == {system.extension / "manifest.json", mine}
    mine.unlink()
    assert invoke("uninstall", "--yes").exit_code == 0
    assert system.left() == set()
