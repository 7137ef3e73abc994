"""A still background, prepared once for each size."""

import threading
from collections import OrderedDict
from typing import Final

from camveil.pipeline.backdrops import Bgr, backdrop_of_image
from camveil.pipeline.scenes import Backdrop
from camveil.values import Matrix, Size

KEPT_SIZES: Final = 4
"Of cameras at the same time."


class Image:
    """For all sessions and any thread: nothing of it belongs to one of them."""

    def __init__(self, pixels: Bgr) -> None:
        self._pixels = pixels
        self._lock = threading.Lock()
        self._prepared: OrderedDict[tuple[Size, bool, Matrix], Backdrop] = OrderedDict()

    @property
    def size_bytes(self) -> int:
        """As it is decoded; what is prepared of it is a few times a picture of the camera's."""
        return self._pixels.nbytes

    def backdrop(
        self, size: Size, *, full_range: bool, now_s: float, matrix: Matrix = Matrix.BT601
    ) -> Backdrop:
        key = (size, full_range, matrix)
        with self._lock:
            prepared = self._prepared.get(key)
            if prepared is None:
                prepared = backdrop_of_image(
                    self._pixels, size, full_range=full_range, matrix=matrix
                )
                self._prepared[key] = prepared
                while len(self._prepared) > KEPT_SIZES:
                    self._prepared.popitem(last=False)
            self._prepared.move_to_end(key)
        return prepared

    def close(self) -> None:
        """Others use it, too."""
