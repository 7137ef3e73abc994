"""The backgrounds that this server has: in memory alone, as long as it runs."""

import hashlib
import threading
from collections import OrderedDict
from typing import Final

from camveil.backgrounds.image import Image
from camveil.backgrounds.kinds import kind_of
from camveil.backgrounds.reading import image_of
from camveil.backgrounds.video import Video, check_video
from camveil.pipeline.scenes import Scene

MAX_BYTES: Final = 192 * 2**20
"""Of images as they are decoded, and of videos' files. An extension sends one again when it is
asked to, so this limits memory and nothing else."""


class Backgrounds:
    """By id; the one that was not used for the longest time gives way. For any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stored: OrderedDict[str, Image | bytes] = OrderedDict()

    def __contains__(self, background_id: object) -> bool:
        with self._lock:
            return background_id in self._stored

    def add(self, data: bytes) -> str:
        """The id of a file's background. Raises BackgroundRefused; takes a second at most."""
        background_id = hashlib.sha256(data).hexdigest()
        if background_id in self:
            return background_id
        kind = kind_of(data)
        if kind is not None and kind.moves:
            check_video(data)
            self._keep(background_id, data)
        else:
            self._keep(background_id, Image(image_of(data)))
        return background_id

    def open(self, background_id: str) -> Scene | None:
        """What it shows, for one session; None if it is not here. Raises BackgroundRefused."""
        with self._lock:
            stored = self._stored.get(background_id)
            if stored is None:
                return None
            self._stored.move_to_end(background_id)
        return Video(stored) if isinstance(stored, bytes) else stored

    def _keep(self, background_id: str, background: Image | bytes) -> None:
        with self._lock:
            self._stored[background_id] = background
            while len(self._stored) > 1 and self._bytes() > MAX_BYTES:
                self._stored.popitem(last=False)

    def _bytes(self) -> int:
        return sum(
            len(one) if isinstance(one, bytes) else one.size_bytes for one in self._stored.values()
        )
