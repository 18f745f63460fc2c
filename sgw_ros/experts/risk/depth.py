# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Any camera's depth as the canonical camera would have measured it, beside its picture.

Robots without a depth camera, and those whose depth came late, give nothing but unknowns: a network that
takes depth learned to do without it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.types import Frame
from sgw_ros.experts.risk.picture import SIZE, nearest, optics_of

Depth = NDArray[np.float32]
UNKNOWN = 0.0
FURTHEST_M = 65.535
"""The most that 16 bits of millimetres hold; what is told to be further is not known."""


def canonical_depth(
    depth: NDArray[np.float32],
    K: NDArray[np.float64] | None = None,
    size: tuple[int, int] = SIZE,
    distortion: NDArray[np.float64] | tuple[float, ...] = (),
) -> Depth:
    """What the canonical camera would have measured; each pixel takes the nearest one's, none are mixed.

    Args:
        depth: [H, W] float32 metres along the optical axis, registered to the picture.
        K: [3, 3] px, the camera's intrinsics; None where they are unknown, as of `picture.canonical`.
        size: height and width of the result, px.
        distortion: plumb_bob (k1, k2, p1, p2, k3), or empty.

    Returns:
        [*size] float32 m from 0 to 65.535; 0 where nothing is known: no number, none above 0, too far, or
        where the camera did not look.

    Raises:
        FrameError: for intrinsics that no camera has.
    """
    seen = nearest(depth.astype(np.float32, copy=False), K, size, distortion)
    # No comparison holds for what is no number.
    known = (seen > UNKNOWN) & (seen <= FURTHEST_M)
    return np.where(known, seen, np.float32(UNKNOWN)).astype(np.float32)


def canonical_depth_of(frame: Frame, size: tuple[int, int] = SIZE) -> Depth:
    """[*size] of a frame; nothing but unknowns without depth, or with one that is not the picture's.

    Raises:
        FrameError: for intrinsics that no camera has.
    """
    depth = frame.depth
    if depth is None or depth.shape != frame.image.shape[:2] or depth.dtype.kind != "f":
        return np.full(size, UNKNOWN, np.float32)
    K, distortion = optics_of(frame.camera)
    return canonical_depth(depth, K, size, distortion)
