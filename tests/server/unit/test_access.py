import pytest

from camveil.errors import HostRefused, OriginRefused
from camveil.http.access import check_host, check_origin, hosts_of, origins_of

HOSTS = hosts_of("127.0.0.1", 8793)
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


def test_the_address_it_listens_on_is_a_name_of_this_machine() -> None:
    check_host("127.0.0.2:1", hosts_of("127.0.0.2", 1))


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
