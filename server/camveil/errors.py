"""Every exception this server raises on purpose.

CamveilError
    ClientError               the other side asked for something wrong: repeating it is useless
        BadMessage
        BadSdp
        ProtocolMismatch
        OriginRefused
        HostRefused
        NotPaired
        ChoiceRefused         with one of the protocol's reasons
            BackgroundRefused
            SettingsRefused
    ResourceError             this machine lacks something: later, or once repaired, it may work
        NoNetworkInterface
        ModelUnavailable
        ModelRefused
        ModelFailed
        EffectFailed
        TooManySessions
        TooManySessionsOfTab
    StartError                the server does not start: said on the command line, without a code
        PortInUse
        AddressUnavailable
        ExposureRefused
        CertificateUnusable
        TokenUnusable
        ConfigUnusable
        TlsHalfNamed
    CommandError              another command is not carried out: likewise
        ExtensionNotBuilt
        ExtensionNotWritten
        ServiceFailed
        ClipUnusable
        ClipNotWritten

Each carries facts, and turns them into a sentence that says what to do.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from camveil.protocol import REASONS, ReasonCode


class CamveilError(Exception):
    """Base of all. `code` is the schema's error code and may cross the wire."""

    code: ClassVar[str]


class ClientError(CamveilError):
    """The extension, the page or another program asked for something wrong."""


class ResourceError(CamveilError):
    """This machine lacks something the request needs."""


class StartError(CamveilError):
    """The server cannot start, or must not; never crosses the wire."""


class CommandError(CamveilError):
    """A command is not carried out, and changes nothing; never crosses the wire."""


class BadMessage(ClientError):
    """A message is not one of the protocol's."""

    code = "bad-message"

    def __init__(self, detail: str) -> None:
        self.detail = detail
        super().__init__(detail)

    def __str__(self) -> str:
        return f"This message is not one of the protocol's: {self.detail}."


class BadSdp(ClientError):
    """An offer cannot be answered."""

    code = "bad-sdp"

    def __init__(self, detail: str) -> None:
        self.detail = detail
        super().__init__(detail)

    def __str__(self) -> str:
        return f"This offer cannot be answered: {self.detail}."


class ProtocolMismatch(ClientError):
    """Extension and server speak different versions of the protocol."""

    code = "protocol-mismatch"

    def __init__(self, theirs: int, ours: int) -> None:
        self.theirs = theirs
        self.ours = ours
        super().__init__(theirs, ours)

    def __str__(self) -> str:
        older = "extension" if self.theirs < self.ours else "server"
        return (
            f"The extension speaks version {self.theirs} of the protocol and "
            f"the server version {self.ours}: update the {older}."
        )


class OriginRefused(ClientError):
    """A request that only the extension may make came from elsewhere."""

    code = "origin-refused"

    def __init__(self, origin: str | None) -> None:
        self.origin = origin
        super().__init__(origin)

    def __str__(self) -> str:
        source = f"from {self.origin}" if self.origin else "without an origin"
        return f"A request {source} is refused: only the Camveil extension may make it."


class HostRefused(ClientError):
    """A request names a host other than this server (DNS rebinding)."""

    code = "host-refused"

    def __init__(self, host: str | None) -> None:
        self.host = host
        super().__init__(host)

    def __str__(self) -> str:
        name = f"for host {self.host}" if self.host else "without a host"
        return f"A request {name} is refused: use the address that the server said at its start."


class NotPaired(ClientError):
    """The pairing token is missing from a request, or is another one."""

    code = "not-paired"

    def __str__(self) -> str:
        return (
            "This server asks for its pairing token: run `camveil pair` where it runs, and "
            "paste the token into the options of Camveil's extension."
        )


class ChoiceRefused(ClientError):
    """What the person chose cannot be; what they had chosen before stays."""

    def __init__(self, reason: ReasonCode, *parts: object) -> None:
        self.reason: ReasonCode = reason
        self.parts = tuple(map(str, parts))
        super().__init__(reason, *parts)

    def __str__(self) -> str:
        sentence = REASONS[self.reason]
        return re.sub(r"\$(\d)", lambda number: self.parts[int(number[1]) - 1], sentence)


class BackgroundRefused(ChoiceRefused):
    """A file cannot be a background."""

    code = "background-refused"


class SettingsRefused(ChoiceRefused):
    """A model, or what is to run it, cannot be used."""

    code = "settings-refused"


class NoNetworkInterface(ResourceError):
    """No interface but loopback is up, so ICE finds no candidates."""

    code = "no-network-interface"

    def __str__(self) -> str:
        return (
            "No network interface but loopback is up, so video has no path between browser and "
            "server: connect to any network, Wi-Fi or cable, and try again."
        )


class ModelUnavailable(ResourceError):
    """A segmentation model is missing, is not the expected file, or does not load."""

    code = "model-unavailable"

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(path, reason)

    def __str__(self) -> str:
        return (
            f"The segmentation model {self.path} cannot be used: {self.reason}. "
            "Install Camveil again to restore it."
        )


class ModelRefused(ResourceError):
    """A user's own model cannot be used. Said on the command line only: the path is private."""

    code = "model-unavailable"

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(path, reason)

    def __str__(self) -> str:
        return f"The model {self.path} cannot be used: {self.reason}."


class ModelFailed(ResourceError):
    """A user's own model, which could be loaded, gave no alpha of a picture."""

    code = "model-unavailable"

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)

    def __str__(self) -> str:
        return (
            f"The model gave no mask: {self.reason}. "
            "If that goes on, start the server with another model."
        )


class EffectFailed(ResourceError):
    """A loaded model or the blur failed on a picture; no picture came out of it."""

    code = "model-unavailable"

    def __init__(self, stage: str, reason: str) -> None:
        self.stage = stage
        self.reason = reason
        super().__init__(stage, reason)

    def __str__(self) -> str:
        return (
            f"A picture could not be processed ({self.stage}: {self.reason}): restart the server."
        )


class TooManySessions(ResourceError):
    """The limit on open sessions is reached."""

    code = "too-many-sessions"

    def __init__(self, limit: int) -> None:
        self.limit = limit
        super().__init__(limit)

    def __str__(self) -> str:
        return (
            f"The server already has {self.limit} sessions, as many as it allows: "
            "stop a camera in another tab and try again."
        )


class TooManySessionsOfTab(ResourceError):
    """The limit on a tab's sessions is reached, and each of them is in use."""

    code = "too-many-sessions"

    def __init__(self, limit: int) -> None:
        self.limit = limit
        super().__init__(limit)

    def __str__(self) -> str:
        return (
            f"This tab already has {self.limit} sessions, as many as the server allows it: "
            "stop a camera in this tab and try again."
        )


class PortInUse(StartError):
    """Another program listens on the port."""

    def __init__(self, host: str, port: int) -> None:
        self.host = host
        self.port = port
        super().__init__(host, port)

    def __str__(self) -> str:
        return (
            f"Port {self.port} on {self.host} is in use: stop the program that holds it, "
            "perhaps another Camveil, or choose another port."
        )


class AddressUnavailable(StartError):
    """No interface of this machine has the address."""

    def __init__(self, host: str) -> None:
        self.host = host
        super().__init__(host)

    def __str__(self) -> str:
        return f"{self.host} is not an address of this machine: choose one that is."


class ExposureRefused(StartError):
    """What others could reach would not be protected."""

    def __init__(self, danger: str, advice: str) -> None:
        self.danger = danger
        self.advice = advice
        super().__init__(danger, advice)

    def __str__(self) -> str:
        return f"The server does not start like this: {self.danger}. {self.advice}."


class CertificateUnusable(StartError):
    """A file for TLS cannot be used."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(path, reason)

    def __str__(self) -> str:
        return f"{self.path} cannot be used for TLS: {self.reason}."


class TokenUnusable(StartError):
    """The pairing token is there and cannot be relied on."""

    advice = "Run `camveil pair` to make a new one, or `camveil pair --forget`."

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(path, reason)

    @property
    def problem(self) -> str:
        """What is wrong, a sentence."""
        return f"The pairing token in {self.path} cannot be relied on: {self.reason}."

    def __str__(self) -> str:
        return f"{self.problem} {self.advice}"


class ConfigUnusable(StartError):
    """What was chosen, in the file or in the environment, cannot be used."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = problems
        super().__init__(problems)

    def __str__(self) -> str:
        return f"{'; '.join(self.problems)}. `camveil config explain` says what can be chosen."


class TlsHalfNamed(StartError):
    """A certificate without its key, or the other way round."""

    def __str__(self) -> str:
        return (
            "tls_cert and tls_key (--tls-cert and --tls-key) need each other: give both, or none."
        )


class ExtensionNotBuilt(CommandError):
    """This checkout has no built extension."""

    def __str__(self) -> str:
        return "The extension is not built in this checkout: run `make run` or `make wheel`."


class ExtensionNotWritten(CommandError):
    """The extension is not written over anything but an earlier one, nor is a file of it."""

    def __init__(self, path: Path, reason: str, instead: str = "an empty or a new folder") -> None:
        self.path = path
        self.reason = reason
        self.instead = instead
        super().__init__(path, reason, instead)

    def __str__(self) -> str:
        return f"{self.path} is left as it is: {self.reason}. Name {self.instead}."


class ConfigNotWritten(CommandError):
    """A configuration file is not written over another one, or cannot be."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(path, reason)

    def __str__(self) -> str:
        return f"{self.path} is left as it is: {self.reason}."


class ServiceFailed(CommandError):
    """The system does not start the server."""

    def __init__(self, command: Sequence[str], reason: str) -> None:
        self.command = command
        self.reason = reason
        super().__init__(command, reason)

    def __str__(self) -> str:
        return (
            f"`{' '.join(self.command)}` failed: {self.reason}. "
            "`camveil uninstall` removes what has been done; `camveil serve` works without it."
        )


class ClipUnusable(CommandError):
    """A video file cannot be read, or not to its end."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(path, reason)

    def __str__(self) -> str:
        return f"{self.path} cannot be used: {self.reason}."


class ClipNotWritten(CommandError):
    """A video file is not written: not even a part of it is there."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(path, reason)

    def __str__(self) -> str:
        return f"{self.path} is not written: {self.reason}."
