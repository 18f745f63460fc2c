# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Any camera's picture as one and the same small camera would have seen it.

A network that learned to judge distances by sizes must not meet another focal length: training and robots
both bring their pictures to this camera, and what theirs did not see is black.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.errors import FrameError
from sgw_ros.core.types import Camera

Picture = NDArray[np.uint8]
Maps = tuple[NDArray[np.float32], NDArray[np.float32]]
"""For each canonical pixel its column and its row in another picture, px."""

LENS_NUMBERS = (0, 4, 5, 8, 12, 14)
"""How many numbers plumb_bob and its relatives have."""
SIZE = (96, 128)
"""Height and width of the canonical picture, px."""
FIELD_DEG = 64.0
"""Its horizontal field of view; the principal point is in the middle, the pixels are square."""


def intrinsics(height: int, width: int) -> NDArray[np.float64]:
    """K [3, 3] px of the canonical camera at a size; centres of pixels are whole numbers."""
    focal_px = 0.5 * width / math.tan(math.radians(0.5 * FIELD_DEG))
    return np.array(
        [(focal_px, 0.0, 0.5 * (width - 1)), (0.0, focal_px, 0.5 * (height - 1)), (0.0, 0.0, 1.0)]
    )


def optics_of(camera: Camera) -> tuple[NDArray[np.float64] | None, tuple[float, ...]]:
    """K [3, 3] px and distortion that a camera told; nothing where they are a guess."""
    if camera.assumed:
        return None, ()
    K = np.array([(camera.fx, 0.0, camera.cx), (0.0, camera.fy, camera.cy), (0.0, 0.0, 1.0)])
    return K, camera.distortion


def canonical(
    picture: Picture,
    K: NDArray[np.float64] | None = None,
    size: tuple[int, int] = SIZE,
    distortion: NDArray[np.float64] | tuple[float, ...] = (),
) -> Picture:
    """The picture as the canonical camera, at the same place and turned the same way, would have seen it.

    Args:
        picture: [H, W, 3] uint8; the order of the colours stays what it is.
        K: [3, 3] px, the camera's intrinsics; None where they are unknown: then the picture's width is
            taken to be the canonical field of view.
        size: height and width of the result, px.
        distortion: plumb_bob (k1, k2, p1, p2, k3), or empty.

    Returns:
        [*size, 3] uint8, black where the camera did not look.

    Raises:
        FrameError: for a picture of another shape or type, or intrinsics that no camera has.
    """
    if picture.ndim != 3 or picture.shape[2] != 3 or picture.dtype != np.uint8 or not picture.size:
        raise FrameError(
            f"a picture must be uint8 [height, width, 3], found {picture.dtype} {list(picture.shape)}"
        )
    K, lens = _checked(picture, K, distortion)
    small, K = _shrunk(picture, K, size)
    (columns, rows), dark = _maps(K.tobytes(), lens.tobytes(), size, small.shape[:2])
    seen = cv2.remap(small, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    seen[dark] = 0
    return np.asarray(seen, np.uint8)


def nearest(
    image: NDArray[np.float32],
    K: NDArray[np.float64] | None = None,
    size: tuple[int, int] = SIZE,
    distortion: NDArray[np.float64] | tuple[float, ...] = (),
) -> NDArray[np.float32]:
    """[*size] of an image [H, W] as `canonical` has it, but of single pixels; 0 beyond the edge.

    Raises:
        FrameError: for intrinsics that no camera has.
    """
    K, lens = _checked(image, K, distortion)
    (columns, rows), _ = _maps(K.tobytes(), lens.tobytes(), size, image.shape[:2])
    seen = cv2.remap(image, columns, rows, cv2.INTER_NEAREST, borderMode=cv2.BORDER_CONSTANT, borderValue=0)
    return np.asarray(seen, np.float32)


def tensor(picture: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Pictures [..., H, W, 3] uint8 as a network takes them: [..., 3, H, W] float32 from 0 to 1."""
    return np.ascontiguousarray(np.moveaxis(picture, -1, -3), np.float32) / np.float32(255.0)


def _checked(
    image: NDArray[Any], K: NDArray[np.float64] | None, distortion: NDArray[np.float64] | tuple[float, ...]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """K and the lens of an image, which must be those of a camera."""
    K = intrinsics(*image.shape[:2]) if K is None else np.asarray(K, np.float64)
    if K.shape != (3, 3) or not np.isfinite(K).all() or not (K[0, 0] > 0 and K[1, 1] > 0):
        raise FrameError(
            f"intrinsics K must be [3, 3] px with focal lengths above 0, found {K.tolist()}; "
            "check the camera_info"
        )
    lens = np.asarray(distortion, np.float64)
    if lens.size not in LENS_NUMBERS or not np.isfinite(lens).all():
        raise FrameError(
            f"distortion must be that of plumb_bob, found {lens.tolist()}; check the camera_info"
        )
    return K, lens


def _shrunk(picture: Picture, K: NDArray[np.float64], size: tuple[int, int]) -> tuple[Picture, Any]:
    """The picture with pixels about as large as the canonical ones, and its intrinsics.

    Averaging over areas comes first: reading single pixels of a large picture would make its grain a pattern.
    """
    goal = intrinsics(*size)
    height, width = picture.shape[:2]
    wide = max(1, min(width, round(width * goal[0, 0] / K[0, 0])))
    tall = max(1, min(height, round(height * goal[1, 1] / K[1, 1])))
    if (wide, tall) == (width, height):
        return picture, K
    x, y = wide / width, tall / height
    scaled = np.array([(x, 0.0, 0.5 * x - 0.5), (0.0, y, 0.5 * y - 0.5), (0.0, 0.0, 1.0)]) @ K
    while width >= 2 * wide and height >= 2 * tall and not (width % 2 or height % 2):
        width, height = width // 2, height // 2  # halving is five times as fast as any other ratio
        picture = np.asarray(cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
    return np.asarray(cv2.resize(picture, (wide, tall), interpolation=cv2.INTER_AREA), np.uint8), scaled


@lru_cache(maxsize=8)
def _maps(
    K: bytes, distortion: bytes, size: tuple[int, int], seen: tuple[int, int]
) -> tuple[Maps, NDArray[np.bool_]]:
    """Where in a picture of `seen` px each canonical pixel lies, and which lie outside; a camera's stay."""
    lens = np.frombuffer(distortion)
    columns, rows = cv2.initUndistortRectifyMap(
        np.frombuffer(K).reshape(3, 3),
        lens if lens.any() else None,
        None,
        intrinsics(*size),
        size[::-1],
        cv2.CV_32FC1,
    )
    # A pixel reaches half a pixel around its centre.
    inside = (columns >= -0.5) & (columns <= seen[1] - 0.5) & (rows >= -0.5) & (rows <= seen[0] - 0.5)
    return (columns, rows), ~inside  # type: ignore[return-value]
