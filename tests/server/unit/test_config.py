"""Which of flags, environment and file counts, and what is said of what cannot be used."""

import json
import os
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from camveil.cli import main
from camveil.config import DEFAULT, Choice, Configuration
from camveil.errors import ConfigNotWritten, ConfigUnusable, ExposureRefused
from camveil.settings import OPTIONS, Settings


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's own configuration file, which isn't there yet."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    path = tmp_path / "camveil" / "config.toml"
    path.parent.mkdir(mode=0o700)
    return path


def configuration(
    flags: Mapping[str, Any] | None = None,
    environ: Mapping[str, str] | None = None,
    file: Path | None = None,
) -> Configuration:
    return Configuration(flags=flags or {}, environ=environ or {}, file=file)


def invoke(*arguments: str, **environ: str) -> Result:
    return CliRunner().invoke(main, ["config", *arguments], env=environ)


def test_without_anything_the_defaults_count(file: Path) -> None:
    assert configuration().settings(token=None) == Settings()
    assert configuration().path == file


def test_the_first_of_flag_variable_and_file_counts(file: Path) -> None:
    file.write_text('port = 1\nmodel = "general"\nlog_level = "error"\n')
    of = configuration({"port": 3}, {"CAMVEIL_PORT": "2", "CAMVEIL_LOG_LEVEL": "warning"}).choices()
    assert of.problems == []
    assert of.of["port"] == Choice(3, "--port")
    assert of.of["log_level"] == Choice("warning", "CAMVEIL_LOG_LEVEL")
    assert of.of["model"] == Choice("general", str(file))
    assert of.of["host"] == Choice("127.0.0.1", DEFAULT)


def test_a_file_that_is_named_must_be_there(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    for named in (configuration(file=other), configuration(environ={"CAMVEIL_CONFIG": str(other)})):
        with pytest.raises(ConfigUnusable, match=r"other\.toml cannot be used: No such file"):
            named.settings(token=None)
        assert named.path == other
    other.write_text("port = 9000")
    assert configuration(file=other).settings(token=None).port == 9000


def test_paths_in_the_file_are_seen_from_it(file: Path) -> None:
    file.write_text('tls_cert = "a.pem"\ntls_key = "/b.pem"\n')
    settings = configuration().settings(token=None)
    assert (settings.tls_cert, settings.tls_key) == (file.with_name("a.pem"), Path("/b.pem"))


def test_every_problem_is_told_at_once_with_its_place(file: Path) -> None:
    file.write_text('port = "8793"\nmodle = "general"\n')
    with pytest.raises(ConfigUnusable) as caught:
        configuration(environ={"CAMVEIL_WORKERS": "many"}).settings(token=None)
    assert list(caught.value.problems) == [
        f"{file}: there is no option modle; model may be meant",
        f"{file}: port: '8793' is not a whole number from 0 to 65535",
        "CAMVEIL_WORKERS: 'many' is not a whole number from 1 to 64",
    ]


@pytest.mark.parametrize(
    "content",
    [b"port = ", b"\xff", b"port 8793", b"port = " + b"[" * 9000, b"#" * (16 << 10) + b"\n"],
)
def test_a_file_that_is_no_toml_is_a_problem(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(ConfigUnusable, match=r"config\.toml cannot be used"):
        configuration().settings(token=None)


def test_what_would_never_end_is_not_read(file: Path) -> None:
    os.mkfifo(file)
    with pytest.raises(ConfigUnusable, match=r"config\.toml cannot be used: it is no file"):
        configuration().settings(token=None)


def test_what_would_expose_the_server_is_refused_wherever_it_comes_from(file: Path) -> None:
    file.write_text('host = "192.0.2.1"\n')
    with pytest.raises(ExposureRefused):
        configuration().settings(token=None)


def test_what_is_printed_is_a_file_that_means_the_same(file: Path) -> None:
    printed = invoke(CAMVEIL_PORT="9000", CAMVEIL_NAMES="a.example,b.example").output
    file.write_text(printed)
    written = tomllib.loads(printed)
    assert (written["port"], written["names"]) == (9000, ["a.example", "b.example"])
    assert "port = 9000  # CAMVEIL_PORT\n" in printed
    assert "# tls_cert =\n" in printed
    assert configuration().choices().of["port"] == Choice(9000, str(file))
    assert set(written) == {one.name for one in OPTIONS if one.default is not None}


def test_programs_read_the_same(file: Path) -> None:
    file.write_text("port = 9000\n")
    read = json.loads(invoke("--json").output)
    assert read["port"] == {"value": 9000, "source": str(file)}
    assert read["model"] == {"value": "pair", "source": "default"}
    assert set(read) == {one.name for one in OPTIONS}


def test_what_is_ignored_is_said_and_printed_as_it_counts(file: Path) -> None:
    file.write_text("port = -1\n")
    result = invoke()
    assert result.exit_code == 0
    assert tomllib.loads(result.stdout)["port"] == 8793
    assert f"Ignored: {file}: port: -1 is not" in result.stderr


def test_a_check_fails_for_what_would_not_start(file: Path) -> None:
    assert invoke("check").exit_code == 0
    file.write_text("port = -1\nhots = 1\n")
    result = invoke("check")
    assert result.exit_code == 1
    assert len(result.output.splitlines()) == 2
    file.write_text('host = "192.0.2.1"\n')
    result = invoke("check")
    assert result.exit_code == 1
    assert "TLS" in result.output
    file.write_text('model = "nope"\ntls_cert = "none.pem"\ntls_key = "none.key"\n')
    result = invoke("check")
    assert result.exit_code == 1
    model, certificate = result.output.splitlines()
    assert "model nope cannot be used: there is no such file; models are pair, " in model
    assert str(file.with_name("none.pem")) in certificate


def test_programs_read_what_a_check_finds(file: Path) -> None:
    well = {"well": True, "problems": [], "address": "http://127.0.0.1:8793/"}
    assert json.loads(invoke("check", "--json").stdout) == well
    file.write_text("port = -1\nhots = 1\n")
    result = invoke("check", "--json")
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert (found["well"], found["address"], len(found["problems"])) == (False, None, 2)
    file.write_text('host = "192.0.2.1"\n')
    (problem,) = json.loads(invoke("check", "--json").stdout)["problems"]
    assert "TLS" in problem


@pytest.mark.parametrize("command", ["check", "explain", "init", "path"])
def test_what_would_be_said_to_people_all_the_same_is_refused(file: Path, command: str) -> None:
    result = invoke("--json", command)
    assert result.exit_code == 2
    assert f"`camveil config {command}`" in result.stderr
    assert not file.exists()


def test_a_sentence_has_one_end(file: Path) -> None:
    file.write_text("maskedges = 1\n")
    said = invoke("check").output
    assert said == f"{file}: there is no option maskedges; mask_edges may be meant.\n"


def test_a_check_fails_where_what_several_processes_need_is_missing(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert invoke("check", CAMVEIL_WORKERS="2").exit_code == 0
    monkeypatch.setitem(sys.modules, "gunicorn.app.base", None)
    monkeypatch.delitem(sys.modules, "camveil.http.workers")
    monkeypatch.delattr("camveil.http.workers")
    result = invoke("check", CAMVEIL_WORKERS="2")
    assert result.exit_code == 1
    assert "`pip install gunicorn`" in result.output
    file.write_text("workers = 1\n")
    assert invoke("check").exit_code == 0


def test_a_check_takes_models_of_one_s_own(file: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.onnx"
    mine.write_bytes(b"loaded by the server alone")
    file.write_text(f"model = {json.dumps(str(mine))}\n")
    assert invoke("check").exit_code == 0


def test_every_option_is_explained_to_people_and_programs() -> None:
    text = invoke("explain").output
    facts = json.loads(invoke("explain", "--json").output)
    assert [fact["name"] for fact in facts] == [one.name for one in OPTIONS]
    for one in OPTIONS:
        for word in (one.help, one.more, one.flag, one.variable, one.allowed):
            assert word in text
    assert invoke("explain", "port").output in text
    assert invoke("explain", "prot").exit_code == 2


def test_a_file_is_begun_with_what_counts_and_never_written_over(file: Path) -> None:
    file.parent.rmdir()
    result = invoke("init", CAMVEIL_PORT="9000")
    assert (result.exit_code, result.output) == (0, f"Written: {file}\n")
    assert configuration().settings(None).port == 9000
    before = file.read_text()
    again = invoke("init")
    assert again.exit_code == 1
    assert f"{file} is left as it is: there is one already" in again.output
    assert file.read_text() == before


def test_a_begun_file_does_not_say_of_a_later_choice_who_made_the_one_before(file: Path) -> None:
    invoke("init", CAMVEIL_PROVIDER="cpu")
    configuration().store({"model": "landscape", "provider": "auto"})
    lines = file.read_text().splitlines()
    assert 'model = "landscape"' in lines
    assert 'provider = "auto"' in lines
    assert 'host = "127.0.0.1"  # default' in lines


def test_the_path_is_the_users_own_or_the_one_named(file: Path) -> None:
    assert invoke("path").output == f"{file}\n"
    assert invoke("--config", "x.toml", "path").output == "x.toml\n"


def test_a_flag_that_is_no_value_is_a_mistake_in_the_writing(file: Path) -> None:
    for arguments in (["--port", "x"], ["--log-level", "loud"], ["--max-sessions", "0"]):
        result = CliRunner().invoke(main, ["serve", *arguments])
        assert result.exit_code == 2
        assert arguments[0] in result.output


def test_a_stored_choice_counts_from_the_next_look_on(file: Path) -> None:
    ours = configuration()
    ours.store({"model": "general"})
    assert ours.choices().of["model"] == Choice("general", str(file))
    ours.store({"model": "landscape", "provider": "cpu"})
    assert tomllib.loads(file.read_text()) == {"model": "landscape", "provider": "cpu"}
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_a_link_and_who_may_read_it_stay(file: Path, tmp_path: Path) -> None:
    real = tmp_path / "dotfiles.toml"
    real.write_text("# mine\nport = 1\n")
    real.chmod(0o600)
    file.symlink_to(real)
    configuration().store({"model": "general"})
    assert file.is_symlink()
    assert real.read_text() == '# mine\nport = 1\nmodel = "general"\n'
    assert real.stat().st_mode & 0o777 == 0o600


def test_the_folder_is_made_where_there_is_none(file: Path) -> None:
    file.parent.rmdir()
    configuration().store({"model": "general"})
    assert file.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("content", "reason"),
    [("port =", "Invalid"), ("#" * (16 << 10), "larger than 16 KiB"), ("#" * 20_000, "larger")],
)
def test_what_cannot_be_changed_stays_as_it_is(file: Path, content: str, reason: str) -> None:
    file.write_text(content)
    with pytest.raises(ConfigNotWritten, match=f"config.toml is left as it is: .*{reason}"):
        configuration().store({"model": "general"})
    assert file.read_text() == content


def test_flag_and_variable_decide_before_the_file(file: Path) -> None:
    ours = configuration({"model": "pair"}, {"CAMVEIL_PROVIDER": "cpu", "CAMVEIL_MODEL": "pair"})
    assert ours.overruling("model") == "--model"
    assert ours.overruling("provider") == "CAMVEIL_PROVIDER"
    assert ours.overruling("port") is None
