"""What the server shows to who connects over TLS."""

import ssl
from pathlib import Path

from camveil.errors import CertificateUnusable
from camveil.settings import TlsFiles


def tls_context(files: TlsFiles) -> ssl.SSLContext:
    """A server's context for this certificate. Raises CertificateUnusable."""
    for path in (files.certificate, files.key):
        _check_readable(path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(files.certificate, files.key, _no_passphrase)
    except ssl.SSLError as exc:
        if exc.reason == "KEY_VALUES_MISMATCH":
            raise CertificateUnusable(files.key, "it is not the certificate's key") from None
        reason = "it or its key is not PEM, or damaged, or encrypted"
        raise CertificateUnusable(files.certificate, reason) from None
    return context


def _check_readable(path: Path) -> None:
    """OpenSSL's own errors do not say which file they mean."""
    try:
        path.open("rb").close()
    except OSError as exc:
        raise CertificateUnusable(path, exc.strerror or "it cannot be read") from None


def _no_passphrase() -> str:
    """Instead of OpenSSL's question on the terminal."""
    return ""
