from pathlib import Path

import pytest
from click.testing import CliRunner

from camveil.cli import main
from camveil.errors import ExposureRefused
from camveil.settings import Settings, TlsFiles, is_loopback

TOKEN = "mU0n3kT8wq1Zr5sVx7Yb2Cd4Ef6Gh9JkLmNpQrStUvW"
TLS = TlsFiles(certificate=Path("cert.pem"), key=Path("key.pem"))
EVERYWHERE = "0.0.0.0"  # noqa: S104
NAME = "camveil.example"


def settings(
    host: str, *, tls: TlsFiles | None = None, token: str | None = None, names: tuple[str, ...] = ()
) -> Settings:
    return Settings(
        host=host,
        tls_cert=tls.certificate if tls else None,
        tls_key=tls.key if tls else None,
        token=token,
        names=names,
    )


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "localhost"])
@pytest.mark.parametrize("tls", [TLS, None])
@pytest.mark.parametrize("token", [TOKEN, None])
def test_on_loopback_nothing_more_is_needed(
    host: str, tls: TlsFiles | None, token: str | None
) -> None:
    assert is_loopback(host)
    chosen = settings(host, tls=tls, token=token)
    assert set(chosen.known_as) == {host, "127.0.0.1", "localhost"}
    assert chosen.address(1) == f"{'https' if tls else 'http'}://{host}:1/"


@pytest.mark.parametrize("host", [EVERYWHERE, "192.0.2.2", "10.0.0.1", "128.0.0.1"])
def test_elsewhere_all_of_it_is_needed(host: str) -> None:
    assert not is_loopback(host)
    for token, names in ((None, ()), (TOKEN, ()), (TOKEN, (NAME,))):
        with pytest.raises(ExposureRefused, match="TLS"):
            settings(host, token=token, names=names)
    with pytest.raises(ExposureRefused, match="camveil pair"):
        settings(host, tls=TLS, names=(NAME,))
    assert NAME in settings(host, tls=TLS, token=TOKEN, names=(NAME,)).known_as


def test_an_address_is_a_name_and_every_address_is_none() -> None:
    assert settings("192.0.2.2", tls=TLS, token=TOKEN).known_as == ("192.0.2.2",)
    with pytest.raises(ExposureRefused, match="--name"):
        settings(EVERYWHERE, tls=TLS, token=TOKEN)
    chosen = settings(EVERYWHERE, tls=TLS, token=TOKEN, names=("192.0.2.2", NAME))
    assert chosen.known_as == ("192.0.2.2", NAME)


def test_a_name_comes_first_and_needs_a_certificate() -> None:
    assert settings("127.0.0.1", tls=TLS, names=(NAME,)).address(8793) == f"https://{NAME}:8793/"
    with pytest.raises(ExposureRefused, match="--name"):
        settings("127.0.0.1", token=TOKEN, names=(NAME,))


def test_the_token_is_not_in_the_settings_words() -> None:
    assert TOKEN not in repr(settings("127.0.0.1", token=TOKEN))


@pytest.mark.parametrize(
    "arguments",
    [
        ["--host", "::"],
        ["--host", "example.com"],
        ["--host", "127.0.0.1:8793"],
        ["--name", "https://camveil.example"],
        ["--name", "camveil.example:8793"],
        ["--name", ""],
        ["--name", "a b"],
    ],
)
def test_what_is_no_option_is_refused(arguments: list[str]) -> None:
    result = CliRunner().invoke(main, ["serve", *arguments])
    assert result.exit_code == 2
    assert arguments[0] in result.output


@pytest.mark.parametrize("arguments", [["--tls-cert", "cert.pem"], ["--tls-key", "key.pem"]])
def test_a_certificate_and_its_key_need_each_other(arguments: list[str]) -> None:
    result = CliRunner().invoke(main, ["serve", *arguments])
    assert result.exit_code == 1
    assert "need each other" in result.output
