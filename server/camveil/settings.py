"""What can be chosen when the server starts; built by the command line, then passed down."""

import ipaddress
import tomllib
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Final

from camveil.errors import ExposureRefused

EXTENSION_IDS: Final = ("kbkepjjnjkjafakklgdhnlkphlaljdba",)
"The ids of the extension as it is published; an id follows from the key in its manifest."
LOOPBACK_NAMES: Final = ("127.0.0.1", "localhost")


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsFiles:
    """A certificate chain and its key, both PEM."""

    certificate: Path
    key: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that is decided before the server starts.

    Raises ExposureRefused for a combination that others could abuse.
    """

    host: str
    "IPv4 address to listen on, or localhost; what is not loopback can be reached from elsewhere."
    port: int
    "TCP port; 0 lets the system choose a free one."
    model: str
    "Key in the registry of models, or else the path of a user's own."
    extension_ids: tuple[str, ...] = EXTENSION_IDS
    "Extensions that may open sessions."
    token: str | None = field(default=None, repr=False)
    "The pairing token that they must have, if the person has paired."
    tls: TlsFiles | None = None
    "With them the server speaks https and nothing else."
    names: tuple[str, ...] = ()
    "What the server is called beside its address, such as the certificate's name; lower case."

    def __post_init__(self) -> None:
        check_exposure(self)

    @property
    def known_as(self) -> tuple[str, ...]:
        """Every name and address that a request may be for; the first is the one to tell."""
        if ipaddress.IPv4Address(_number(self.host)).is_unspecified:
            return self.names
        return (*self.names, self.host, *(LOOPBACK_NAMES if is_loopback(self.host) else ()))

    def address(self, port: int) -> str:
        """The demo page's address on this port."""
        return f"{'https' if self.tls else 'http'}://{self.known_as[0]}:{port}/"


def is_loopback(host: str) -> bool:
    """Whether nothing but this machine reaches what listens there; ValueError for no address."""
    return ipaddress.IPv4Address(_number(host)).is_loopback


def check_exposure(settings: Settings) -> None:
    """Whether it is safe to listen like this; raises ExposureRefused."""
    if settings.names and settings.tls is None:
        # With TLS a page whose name is made to resolve to this machine lacks the certificate.
        raise ExposureRefused(
            "without TLS a --name proves nothing",
            "Give --tls-cert and --tls-key, or leave --name out",
        )
    if is_loopback(settings.host):
        return
    if settings.tls is None:
        raise ExposureRefused(
            f"without TLS others in the network could take what is sent to {settings.host}",
            "Give --tls-cert and --tls-key, or leave --host out",
        )
    if settings.token is None:
        raise ExposureRefused(
            f"on {settings.host} anybody in the network could use it",
            "Run `camveil pair` first, or leave --host out",
        )
    if not settings.known_as:
        raise ExposureRefused(
            f"{settings.host} is every address and no name",
            "Give --name with the certificate's name",
        )


def _number(host: str) -> str:
    return "127.0.0.1" if host == "localhost" else host


CHECKOUT: Final = Path(__file__).resolve().parents[2]
"Where this package lies when it runs from a checkout."


def release() -> str:
    """This server's version."""
    try:
        return metadata.version("camveil")
    except metadata.PackageNotFoundError:  # a checkout's folder on the path, not installed
        project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]
        return str(project["version"])
