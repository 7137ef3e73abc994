"""Every exception the converter raises on purpose.

ConversionError
    PackageUnavailable      the registry package cannot be had: trying again may help
    MissingFile             a folder lacks a file that the table names
    WrongHash               a file is not, byte for byte, the one the table names
    NotTflite               the bytes are no tflite flatbuffer with one graph
    UnsupportedOperator     the network uses something the converter cannot express
    WrongSize               the network has no form for pictures of this size
"""

from pathlib import Path


class ConversionError(Exception):
    """A model could not be converted."""

    code = "conversion-failed"


class PackageUnavailable(ConversionError):
    """npm did not deliver the registry package."""

    code = "package-unavailable"

    def __init__(self, package: str, reason: str) -> None:
        self.package = package
        self.reason = reason
        super().__init__(package, reason)

    def __str__(self) -> str:
        return f"cannot get {self.package} from the npm registry: {self.reason}"


class MissingFile(ConversionError):
    """A model file is not where it should be."""

    code = "missing-file"

    def __init__(self, place: str | Path, name: str) -> None:
        self.place = place
        self.name = name
        super().__init__(place, name)

    def __str__(self) -> str:
        return f"no {self.name} in {self.place}"


class WrongHash(ConversionError):
    """Bytes differ from those whose hash the table states."""

    code = "wrong-hash"

    def __init__(self, name: str, *, expected: str, actual: str) -> None:
        self.name = name
        self.expected = expected
        self.actual = actual
        super().__init__(name, expected, actual)

    def __str__(self) -> str:
        return f"{self.name} has sha256 {self.actual}, the table says {self.expected}"


class NotTflite(ConversionError):
    """Bytes that are no tflite model with a single graph."""

    code = "not-tflite"

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)

    def __str__(self) -> str:
        return f"not a usable tflite model: {self.reason}"


class UnsupportedOperator(ConversionError):
    """An operator, or a use of one, that the converter has no ONNX form for."""

    code = "unsupported-operator"

    def __init__(self, kind: str, reason: str) -> None:
        self.kind = kind
        self.reason = reason
        super().__init__(kind, reason)

    def __str__(self) -> str:
        return f"cannot convert operator {self.kind}: {self.reason}"


class WrongSize(ConversionError):
    """A network cannot be made for pictures of this size."""

    code = "wrong-size"

    def __init__(self, size_px: tuple[int, int]) -> None:
        self.size_px = size_px
        super().__init__(size_px)

    def __str__(self) -> str:
        width, height = self.size_px
        return f"the network's steps do not come out even with pictures of {width}x{height}"
