"""What can be chosen when the server starts; put together by `config`, then passed down."""

import ipaddress
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from camveil.errors import ExposureRefused, TlsHalfNamed
from camveil.options import option, options_of
from camveil.protocol import DEFAULT_PORT

EXTENSION_IDS: Final = ("kbkepjjnjkjafakklgdhnlkphlaljdba",)
"The ids of the extension as it is published; an id follows from the key in its manifest."
LOOPBACK_NAMES: Final = ("127.0.0.1", "localhost")
LOG_LEVELS: Final = ("info", "warning", "error")
LOG_FORMATS: Final = ("text", "json")
BLEND_MODES: Final = ("screen", "linear-dodge")
PROVIDERS: Final = ("auto", "cpu", "cuda", "directml", "coreml", "openvino")
_HOST_NAME: Final = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?", re.IGNORECASE)
_EXTENSION_ID: Final = re.compile(r"[a-p]{32}")


def _address(host: str) -> str:
    try:
        is_loopback(host)
    except ValueError:
        raise ValueError(f"{host} is not an IPv4 address such as 127.0.0.1") from None
    return host


def _host_name(name: str) -> str:
    if not _HOST_NAME.fullmatch(name):
        raise ValueError(f"{name!r} is not a host's name; it needs no port and no scheme")
    return name.lower()


def _extension_id(extension_id: str) -> str:
    if not _EXTENSION_ID.fullmatch(extension_id):
        raise ValueError(f"{extension_id!r} is no extension's id: 32 letters from a to p")
    return extension_id


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsFiles:
    """A certificate chain and its key, both PEM."""

    certificate: Path
    key: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that is decided before the server starts.

    Raises ExposureRefused for a combination that others could abuse, and TlsHalfNamed.
    """

    host: str = option(
        "127.0.0.1",
        "IPv4 address to listen on, or localhost",
        more="Any but loopback can be reached from elsewhere: it needs TLS and a pairing token.",
        check=_address,
    )
    port: int = option(
        DEFAULT_PORT,
        "TCP port; 0 lets the system choose a free one",
        more="The extension looks for the default, or for the address in its options.",
        minimum=0,
        maximum=65535,
    )
    names: tuple[str, ...] = option(
        (),
        "Name that the server has beside its address, as in its certificate",
        more="Requests that call it anything else are refused.",
        check=_host_name,
        live=True,
    )
    tls_cert: Path | None = option(
        None, "Certificate chain, PEM: with it the server speaks https only"
    )
    tls_key: Path | None = option(None, "The certificate's key, PEM, without a passphrase")
    extension_ids: tuple[str, ...] = option(
        (),
        "Another extension that may open sessions",
        more="Camveil's own always may. chrome://extensions shows the id of one that you built.",
        check=_extension_id,
        live=True,
    )
    model: str = option(
        "pair",
        "Segmentation model: a built-in one, or your own",
        more="pair is the mean of the two others and makes the best masks; landscape alone takes "
        "less than half of its time, general alone sees people at the picture's edge better than "
        "that. One of your own, a file or what `camveil models add` calls it, runs in a process of "
        "its own; not on Windows.",
        placeholder="[pair|landscape|general|NAME|FILE.onnx]",
        live=True,
    )
    models_dir: Path | None = option(
        None,
        "Folder of the models that you have added",
        more="Without it they are where this system keeps what programs add for you.",
    )
    provider: str = option(
        "auto",
        "What runs the model",
        more="auto takes what is fastest for a built-in model, and the processor for one of your "
        "own. What does not work here, or makes other masks than the processor, is told and not "
        "used.",
        choices=PROVIDERS,
        live=True,
    )
    only_me: bool = option(
        False,
        "Hide everybody but one person: the largest at first, then who is where they were",
        more="It counts for cameras that are opened from then on. Who is hidden stays hidden when "
        "the person goes away; the next one who comes into view is the person. Whom a mask cannot "
        "tell apart, because they stand behind the person, may be shown in part.",
        live=True,
    )
    mask_background_below: float = option(
        0.15,
        "Probability of a person up to which a pixel is hidden in full",
        more="Less gives hair, headsets and chairs more room, with some of the room around them. "
        "What begins with mask_ counts for cameras that are opened from then on.",
        minimum=0.0,
        maximum=0.45,
        live=True,
    )
    mask_person_above: float = option(
        0.85,
        "Probability of a person from which a pixel is shown in full",
        more="Nearer to the other one, edges are harder.",
        minimum=0.55,
        maximum=1.0,
        live=True,
    )
    mask_edges: float = option(
        0.7,
        "How closely the mask's edge follows edges in the picture",
        more="0 leaves it as soft as the model draws it.",
        minimum=0.0,
        maximum=1.0,
        live=True,
    )
    mask_smoothing: float = option(
        0.7,
        "How much of the last mask stays where nothing moves",
        more="More flickers less. What moves has a mask of its own in any case.",
        minimum=0.0,
        maximum=0.95,
        live=True,
    )
    mask_time_share: float = option(
        50.0,
        "Part of the time between two frames that masks may take, in percent",
        more="Beyond it masks are moved onto some frames, and then made by a model with a smaller "
        "input; one of your own has none unless it takes any size.",
        minimum=5.0,
        maximum=100.0,
        live=True,
    )
    edge_background_below: float = option(
        0.3,
        "Coverage up to which a pixel of the mask is background before a colour, image or video",
        more="More leaves less of the room round the person, and takes more of hair. What begins "
        "with edge_ is not for blur; it counts for cameras that are opened from then on.",
        minimum=0.0,
        maximum=0.45,
        live=True,
    )
    edge_person_above: float = option(
        0.9,
        "Coverage from which such a pixel is person",
        more="Nearer to the other one, edges are harder.",
        minimum=0.55,
        maximum=1.0,
        live=True,
    )
    edge_calming: float = option(
        1.0,
        "How far what is unsure there goes by what is around, in percent of the picture's height",
        more="More flickers less and rounds off what is thin.",
        minimum=0.0,
        maximum=5.0,
        live=True,
    )
    light_wrapping: float = option(
        0.3,
        "How much of a background's light comes round the person's edge, from 0 to 1",
        more="For images and videos in place of the background. This and what follows of light "
        "count for cameras that are opened from then on.",
        minimum=0,
        maximum=1,
        live=True,
    )
    light_reach: float = option(
        5.0,
        "How far that light comes, in percent of the picture's height",
        minimum=0.5,
        maximum=20.0,
        live=True,
    )
    blend_mode: str = option(
        "screen",
        "How that light is added",
        more="screen spares what is bright already, linear-dodge does not.",
        choices=BLEND_MODES,
        live=True,
    )
    max_sessions: int = option(
        64,
        "Sessions that each process may have open",
        more="A camera in use is one. The default is three times the twenty tabs that an honest "
        "person may have.",
        minimum=1,
        maximum=4096,
        live=True,
    )
    max_sessions_per_tab: int = option(
        8,
        "Sessions that a tab may have open",
        more="More cameras than a page has open at once. One that is quiet makes room for another.",
        minimum=1,
        maximum=4096,
        live=True,
    )
    event_period_ms: int = option(
        1000,
        "Time between two reports of the effect's load, in milliseconds",
        more="The popup, the demo page and the log are told then at most, and only if a threshold "
        "is reached.",
        minimum=100,
        maximum=60_000,
        live=True,
    )
    event_frame_share: float = option(
        80.0,
        "From which part of the time between two frames the effect's mean duration is reported, in "
        "percent",
        minimum=1,
        maximum=1000,
        live=True,
    )
    event_cpu_utilization: float = option(
        30.0,
        "From which part of all time in which the effect works this is reported, in percent",
        minimum=1,
        maximum=100,
        live=True,
    )
    workers: int = option(
        1,
        "Processes that share the port and its sessions, each with the model loaded",
        more="More than one needs gunicorn, which `pip install camveil[workers]` brings; not on "
        "Windows.",
        minimum=1,
        maximum=64,
    )
    log_level: str = option("info", "What is worth a line on stderr", choices=LOG_LEVELS, live=True)
    log_format: str = option(
        "text",
        "How a line is written: key=value, or one JSON object",
        choices=LOG_FORMATS,
    )
    token: str | None = field(default=None, repr=False)
    "The pairing token that extensions must have, if the person has paired; from a file of its own."

    def __post_init__(self) -> None:
        if (self.tls_cert is None) is not (self.tls_key is None):
            raise TlsHalfNamed
        check_exposure(self)

    @property
    def tls(self) -> TlsFiles | None:
        """With them the server speaks https and nothing else."""
        if self.tls_cert is None or self.tls_key is None:
            return None
        return TlsFiles(certificate=self.tls_cert, key=self.tls_key)

    @property
    def obeyed_extensions(self) -> tuple[str, ...]:
        """Ids of all extensions that may open sessions."""
        return (*EXTENSION_IDS, *self.extension_ids)

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


OPTIONS: Final = options_of(Settings)
