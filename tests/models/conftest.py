"""What the model tests share: MediaPipe's own files, and a portrait in the public domain."""

from pathlib import Path

import cv2
import matplotlib.cbook
import numpy as np
import numpy.typing as npt
import pytest

from models.convert import fetch_tflite
from models.errors import PackageUnavailable


@pytest.fixture(scope="session")
def tflite_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with the tflite files of the pinned registry package."""
    directory = tmp_path_factory.mktemp("tflite")
    try:
        fetch_tflite(directory, timeout_s=30)
    except PackageUnavailable:
        pytest.skip("registry package not reachable")
    return directory


@pytest.fixture(scope="session")
def portrait() -> npt.NDArray[np.uint8]:
    """Grace Hopper, a photo by the US Navy: uint8 RGB (600, 512, 3), her face in the middle."""
    path = matplotlib.cbook.get_sample_data("grace_hopper.jpg", asfileobj=False)
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR_RGB)
    assert picture is not None
    assert picture.shape == (600, 512, 3)
    return np.asarray(picture, np.uint8)
