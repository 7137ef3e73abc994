"""Make the shipped ONNX models out of MediaPipe's tflite files.

    python models/convert.py [--tflite-dir DIR] [--out DIR]

Without --tflite-dir the files come from the pinned package of the npm registry. Every file is
checked against the table below, the results too: equal input gives equal bytes.
"""

import argparse
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

if not __package__:  # run as a script: Python then looks for modules in this folder only
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from models.errors import ConversionError, MissingFile, PackageUnavailable, WrongHash
from models.onnx_writer import write_onnx
from models.planes import taking_planes
from models.resizing import SizePx, resized
from models.rewriting import rewritten
from models.tflite_reader import read_tflite

PACKAGE: Final = "@mediapipe/selfie_segmentation@0.1.1675465747"
LICENCE: Final = "Apache-2.0"
MODELS_DIR: Final = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Model:
    """A shipped model: a file of the package becomes NAME.onnx here."""

    name: str
    tflite: str
    "The file's name."
    tflite_sha256: str
    onnx_sha256: str
    size_px: SizePx | None = None
    "Of its pictures, if it is another than the file's."


MODELS: Final = (
    Model(
        name="selfie_segmentation",
        tflite="selfie_segmentation.tflite",
        tflite_sha256="8d13b7fae74af625c641226813616a2117bd6bca19eb3b75574621fc08557f27",
        onnx_sha256="4618e2f6451e76328e6ebdf1185d3bfc314e5058362f5cd0a5f605405d5a95b2",
    ),
    Model(
        name="selfie_segmentation_landscape",
        tflite="selfie_segmentation_landscape.tflite",
        tflite_sha256="4aafe6223bb8dac6fac8ca8ed56852870a33051ef3f6238822d282a109962894",
        onnx_sha256="dd66e9cdb020992ab6ca2b84ab55f76aa86db2c6a98f1d9e180c223607490572",
    ),
    Model(
        name="selfie_segmentation_landscape_small",
        tflite="selfie_segmentation_landscape.tflite",
        tflite_sha256="4aafe6223bb8dac6fac8ca8ed56852870a33051ef3f6238822d282a109962894",
        onnx_sha256="306ca89cedbcd9c07cbefc5ca36139e8659d9814cec3d84d40ef8dd402bef91e",
        size_px=SizePx(192, 112),
    ),
)


def convert(tflite: bytes, model: Model) -> bytes:
    """Return the ONNX file for a tflite file's bytes.

    Raises WrongHash if either is not what the table says, UnsupportedOperator and WrongSize.
    """
    check_sha256(model.tflite, tflite, model.tflite_sha256)
    metadata = {
        "licence": LICENCE,
        "source": f"npm:{PACKAGE}/{model.tflite}",
        "source_sha256": model.tflite_sha256,
    }
    onnx_model = taking_planes(rewritten(write_onnx(read_tflite(tflite), metadata=metadata)))
    if model.size_px is not None:
        onnx_model = resized(onnx_model, model.size_px)
    content: bytes = onnx_model.SerializeToString(deterministic=True)
    check_sha256(f"{model.name}.onnx", content, model.onnx_sha256)
    return content


def check_sha256(name: str, content: bytes, expected: str) -> None:
    """Raise WrongHash unless the content has the expected SHA-256, in lower-case hexadecimal."""
    actual = hashlib.sha256(content).hexdigest()
    if actual != expected:
        raise WrongHash(name, expected=expected, actual=actual)


def fetch_tflite(directory: Path, *, timeout_s: float = 120) -> None:
    """Put the tflite files of the pinned npm package into a folder.

    Raises PackageUnavailable if npm is not there, fails, or takes longer than the time-out.
    """
    if shutil.which("npm") is None:
        raise PackageUnavailable(PACKAGE, "npm is not installed")
    with tempfile.TemporaryDirectory() as packed:
        command = ["npm", "pack", PACKAGE, "--pack-destination", packed, "--loglevel", "error"]
        try:
            # The working folder keeps a project's own .npmrc out of it.
            subprocess.run(
                command, cwd=packed, timeout=timeout_s, check=True, capture_output=True, text=True
            )
        except subprocess.TimeoutExpired:
            raise PackageUnavailable(PACKAGE, f"no answer within {timeout_s:g} s") from None
        except subprocess.CalledProcessError as exc:
            raise PackageUnavailable(PACKAGE, _first_line(exc.stderr)) from exc
        (tarball,) = Path(packed).glob("*.tgz")
        with tarfile.open(tarball) as archive:
            for name in {model.tflite: None for model in MODELS}:
                _unpack(archive, name, directory)


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0] or "npm failed and did not say why"


def _unpack(archive: tarfile.TarFile, name: str, directory: Path) -> None:
    try:
        member = archive.extractfile(f"package/{name}")
    except KeyError:
        member = None
    if member is None:
        raise MissingFile(PACKAGE, name)
    (directory / name).write_bytes(member.read())


def convert_all(tflite_dir: Path, out: Path) -> None:
    """Convert every model of the table; write nothing unless all of them succeed."""
    contents = {}
    for model in MODELS:
        source = tflite_dir / model.tflite
        if not source.is_file():
            raise MissingFile(tflite_dir, source.name)
        contents[f"{model.name}.onnx"] = convert(source.read_bytes(), model)
    out.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (out / name).write_bytes(content)
        print(f"{out / name}: {len(content)} bytes, as the table says")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(description="Make the ONNX models out of MediaPipe's.")
    parser.add_argument(
        "--tflite-dir", type=Path, help=f"folder with the tflite files (default: get {PACKAGE})"
    )
    parser.add_argument("--out", type=Path, default=MODELS_DIR, help="where the .onnx files go")
    options = parser.parse_args(arguments)
    try:
        if options.tflite_dir is not None:
            convert_all(options.tflite_dir, options.out)
        else:
            with tempfile.TemporaryDirectory() as fetched:
                fetch_tflite(Path(fetched))
                convert_all(Path(fetched), options.out)
    except ConversionError as exc:
        print(f"{exc.code}: {exc}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
