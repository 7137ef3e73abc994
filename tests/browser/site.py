"""The web sites that the tests visit: an http one on localhost, and https ones that look public."""

from __future__ import annotations

import html
import http.server
import ssl
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs

CSP: Final = "Content-Security-Policy"
PERMISSIONS: Final = "Permissions-Policy"
PAGES: Final = Path(__file__).parent / "pages"
STRICT_POLICY: Final = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'none'; "
    "worker-src 'none'; img-src 'none'; media-src 'none'; frame-src https:; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
TYPES: Final = {".js": "text/javascript", ".html": "text/html", ".json": "application/json"}
LAB_PAGE: Final = (
    b'<!doctype html><html lang="en"><title>lab</title><body>'
    b'<script type="module" src="/lab.js"></script></body></html>'
)
UNREACHED_PAGE: Final = (
    b'<!doctype html><html lang="en"><title>unreached</title><body>'
    b'<iframe src="/204" allow="camera"></iframe>'
    b"<script>globalThis.found = frames[0].navigator.mediaDevices.getUserMedia({video: true})"
    b".then(stream => stream.getVideoTracks()[0].getCapabilities().backgroundBlur ?? null)"
    b"</script></body></html>"
)
"A frame that keeps its initial document, and a script that uses it before anything else runs."


class Handler(http.server.BaseHTTPRequestHandler):
    """`/lab` is a page with the lab in it, `/strict/lab` the same under a strict policy.

    The address's `csp` and `report` become headers with a policy, `meta` becomes an element with
    one; so do `permissions` and `permissions-report`, for what a page may use. What is posted to
    `/reports` is kept.
    """

    protocol_version = "HTTP/1.1"
    clips: Path
    reports: list[str]

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        asked = parse_qs(query)
        if path in ("/lab", "/strict/lab"):
            policies = [(CSP, policy) for policy in asked.get("csp", [])]
            policies += [
                (f"{CSP}-Report-Only", f"{policy}; report-uri /reports")
                for policy in asked.get("report", [])
            ]
            policies += [(PERMISSIONS, policy) for policy in asked.get("permissions", [])]
            policies += [
                (f"{PERMISSIONS}-Report-Only", policy)
                for policy in asked.get("permissions-report", [])
            ]
            if path.startswith("/strict"):
                policies.append((CSP, STRICT_POLICY))
            metas = [
                f'<meta http-equiv="{CSP}" content="{html.escape(policy)}">'
                for policy in asked.get("meta", [])
            ]
            page = LAB_PAGE.replace(b"<title>", "".join(metas).encode() + b"<title>")
            self._answer(page, ".html", policies)
            return
        if path == "/204":
            self.send_response(204)
            self.end_headers()
            return
        if path == "/blank":
            self._answer(b"<!doctype html>", ".html")
            return
        if path == "/elsewhere.js":
            port = self.connection.getsockname()[1]
            self.send_response(302)
            self.send_header("Location", f"http://127.0.0.1:{port}/workers/here.js")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        if path == "/referrer":
            self._answer((self.headers["Referer"] or "none").encode(), ".json")
            return
        if path == "/workers/broken.js":
            self._answer(b"let broken = ;\n", ".js")
            return
        if path == "/unreached":
            self._answer(UNREACHED_PAGE, ".html")
            return
        file = self._file(path)
        if file is None or not file.is_file():
            self.send_error(404)
            return
        self._answer(file.read_bytes(), file.suffix)

    def _file(self, path: str) -> Path | None:
        if ".." in path:
            return None
        if path.startswith("/camera/"):
            return self.clips / path.removeprefix("/camera/")
        return PAGES / path.lstrip("/")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.reports.append(body.decode())
        self.send_response(204)
        self.end_headers()

    def _answer(self, body: bytes, suffix: str, policies: Sequence[tuple[str, str]] = ()) -> None:
        self.send_response(200)
        self.send_header("Content-Type", TYPES.get(suffix, "application/octet-stream"))
        self.send_header("Content-Length", str(len(body)))
        for name, policy in policies:
            self.send_header(name, policy)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the tests' own output is what counts."""


@dataclass(frozen=True, slots=True)
class Site:
    """A running web server on the loopback address."""

    server: http.server.ThreadingHTTPServer
    reports: list[str]
    "Bodies of what was posted to `/reports`."

    @property
    def port(self) -> int:
        return int(self.server.server_address[1])

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def serve(clips: Path, certificate: Path | None = None) -> Site:
    """Serve the test pages on a free port; over TLS with a certificate and key in one file."""
    reports: list[str] = []
    handler = type("ClipHandler", (Handler,), {"clips": clips, "reports": reports})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, name="site", daemon=True).start()
    return Site(server, reports)
