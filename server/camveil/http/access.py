"""Who may come in; pure.

Any page that the person visits, and any program on the machine, can reach a loopback port. So the
name in the request must be this machine's (a stranger's name that resolves to 127.0.0.1 would be
DNS rebinding), and what opens something must come from the extension, which only the browser can
attest, in `Origin`. No CORS header is ever sent: no page can read an answer. Another program can
forge both, and another extension `Origin`: once the person has paired, they would need the token,
too.
"""

import hmac
from collections.abc import Collection, Mapping

from camveil.errors import HostRefused, NotPaired, OriginRefused


def hosts_of(names: Collection[str], port: int, *, tls: bool) -> frozenset[str]:
    """What `Host` may say to a server that is known as these on this port."""
    # Clients leave a scheme's own port out.
    bare = names if port == (443 if tls else 80) else ()
    return frozenset({*(f"{name}:{port}" for name in names), *bare})


def origins_of(extension_ids: Collection[str]) -> frozenset[str]:
    """What `Origin` may say for these extensions."""
    return frozenset(f"chrome-extension://{extension_id}" for extension_id in extension_ids)


def check_host(host: str | None, allowed: Collection[str]) -> None:
    """Raises HostRefused."""
    if host is None or host.lower() not in allowed:
        raise HostRefused(host)


def check_origin(origin: str | None, allowed: Collection[str]) -> str:
    """The origin, which is one of the allowed ones. Raises OriginRefused."""
    if origin is None or origin not in allowed:
        raise OriginRefused(origin)
    return origin


def check_entitled(
    headers: Mapping[str, str], extensions: Collection[str], token: str | None
) -> str:
    """The origin of a request that may open or change something.

    Raises OriginRefused or NotPaired.
    """
    origin = check_origin(headers.get("Origin"), origins_of(extensions))
    check_token(headers.get("Authorization"), token)
    return origin


def is_paired(authorization: str | None, token: str | None) -> bool:
    """Whether `Authorization` has the token, or none is asked for.

    Takes the same time whatever part of the token is right.
    """
    if token is None:
        return True
    scheme, _, given = (authorization or "").partition(" ")
    # Headers are decoded so that no byte is lost; comparing text would raise for most of them.
    secret = given.encode(errors="surrogateescape")
    return scheme.lower() == "bearer" and hmac.compare_digest(secret, token.encode())


def check_token(authorization: str | None, token: str | None) -> None:
    """Raises NotPaired."""
    if not is_paired(authorization, token):
        raise NotPaired
