"""Who may come in; pure.

Any page that the person visits, and any program on the machine, can reach a loopback port. So the
name in the request must be this machine's (a stranger's name that resolves to 127.0.0.1 would be
DNS rebinding), and what opens something must come from the extension, which only the browser can
attest, in `Origin`. No CORS header is ever sent: no page can read an answer.
"""

from collections.abc import Collection

from camveil.errors import HostRefused, OriginRefused


def hosts_of(host: str, port: int) -> frozenset[str]:
    """What `Host` may say to a server that listens there."""
    return frozenset(f"{name}:{port}" for name in ("127.0.0.1", "localhost", host))


def origins_of(extension_ids: Collection[str]) -> frozenset[str]:
    """What `Origin` may say for these extensions."""
    return frozenset(f"chrome-extension://{extension_id}" for extension_id in extension_ids)


def check_host(host: str | None, allowed: Collection[str]) -> None:
    """Raises HostRefused."""
    if host is None or host.lower() not in allowed:
        raise HostRefused(host)


def check_origin(origin: str | None, allowed: Collection[str]) -> None:
    """Raises OriginRefused."""
    if origin not in allowed:
        raise OriginRefused(origin)
