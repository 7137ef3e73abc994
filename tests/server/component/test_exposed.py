"""The command with a token, with TLS, and on addresses that other machines reach."""

import re
import signal
import ssl
from pathlib import Path

import pytest
from aiohttp import ClientError, ClientSession, TCPConnector

from camveil import wire
from camveil.pairing import make_token
from camveil.protocol import PROTOCOL_VERSION, Failure, Health, OpenSession
from tests.certificate import write_certificate
from tests.server.component.page import Page
from tests.server.component.running_server import STOP_WITHIN_S, RunningServer, serving

ID = "abcdefghijklmnopabcdefghijklmnop"
HEADERS = {"Content-Type": "application/json", "Origin": f"chrome-extension://{ID}"}
NAME = "camveil.example"
EVERYWHERE = ("--host", "0.0.0.0")  # noqa: S104


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for NAME, with its key in the same file."""
    path = tmp_path / "camveil.pem"
    write_certificate(path, NAME)
    return path


@pytest.fixture
def token(tmp_path: Path) -> str:
    return make_token(tmp_path / "camveil" / "pairing-token")


def tls(certificate: Path, key: Path | None = None) -> tuple[str, ...]:
    return ("--tls-cert", str(certificate), "--tls-key", str(key or certificate))


def client_of(certificate: Path, version: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3) -> ClientSession:
    """A client that trusts this certificate alone, and speaks this version of TLS."""
    context = ssl.create_default_context(cafile=str(certificate))
    context.minimum_version = context.maximum_version = version
    return ClientSession(connector=TCPConnector(ssl=context))


async def refused(config: Path, *options: str) -> str:
    """The one line that says why the server does not start."""
    async with serving(*options, config=config) as server:
        output, errors = await server.rest()
    assert server.process.returncode == 1
    assert output == ""
    (line,) = errors.splitlines()
    return line


async def lines(server: RunningServer, count: int) -> list[str]:
    return [await server.line() for _ in range(count)]


async def test_the_token_is_asked_for_and_never_said(tmp_path: Path, token: str) -> None:
    async with serving("--extension-id", ID, config=tmp_path) as server, ClientSession() as client:
        output = "".join(await lines(server, 3))
        page = Page()
        offer = wire.encode(
            OpenSession(protocol_version=PROTOCOL_VERSION, tab=1, sdp=await page.offer())
        )
        for given, status in ((None, 401), (f"Bearer {token[:-1]}", 401), (f"Bearer {token}", 200)):
            headers = HEADERS | ({"Authorization": given} if given else {})
            async with client.post(
                server.url + "/sessions", data=offer, headers=headers
            ) as response:
                assert response.status == status
                output += await response.text()
        await server.stop(signal.SIGINT)
        output += "".join(await server.rest())
        assert "session=" in output
        assert token not in output
        await page.close()


@pytest.mark.parametrize(("content", "mode"), [("", 0o600), ("short", 0o600), (None, 0o644)])
async def test_a_token_that_cannot_be_relied_on_is_one_line(
    tmp_path: Path, token: str, content: str | None, mode: int
) -> None:
    file = tmp_path / "camveil" / "pairing-token"
    if content is not None:
        file.write_text(content)
    file.chmod(mode)
    line = await refused(tmp_path)
    assert str(file) in line
    assert "camveil pair" in line
    assert token not in line


async def test_over_tls_on_loopback(tmp_path: Path, certificate: Path) -> None:
    async with serving(*tls(certificate), "--name", NAME.upper(), config=tmp_path) as server:
        output = await lines(server, 3)
        assert f"https://{NAME}:{server.port}/" in output[0]
        headers = {"Host": f"{NAME}:{server.port}"}
        url = f"https://127.0.0.1:{server.port}/healthz"
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            async with (
                client_of(certificate, version) as client,
                client.get(url, headers=headers, server_hostname=NAME) as response,
            ):
                assert wire.decode_one(await response.text(), Health).paired
                if version is ssl.TLSVersion.TLSv1_2:
                    continue
                # An open connection does not hold up the end.
                assert await server.stop(signal.SIGTERM) < STOP_WITHIN_S
        _, errors = await server.rest()
        assert re.findall(r"event=(\S+)", errors) == ["listening", "stopping", "stopped"]


async def test_who_does_not_speak_tls_is_not_answered_and_harms_nobody(
    tmp_path: Path, certificate: Path
) -> None:
    async with serving(*tls(certificate), config=tmp_path) as server:
        await lines(server, 3)
        async with ClientSession() as client:
            with pytest.raises(ClientError):
                await client.get(server.url + "/healthz")
        headers = {"Host": f"127.0.0.1:{server.port}"}
        url = f"https://127.0.0.1:{server.port}/healthz"
        async with (
            client_of(certificate) as client,
            client.get(url, headers=headers, server_hostname=NAME) as response,
        ):
            assert response.status == 200


@pytest.mark.parametrize("workers", ["1", "2"])
async def test_for_other_machines_it_warns_and_goes_by_its_name_alone(
    tmp_path: Path, certificate: Path, token: str, workers: str
) -> None:
    options = (*EVERYWHERE, *tls(certificate), "--name", NAME, "--workers", workers)
    async with serving(*options, config=tmp_path) as server:
        output = await lines(server, 4)
        assert f"https://{NAME}:{server.port}/" in output[0]
        assert any("pictures leave the machine" in line for line in output)
        url = f"https://127.0.0.1:{server.port}/healthz"
        async with client_of(certificate) as client:
            for host in ("127.0.0.1", "localhost", EVERYWHERE[1], "evil.example"):
                headers = {"Host": f"{host}:{server.port}"}
                async with client.get(url, headers=headers, server_hostname=NAME) as response:
                    assert response.status == 421
                    failure = wire.decode_one(await response.text(), Failure)
                    assert failure.code == "host-refused"
            headers = {"Host": f"{NAME}:{server.port}", "Authorization": f"Bearer {token}"}
            async with client.get(url, headers=headers, server_hostname=NAME) as response:
                assert wire.decode_one(await response.text(), Health).paired
        await server.stop(signal.SIGTERM)
        _, errors = await server.rest()
        # Once, whatever asyncio's debug mode has to say of a busy machine.
        (warning,) = [line for line in errors.splitlines() if "event=exposed" in line]
        assert "level=warning" in warning
        assert "pictures" in warning


async def test_what_is_missing_is_one_line(tmp_path: Path, certificate: Path, token: str) -> None:
    assert "without TLS" in await refused(tmp_path, *EVERYWHERE, "--name", NAME)
    line = await refused(tmp_path, "--host", "203.0.113.77", *tls(certificate))
    assert "203.0.113.77 is not an address of this machine" in line
    missing = tmp_path / "missing.pem"
    line = await refused(tmp_path, *tls(certificate, missing))
    assert f"{missing} cannot be used for TLS: No such file" in line
    assert token not in line
