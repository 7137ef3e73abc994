from pathlib import Path

import pytest

from camveil.errors import (
    AddressUnavailable,
    BackgroundRefused,
    BadMessage,
    BadSdp,
    CamveilError,
    CertificateUnusable,
    ClientError,
    ClipNotWritten,
    ClipUnusable,
    CommandError,
    ConfigNotWritten,
    ConfigUnusable,
    EffectFailed,
    ExposureRefused,
    ExtensionNotBuilt,
    ExtensionNotWritten,
    HostRefused,
    ModelFailed,
    ModelRefused,
    ModelUnavailable,
    NoNetworkInterface,
    NotPaired,
    OriginRefused,
    PortInUse,
    ProtocolMismatch,
    ResourceError,
    ServiceFailed,
    SettingsRefused,
    StartError,
    TlsHalfNamed,
    TokenUnusable,
    TooManySessions,
    TooManySessionsOfTab,
)
from camveil.protocol import ERROR_MEANINGS

EXAMPLES: list[tuple[CamveilError, type[CamveilError], str]] = [
    (BadMessage("type is missing"), ClientError, "type is missing"),
    (BadSdp("no video"), ClientError, "no video"),
    (ProtocolMismatch(theirs=1, ours=2), ClientError, "update the extension"),
    (ProtocolMismatch(theirs=3, ours=2), ClientError, "update the server"),
    (OriginRefused("https://example.org"), ClientError, "https://example.org"),
    (OriginRefused(None), ClientError, "without an origin"),
    (HostRefused("evil.example"), ClientError, "evil.example"),
    (HostRefused(None), ClientError, "without a host"),
    (NotPaired(), ClientError, "camveil pair"),
    (BackgroundRefused("too-large", 16), ClientError, "more than 16 MB"),
    (SettingsRefused("overruled", "--model"), ClientError, "--model decides"),
    (NoNetworkInterface(), ResourceError, "connect to any network"),
    (ModelUnavailable(Path("a.onnx"), "the file is missing"), ResourceError, "a.onnx"),
    (ModelRefused(Path("own.onnx"), "it is no file"), ResourceError, "own.onnx"),
    (ModelFailed("its process has ended"), ResourceError, "its process has ended"),
    (EffectFailed("blur", "no memory"), ResourceError, "no memory"),
    (TooManySessions(4), ResourceError, "The server already has 4 sessions"),
    (TooManySessionsOfTab(4), ResourceError, "This tab already has 4 sessions"),
    (PortInUse("127.0.0.1", 8793), StartError, "Port 8793 on 127.0.0.1"),
    (AddressUnavailable("192.0.2.1"), StartError, "192.0.2.1 is not an address"),
    (ExposureRefused("no TLS", "Give --tls-cert"), StartError, "no TLS. Give --tls-cert"),
    (CertificateUnusable(Path("a.pem"), "it is damaged"), StartError, "a.pem"),
    (TokenUnusable(Path("token"), "it is empty"), StartError, "it is empty"),
    (ConfigUnusable(["PORT: no number", "no x"]), StartError, "PORT: no number; no x"),
    (TlsHalfNamed(), StartError, "need each other"),
    (ExtensionNotBuilt(), CommandError, "make wheel"),
    (
        ServiceFailed(("systemctl", "restart"), "no bus"),
        CommandError,
        "`systemctl restart` failed: no",
    ),
    (ClipUnusable(Path("a.mp4"), "it is no video"), CommandError, "a.mp4 cannot be used: it is no"),
    (ClipNotWritten(Path("b.mp4"), "it is there"), CommandError, "b.mp4 is not written: it is"),
    (
        ConfigNotWritten(Path("a.toml"), "it is there"),
        CommandError,
        "a.toml is left as it is",
    ),
    (ExtensionNotWritten(Path("mine"), "it is no folder"), CommandError, "mine is left as it is"),
]


@pytest.mark.parametrize(("error", "side", "fact"), EXAMPLES)
def test_each_error_is_a_sentence_with_its_facts(
    error: CamveilError, side: type[CamveilError], fact: str
) -> None:
    assert isinstance(error, side)
    assert fact in str(error)
    assert str(error).endswith(".")


def test_every_code_is_one_of_the_protocol() -> None:
    for error, side, _ in EXAMPLES:
        if side in (StartError, CommandError):
            assert not hasattr(error, "code")
        else:
            assert error.code in ERROR_MEANINGS


def leaves(kind: type[CamveilError]) -> list[type[CamveilError]]:
    """What can be raised: the ends of the tree."""
    below = [leaf for one in kind.__subclasses__() for leaf in leaves(one)]
    return below or [kind]


def test_every_error_has_an_example() -> None:
    sides = (ClientError, ResourceError, StartError, CommandError)
    concrete = {kind for side in sides for kind in leaves(side)}
    assert concrete == {type(error) for error, _, _ in EXAMPLES}
