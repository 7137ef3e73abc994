"""Everything that an installation ships has a licence that is written down."""

import sysconfig
from pathlib import Path

import pytest

from docs.write_licences import LIBRARIES, locked, page, unknown_libraries

SITE = Path(sysconfig.get_path("platlib"))


def test_every_package_of_the_lock_file_is_there() -> None:
    assert {"av", "gunicorn", "onnxruntime", "prometheus-client"} <= {name for name, _ in locked()}
    text = page()
    for name, version in locked():
        assert f"| {name} | {version} | " in text


@pytest.mark.parametrize("package", LIBRARIES)
def test_no_library_inside_of_a_package_is_forgotten(package: str) -> None:
    folder = SITE / f"{package.replace('-', '_')}.libs"
    assert unknown_libraries(package, folder) == set()


def test_no_package_with_libraries_is_forgotten() -> None:
    names = {name.replace("-", "_") for name, _ in locked()}
    with_libraries = {path.name.removesuffix(".libs") for path in SITE.glob("*.libs")} & names
    assert with_libraries <= {package.replace("-", "_") for package in LIBRARIES}
