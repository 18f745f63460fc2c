# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Depth pictures of another size than their image."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.errors import FrameError


def fit_depth(depth: NDArray[np.float32], height: int, width: int) -> NDArray[np.float32]:
    """Depth at the image's size by the nearest pixel: mixing distances would invent surfaces.

    Raises:
        FrameError: when the two have different shapes, so that their pixels do not correspond.
    """
    if depth.shape == (height, width):
        return depth
    own_height, own_width = depth.shape
    if abs(own_width * height - own_height * width) > max(own_width * height, own_height * width) * 0.02:
        raise FrameError(
            f"depth is {own_width}x{own_height}, the image {width}x{height}: not the same view,"
            " depth is left out; publish depth registered to the image"
        )
    rows = np.arange(height) * own_height // height
    columns = np.arange(width) * own_width // width
    fitted: NDArray[np.float32] = depth[rows[:, None], columns]
    return fitted
