"""What the container file takes is there, and what it locks is what people run."""

import re

from camveil.installation import CHECKOUT

FILE = (CHECKOUT / "server" / "Containerfile").read_text("utf-8")


def locked(name: str) -> dict[str, str]:
    text = (CHECKOUT / name).read_text("utf-8")
    return dict(re.findall(r"^([a-z0-9._-]+)==([^\s;\\]+)", text, re.MULTILINE))


def test_what_it_copies_is_in_the_repository_or_made_by_make_wheel() -> None:
    (sources,) = re.findall(r"^COPY (.+) \S+$", FILE, re.MULTILINE)
    lock, wheel = sources.split()
    assert (CHECKOUT / lock).is_file()
    assert wheel == "build/wheel/*.whl"


def test_it_has_the_versions_that_are_tested() -> None:
    container, tested = locked("requirements-container.txt"), locked("requirements-dev.txt")
    assert locked("requirements.txt").items() <= container.items()
    assert container.items() <= {**locked("requirements.txt"), **tested}.items()
