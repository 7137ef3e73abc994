"""What is to be seen in place of the background, put behind the person."""

from dataclasses import dataclass

import cv2
import numpy as np

from camveil.clock import Clock
from camveil.colors import flat_planes
from camveil.errors import BackgroundRefused
from camveil.pipeline.blur import blur_background
from camveil.pipeline.composite import Compositor
from camveil.pipeline.edges import EdgeOptions, LightWrap, crisp, wrap_of
from camveil.pipeline.portrait import portrait_background
from camveil.pipeline.scenes import Broken, Scene, Scenes
from camveil.values import (
    Alpha,
    Background,
    Behind,
    Blur,
    Color,
    Matrix,
    Picture,
    Plane,
    Planes,
    Portrait,
    Size,
)


class PutBehind:
    """For one track and one thread at a time. Has the scene that is shown."""

    broken: Broken | None = None
    "The last background that could not be shown, or no further: it is not tried again."

    def __init__(self, scenes: Scenes, edges: EdgeOptions, wrap: LightWrap, clock: Clock) -> None:
        self._scenes = scenes
        self._edges = edges
        self._wrap = wrap
        self._clock = clock
        self._compositor: Compositor | None = None
        self._scene: Scene | None = None
        self._scene_id: str | None = None
        self._made: _Made | None = None

    def put(self, picture: Picture, alpha: Alpha, behind: Behind) -> tuple[Picture, Alpha]:
        """The composed picture, and the alpha that it was composed with."""
        if self._compositor is None or self._compositor.size != picture.size:
            self._compositor = Compositor(picture.size)
        if isinstance(behind, Background):
            try:
                scene = self._scene_of(behind)
                if scene is not None:
                    return self._replaced(self._compositor, picture, alpha, scene)
            except BackgroundRefused as exc:  # a video may be damaged anywhere
                self.broken = Broken(behind.id, exc.reason, exc.parts)
                self.close()
            behind = behind.meanwhile
        else:
            self.close()
        made = self._make(picture, alpha, behind)
        return self._compositor.compose(picture, made.covering, made.planes), made.covering

    def close(self) -> None:
        """Release the scene."""
        if self._scene is not None:
            self._scene.close()
        self._scene = self._scene_id = None

    def _make(self, picture: Picture, alpha: Alpha, behind: Blur | Portrait | Color) -> "_Made":
        """The last one, if it was made with this very alpha: then the picture stands still."""
        made_of = (picture.size, picture.full_range, picture.matrix, behind)
        last = self._made
        if last is not None and last.alpha is alpha and last.made_of == made_of:
            return last
        covering = alpha
        match behind:
            case Blur():
                planes = blur_background(picture, alpha, behind.strength)
            case Portrait():
                planes = portrait_background(picture, alpha, behind.strength)
            case Color():
                covering = crisp(alpha, self._edges)
                planes = flat_planes(behind, full_range=picture.full_range, matrix=picture.matrix)
        self._made = _Made(alpha, made_of, covering, planes)
        return self._made

    def _scene_of(self, behind: Background) -> Scene | None:
        if self.broken is not None and behind.id == self.broken.background_id:
            return None
        if self._scene_id != behind.id:
            self.close()
        if self._scene is None:
            self._scene = self._scenes.open(behind.id)
            self._scene_id = behind.id
        return self._scene

    def _replaced(
        self, compositor: Compositor, picture: Picture, alpha: Alpha, scene: Scene
    ) -> tuple[Picture, Alpha]:
        backdrop = scene.backdrop(
            picture.size,
            full_range=picture.full_range,
            now_s=self._clock.now_s(),
            matrix=picture.matrix,
        )
        alpha = crisp(alpha, self._edges)
        wrap = None
        if self._wrap.strength > 0:
            light = _scaled(backdrop.light, alpha.size)
            wrap = wrap_of(picture, alpha, light, self._wrap)
        return compositor.replace(picture, alpha, backdrop, wrap), alpha


@dataclass(frozen=True, slots=True, eq=False)
class _Made:
    """What is behind, the alpha that covers it, and what both were made of."""

    alpha: Alpha
    made_of: tuple[Size, bool, Matrix, Blur | Portrait | Color]
    covering: Alpha
    planes: Planes


def _scaled(planes: Planes, size: Size) -> Planes:
    def scaled(plane: Plane) -> Plane:
        return np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_LINEAR), np.uint8)

    return Planes(scaled(planes.y), scaled(planes.u), scaled(planes.v))
