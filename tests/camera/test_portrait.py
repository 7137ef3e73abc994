"""The cut-out is a clean, whole person."""

from __future__ import annotations

import cv2
import numpy as np

from tests.camera.portrait import cut_out


def test_the_person_is_one_piece_that_fills_its_bounding_box() -> None:
    alpha = cut_out().alpha
    pieces, _ = cv2.connectedComponents((alpha > 127).astype(np.uint8))
    assert pieces == 2  # the ground and the person
    assert alpha.any(axis=0).all()
    assert alpha.any(axis=1).all()


def test_the_face_is_inside_and_the_flag_is_not() -> None:
    alpha = cut_out().alpha
    assert alpha[140:240, 170:330].min() == 255
    assert alpha[:300, :130].max() == 0


def test_the_edge_is_soft_and_thin() -> None:
    alpha = cut_out().alpha
    between = np.mean((alpha > 0) & (alpha < 255))
    assert 0.005 < between < 0.03


def test_scaling_keeps_colour_and_alpha_together() -> None:
    half = cut_out().scaled(0.5)
    assert half.bgr.shape == (*half.alpha.shape, 3)
    assert half.alpha.shape == (288, 250)
