"""Cameras by name, and the clips that play them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tests.bench.loop.rows import Camera
from tests.browser.staging import CLIPS
from tests.camera.recipe import make_camera

CLIP_S: Final = 2


def camera_of(text: str) -> Camera:
    """From WIDTHxHEIGHT@FPS."""
    size, _, fps = text.partition("@")
    width, _, height = size.partition("x")
    return Camera(int(width), int(height), int(fps))


def clip_of(camera: Camera) -> Path:
    """A clip of this size and rate, made anew."""
    CLIPS.mkdir(parents=True, exist_ok=True)
    clip = CLIPS / f"{camera.width}x{camera.height}-{camera.fps}.y4m"
    make_camera(clip, camera.width, camera.height, CLIP_S * camera.fps, camera.fps)
    return clip
