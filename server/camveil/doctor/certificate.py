"""Whether the server's certificate is one that browsers take."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from cryptography import x509

from camveil.doctor.finding import Finding, broken, fine, note
from camveil.doctor.patient import Patient
from camveil.errors import CamveilError
from camveil.http.tls import tls_context

EXPIRES_SOON: Final = timedelta(days=14)


def check_certificate(patient: Patient) -> Iterator[Finding]:
    """The files for TLS, if there are any."""
    settings = patient.settings
    if settings.tls is None:
        yield fine("The server speaks to this machine only, and needs no certificate.")
        return
    path = settings.tls.certificate
    try:
        tls_context(settings.tls)
    except CamveilError as exc:
        yield broken(str(exc), "Name files that belong together: --tls-cert and --tls-key.")
        return
    certificate, *_ = x509.load_pem_x509_certificates(path.read_bytes())
    until = certificate.not_valid_after_utc
    left = until - datetime.now(UTC)
    if left < timedelta(0):
        yield broken(f"The certificate in {path} was good until {until:%d %B %Y}.", "Get another.")
    elif left < EXPIRES_SOON:
        words = f"The certificate in {path} is good until {until:%d %B %Y}."
        yield note(words, "Get another soon.")
    missing = [name for name in settings.names if not _covers(certificate, name)]
    for name in missing:
        yield broken(
            f"The certificate in {path} is not for {name}.",
            "Get one for that name, or call the server by one that it is for.",
        )
    if left >= EXPIRES_SOON and not missing:
        yield fine(f"The certificate is good until {until:%d %B %Y}.", until=until.isoformat())


def _covers(certificate: x509.Certificate, name: str) -> bool:
    """Whether the certificate is for this name or address."""
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return False
    addresses = map(str, names.get_values_for_type(x509.IPAddress))
    patterns = [one.lower() for one in names.get_values_for_type(x509.DNSName)]
    parent = name.partition(".")[2]
    return name in addresses or name in patterns or (parent != "" and f"*.{parent}" in patterns)
