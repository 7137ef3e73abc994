"""Write licences.md: what an installation, or the container, ships beside Camveil itself.

Names and licences of packages are those of the lock file and of the packages' own metadata. What
lies inside of them as machine code is written down here.
"""

import re
import sys
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Final

from docs.generated import ROOT, write_or_check

PAGE: Final = ROOT / "docs/licences.md"
LOCK: Final = ROOT / "requirements-container.txt"
CLASSIFIER: Final = re.compile(r"License :: OSI Approved :: (.*)")

LIBRARIES: Final[Mapping[str, Mapping[str, tuple[str, tuple[str, ...]]]]] = {
    "av": {
        "FFmpeg": (
            "GPL-3.0-or-later, as it is built: with x264, x265 and OpenCORE",
            (
                "avcodec",
                "avdevice",
                "avfilter",
                "avformat",
                "avutil",
                "swresample",
                "swscale",
            ),
        ),
        "x264, x265": ("GPL-2.0-or-later", ("x264", "x265")),
        "OpenCORE AMR": ("Apache-2.0", ("opencore-amrnb", "opencore-amrwb")),
        "LAME, ALSA": ("LGPL-2.1-or-later", ("mp3lame", "asound")),
        "GnuTLS": ("LGPL-2.1-or-later", ("gnutls",)),
        "GMP, Nettle, libunistring": (
            "LGPL-3.0-or-later OR GPL-2.0-or-later",
            ("gmp", "nettle", "hogweed", "unistring"),
        ),
        "SVT-AV1, dav1d, libvpx, WebP, Opus": (
            "BSD-2-Clause or BSD-3-Clause",
            ("SvtAv1Enc", "dav1d", "vpx", "webp", "webpmux", "sharpyuv", "opus"),
        ),
        "libdrm, libvpl, XCB, Xau": (
            "MIT",
            ("drm", "vpl", "xcb", "xcb-shape", "xcb-shm", "xcb-xfixes", "Xau"),
        ),
    },
    "opencv-python-headless": {
        "FFmpeg": (
            "LGPL-2.1-or-later",
            ("avcodec", "avformat", "avutil", "swresample", "swscale"),
        ),
        "OpenSSL": ("Apache-2.0", ("crypto", "ssl")),
        "libaom, libavif, libvpx, OpenBLAS": (
            "BSD-2-Clause or BSD-3-Clause",
            ("aom", "avif", "vpx", "openblasp"),
        ),
        "libpng": ("libpng-2.0", ("png16",)),
        "libdrm": ("MIT", ("drm",)),
        "GCC's libraries": (
            "GPL-3.0-or-later WITH GCC-exception-3.1",
            ("gfortran", "quadmath"),
        ),
    },
    "numpy": {
        "OpenBLAS": ("BSD-3-Clause", ("scipy_openblas64_",)),
        "GCC's libraries": (
            "GPL-3.0-or-later WITH GCC-exception-3.1",
            ("gfortran", "quadmath"),
        ),
    },
    "google-crc32c": {"crc32c": ("BSD-3-Clause", ("crc32c",))},
}
"Of each package: libraries, their licence, and the names of their files in the wheel for Linux."

INTRODUCTION: Final = """\
# Licences

Written by `make docs` from `requirements-container.txt`; edit `docs/write_licences.py` instead.

Camveil is Apache-2.0; [NOTICE](../NOTICE) has what its own wheel carries of others. Of what is
below its wheel brings nothing: `pip` fetches it from PyPI, and the container of
[operating.md](operating.md) ships it. Who passes such a container on passes on FFmpeg with x264
and x265, under the GPL, and has to offer their sources.

The container also has Debian's and Python's own parts, from the image `python:3.11-slim-bookworm`:
each package's licence is in `/usr/share/doc`, Python's is PSF-2.0.

## Packages
"""


def page() -> str:
    lines = [INTRODUCTION, "| package | version | licence |", "| --- | --- | --- |"]
    lines += [f"| {name} | {version} | {licence_of(name)} |" for name, version in locked()]
    lines += ["", "## Machine code inside of them", ""]
    lines += ["| package | library | licence |", "| --- | --- | --- |"]
    for package, libraries in LIBRARIES.items():
        lines += [f"| {package} | {name} | {licence} |" for name, (licence, _) in libraries.items()]
    return "\n".join(lines) + "\n"


def locked() -> list[tuple[str, str]]:
    """Name and version of every package that the container has."""
    found = re.finditer(r"^([a-z0-9._-]+)==([^\s;\\]+)", LOCK.read_text("utf-8"), re.MULTILINE)
    return [(one[1], one[2]) for one in found]


def licence_of(package: str) -> str:
    """In the package's own words. Raises LookupError if it has none."""
    facts = metadata.metadata(package)
    if "License-Expression" in facts:
        return facts["License-Expression"]
    classifiers = map(CLASSIFIER.fullmatch, facts.get_all("Classifier") or [])
    named = [found[1] for found in classifiers if found]
    if named:
        return named[0]
    short = facts["License"].strip() if "License" in facts else ""
    if not short or "\n" in short:
        raise LookupError(f"{package} does not say in a word what its licence is")
    return short


def unknown_libraries(package: str, folder: Path) -> set[str]:
    """Files of machine code that a package's wheel has and that are not written down here."""
    known = {name for _, names in LIBRARIES[package].values() for name in names}
    found = {re.sub(r"(-r?[0-9a-f.]+)*\.so.*", "", path.name) for path in folder.glob("lib*.so*")}
    return {name.removeprefix("lib") for name in found} - known


if __name__ == "__main__":
    sys.exit(write_or_check(PAGE, page, __doc__))
