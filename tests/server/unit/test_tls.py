import ssl
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from camveil.errors import CertificateUnusable
from camveil.http.tls import tls_context
from camveil.settings import TlsFiles
from tests.certificate import write_certificate


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate, with its key in the same file."""
    path = tmp_path / "camveil.pem"
    write_certificate(path, "camveil.example")
    return path


def test_old_versions_of_tls_are_not_spoken(certificate: Path) -> None:
    context = tls_context(TlsFiles(certificate=certificate, key=certificate))
    assert context.minimum_version == ssl.TLSVersion.TLSv1_2


@pytest.mark.parametrize("name", ["missing.pem", "."])
def test_the_file_that_cannot_be_read_is_named(certificate: Path, name: str) -> None:
    unreadable = certificate.parent / name
    for files in (
        TlsFiles(certificate=unreadable, key=certificate),
        TlsFiles(certificate=certificate, key=unreadable),
    ):
        with pytest.raises(CertificateUnusable) as caught:
            tls_context(files)
        assert caught.value.path == unreadable


def test_a_key_of_another_certificate_is_named(certificate: Path) -> None:
    other = certificate.with_name("other.pem")
    write_certificate(other, "camveil.example")
    with pytest.raises(CertificateUnusable, match="not the certificate's key") as caught:
        tls_context(TlsFiles(certificate=certificate, key=other))
    assert caught.value.path == other


@pytest.mark.parametrize("damaged", ["certificate", "key"])
def test_what_is_no_pem_is_refused(certificate: Path, damaged: str) -> None:
    broken = certificate.with_name("broken.pem")
    broken.write_text("-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n")
    files = {"certificate": certificate, "key": certificate, damaged: broken}
    with pytest.raises(CertificateUnusable, match="not PEM"):
        tls_context(TlsFiles(**files))


def test_an_encrypted_key_is_refused_and_no_passphrase_asked_for(certificate: Path) -> None:
    key = certificate.with_name("key.pem")
    key.write_bytes(
        ec.generate_private_key(ec.SECP256R1()).private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(b"secret"),
        )
    )
    with pytest.raises(CertificateUnusable, match="encrypted"):
        tls_context(TlsFiles(certificate=certificate, key=key))
