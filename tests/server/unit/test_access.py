import pytest

from camveil.errors import HostRefused, NotPaired, OriginRefused
from camveil.http.access import (
    check_host,
    check_origin,
    check_token,
    hosts_of,
    is_paired,
    origins_of,
)

HOSTS = hosts_of(["127.0.0.1", "localhost"], 8793, tls=False)
TOKEN = "mU0n3kT8wq1Zr5sVx7Yb2Cd4Ef6Gh9JkLmNpQrStUvW"
ID = "abcdefghijklmnopabcdefghijklmnop"
ORIGINS = origins_of([ID, "p" * 32])


@pytest.mark.parametrize("host", ["127.0.0.1:8793", "localhost:8793", "LocalHost:8793"])
def test_this_machines_names_are_welcome(host: str) -> None:
    check_host(host, HOSTS)


@pytest.mark.parametrize(
    "host",
    [
        None,
        "",
        "127.0.0.1",
        "localhost",
        "127.0.0.1:80",
        "127.0.0.1:87930",
        "evil.example:8793",
        "127.0.0.1.evil.example:8793",
        "localhost.:8793",
        "127.0.0.2:8793",
        "[::1]:8793",
    ],
)
def test_every_other_host_is_refused(host: str | None) -> None:
    with pytest.raises(HostRefused):
        check_host(host, HOSTS)


@pytest.mark.parametrize(("port", "tls"), [(443, True), (80, False)])
def test_a_schemes_own_port_may_be_left_out(port: int, tls: bool) -> None:
    hosts = hosts_of(["camveil.example"], port, tls=tls)
    check_host("camveil.example", hosts)
    check_host(f"camveil.example:{port}", hosts)
    with pytest.raises(HostRefused):
        check_host("camveil.example", hosts_of(["camveil.example"], port, tls=not tls))


def test_the_extensions_are_welcome() -> None:
    check_origin(f"chrome-extension://{ID}", ORIGINS)
    check_origin(f"chrome-extension://{'p' * 32}", ORIGINS)


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "",
        "null",
        "https://example.com",
        "http://127.0.0.1:8793",
        "chrome-extension://",
        f"chrome-extension://{ID}/",
        f"chrome-extension://{ID.upper()}",
        f"chrome-extension://{ID}.example.com",
        f"https://{ID}",
        f"moz-extension://{ID}",
    ],
)
def test_every_other_origin_is_refused(origin: str | None) -> None:
    with pytest.raises(OriginRefused):
        check_origin(origin, ORIGINS)


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_who_has_the_token_is_paired(scheme: str) -> None:
    assert is_paired(f"{scheme} {TOKEN}", TOKEN)
    check_token(f"{scheme} {TOKEN}", TOKEN)


@pytest.mark.parametrize("authorization", [None, "", "Bearer anything"])
def test_a_server_without_a_token_asks_for_none(authorization: str | None) -> None:
    check_token(authorization, None)


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        TOKEN,
        f"Basic {TOKEN}",
        f"Bearer {TOKEN[:-1]}",
        f"Bearer {TOKEN}x",
        f"Bearer  {TOKEN}",
        f"Bearer {TOKEN} ",
        f"Bearer {TOKEN.lower()}",
        f"Bearer {TOKEN[:-1]}ä",
        "Bearer \udcff",
        "Bearer \x00",
    ],
)
def test_who_has_another_token_or_none_is_not(authorization: str | None) -> None:
    assert not is_paired(authorization, TOKEN)
    with pytest.raises(NotPaired) as caught:
        check_token(authorization, TOKEN)
    assert TOKEN not in f"{caught.value} {caught.value!r}"
