import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from camveil.cli import main
from camveil.errors import TokenUnusable
from camveil.pairing import forget_token, make_token, read_token, token_file


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config" / "camveil" / "pairing-token"


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_a_token_that_is_made_is_read_and_forgotten(file: Path) -> None:
    assert read_token(file) is None
    token = make_token(file)
    assert len(token) >= 43
    assert read_token(file) == token
    assert forget_token(file)
    assert read_token(file) is None
    assert not forget_token(file)


@pytest.mark.parametrize("umask", [0o000, 0o077])
def test_nobody_else_can_read_it_whatever_the_umask(file: Path, umask: int) -> None:
    file.parent.parent.mkdir()
    before = os.umask(umask)
    try:
        make_token(file)
    finally:
        os.umask(before)
    assert (mode(file), mode(file.parent)) == (0o600, 0o700)


def test_a_new_token_takes_the_place_of_the_old_one(file: Path) -> None:
    file.parent.mkdir(parents=True, mode=0o777)
    file.parent.chmod(0o777)
    old = make_token(file)
    file.chmod(0o666)
    new = make_token(file)
    assert new != old
    assert read_token(file) == new
    assert (mode(file), mode(file.parent)) == (0o600, 0o700)
    assert list(file.parent.iterdir()) == [file]


def test_what_fails_half_way_leaves_the_old_token_and_no_draft(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = make_token(file)

    def full(_descriptor: int) -> None:
        raise OSError("no space")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        make_token(file)
    assert read_token(file) == token
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize("content", ["", "\n", "too-few", "x" * 42, "ä" * 43, f"{'x' * 43} more"])
def test_what_is_no_token_is_an_error_and_not_none(file: Path, content: str) -> None:
    make_token(file)
    file.write_text(content)
    with pytest.raises(TokenUnusable, match="empty, or too short") as caught:
        read_token(file)
    assert str(file) in str(caught.value)
    assert not content.strip() or content not in str(caught.value)


@pytest.mark.parametrize("readable", [0o640, 0o604, 0o620, 0o602])
def test_a_token_that_others_can_reach_is_refused(file: Path, readable: int) -> None:
    make_token(file)
    file.chmod(readable)
    with pytest.raises(TokenUnusable, match="other users"):
        read_token(file)


@pytest.mark.parametrize("writable", [0o720, 0o702])
def test_a_folder_that_others_can_change_is_refused(file: Path, writable: int) -> None:
    make_token(file)
    file.parent.chmod(writable)
    for _ in ("with the token", "with the token removed by somebody"):
        with pytest.raises(TokenUnusable, match="other users"):
            read_token(file)
        file.unlink(missing_ok=True)


def test_another_users_token_is_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_token(file)
    monkeypatch.setattr(os, "geteuid", lambda: file.stat().st_uid + 1)
    with pytest.raises(TokenUnusable, match="another user"):
        read_token(file)


def test_what_is_not_a_plain_file_is_refused(file: Path) -> None:
    file.parent.mkdir(parents=True)
    file.symlink_to(file.with_name("nowhere"))
    with pytest.raises(TokenUnusable, match="not a plain file"):
        read_token(file)
    file.unlink()
    file.mkdir()
    with pytest.raises(TokenUnusable, match="not a plain file"):
        read_token(file)


def test_a_folder_that_is_a_file_is_an_error_and_not_none(file: Path) -> None:
    file.parent.parent.mkdir()
    file.parent.write_text("")
    with pytest.raises(TokenUnusable, match="Not a directory"):
        read_token(file)


def test_the_command_makes_replaces_and_forgets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    for _ in range(2):
        result = CliRunner().invoke(main, ["pair"])
        assert result.exit_code == 0
        token = read_token(token_file())
        assert token is not None
        assert f"\n    {token}\n" in result.output
        assert "from now on" in result.output
    assert token_file().is_relative_to(tmp_path)
    for said in ("is removed", "no pairing token"):
        result = CliRunner().invoke(main, ["pair", "--forget"])
        assert (result.exit_code, said in result.output) == (0, True)
        assert read_token(token_file()) is None


def test_a_folder_that_cannot_be_written_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "camveil").write_text("")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    for arguments in (["pair"], ["pair", "--forget"]):
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == 1
        assert len(result.output.splitlines()) == 1
        assert str(tmp_path) in result.output
