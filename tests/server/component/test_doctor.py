"""`camveil doctor` on machines that are broken for real, each in one way.

What cannot be broken so (a slow machine, no encoder, a policy, the camera, the extension) is in
`tests/server/unit/test_doctor.py`.
"""

import asyncio
import json
import os
import shutil
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from camveil import wire
from camveil.installation import release
from camveil.pairing import make_token
from camveil.protocol import PROTOCOL_VERSION
from camveil.segmenters import MODELS, models_dir
from tests.certificate import write_certificate
from tests.server.component.running_server import PACKAGES, free_port, serving
from tests.server.component.test_serve import network_namespaces_permitted
from tests.server.fakes import AT_REST, DEADLINE_S


class Findings:
    """What the command said of one check."""

    def __init__(self, returncode: int, findings: list[dict[str, Any]]) -> None:
        self.returncode = returncode
        self.findings = findings

    @property
    def cause(self) -> str:
        """What is broken, and what to do, if that is one thing."""
        (finding,) = [one for one in self.findings if one["state"] == "broken"]
        assert self.returncode == 1
        assert finding["advice"]
        return f"{finding['words']} {finding['advice']}"

    @property
    def well(self) -> str:
        """The words of what is fine, if that is all."""
        assert self.returncode == 0
        (finding,) = self.findings
        assert finding["state"] == "fine"
        words: str = finding["words"]
        return words


async def examined(
    folder: Path,
    *checks: str,
    port: int | None = None,
    packages: Path = PACKAGES,
    under: tuple[str, ...] = (),
) -> Findings:
    """Run the command for a person whose home and configuration are in this folder."""
    command = (*under, sys.executable, "-m", "camveil", "doctor", "--json", *checks)
    process = await asyncio.create_subprocess_exec(
        *command,
        env={
            **os.environ,
            "PYTHONPATH": str(packages),
            "HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder),
            "CAMVEIL_PORT": str(port or free_port()),
        },
        stdout=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(3 * DEADLINE_S):
        output, _ = await process.communicate()
    assert process.returncode is not None
    read = json.loads(output)
    assert read["well"] is (process.returncode == 0)
    return Findings(process.returncode, read["findings"])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Camveil's configuration folder, below the person's own."""
    folder = tmp_path / "camveil"
    folder.mkdir(mode=0o700)
    return folder


async def test_a_server_that_runs_is_well(tmp_path: Path) -> None:
    async with serving() as server:
        await server.started()
        found = await examined(tmp_path, "server", port=server.port)
    # The port is not the one that the extension looks at.
    fine, other_port = found.findings
    assert f"Camveil {release()} runs at 127.0.0.1:{server.port}" in fine["words"]
    assert other_port["state"] == "note"
    assert server.url in other_port["advice"]
    assert found.returncode == 0


async def test_no_server(tmp_path: Path) -> None:
    assert "No server runs. Run `camveil install`" in (await examined(tmp_path, "server")).cause


@contextmanager
def answering(body: bytes) -> Iterator[int]:
    """A port where another program gives this answer to every request."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


async def test_another_program_has_the_port(tmp_path: Path) -> None:
    with answering(b"hello") as port:
        cause = (await examined(tmp_path, "server", port=port)).cause
    assert f"Another program has 127.0.0.1:{port}" in cause
    assert "Stop that program, or choose another port" in cause


async def test_a_program_that_says_nothing_has_the_port(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        cause = (await examined(tmp_path, "server", port=port)).cause
    assert "it does not answer within 3 seconds" in cause


@pytest.mark.parametrize(
    ("version", "protocol_version", "state", "words"),
    [
        ("9.9", PROTOCOL_VERSION + 1, "broken", "is Camveil 9.9 and speaks protocol"),
        ("9.9", PROTOCOL_VERSION, "note", "is Camveil 9.9; this is"),
    ],
)
async def test_a_server_of_another_version(
    tmp_path: Path, version: str, protocol_version: int, state: str, words: str
) -> None:
    health = replace(AT_REST, protocol_version=protocol_version, version=version)
    with answering(wire.encode(health).encode()) as port:
        found = await examined(tmp_path, "server", port=port)
    (finding,) = [one for one in found.findings if one["state"] == state][:1]
    assert words in finding["words"]
    assert "camveil install" in finding["advice"]


async def test_a_model_that_is_damaged(tmp_path: Path) -> None:
    shutil.copytree(
        PACKAGES, tmp_path / "server", ignore=shutil.ignore_patterns("__pycache__", ".*cache")
    )
    shutil.copy(PACKAGES.parent / "pyproject.toml", tmp_path)
    shutil.copytree(models_dir(), tmp_path / "models", ignore=shutil.ignore_patterns("*.py"))
    file = tmp_path / "models" / MODELS["landscape"].file
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    cause = (await examined(tmp_path, "model", packages=tmp_path / "server")).cause
    assert str(file) in cause
    assert "damaged" in cause


@pytest.mark.skipif(not network_namespaces_permitted(), reason="network namespaces not permitted")
async def test_no_network_interface(tmp_path: Path) -> None:
    cause = (await examined(tmp_path, "network", under=("unshare", "-rn"))).cause
    assert "No network interface but loopback is up" in cause


async def test_a_network_that_is_well(tmp_path: Path) -> None:
    assert "reach each other" in (await examined(tmp_path, "network")).well


async def test_a_token_that_others_can_read(tmp_path: Path, folder: Path) -> None:
    make_token(folder / "pairing-token")
    assert "have its token" in (await examined(tmp_path, "pairing")).well
    (folder / "pairing-token").chmod(0o644)
    cause = (await examined(tmp_path, "pairing")).cause
    assert "other users can read or write it" in cause
    assert "camveil pair" in cause


async def test_a_configuration_that_is_no_toml(tmp_path: Path, folder: Path) -> None:
    (folder / "config.toml").write_text("port: 8793")
    assert "config.toml cannot be used" in (await examined(tmp_path, "configuration")).cause


async def test_a_configuration_that_would_expose_the_server(tmp_path: Path, folder: Path) -> None:
    (folder / "config.toml").write_text('host = "192.0.2.1"')
    assert "without TLS others" in (await examined(tmp_path, "configuration")).cause


@pytest.mark.parametrize(
    ("names", "certificate", "words"),
    [
        (["camveil.example"], "camveil.example", None),
        (["camveil.example"], "other.example", "is not for camveil.example"),
        (["camveil.example"], None, "cannot be used for TLS"),
    ],
)
async def test_a_certificate(
    tmp_path: Path, folder: Path, names: list[str], certificate: str | None, words: str | None
) -> None:
    file = folder / "camveil.pem"
    if certificate is None:
        file.write_text("-----BEGIN NONSENSE-----")
    else:
        write_certificate(file, certificate)
    (folder / "config.toml").write_text(
        f'tls_cert = "camveil.pem"\ntls_key = "camveil.pem"\nnames = {json.dumps(names)}\n'
    )
    found = await examined(tmp_path, "certificate")
    if words is None:
        assert found.returncode == 0
    else:
        assert words in found.cause
