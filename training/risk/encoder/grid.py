# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What is true of every patch of a picture: how far it is, how much of it is a person, how much floor.

So many targets a picture keep a network from knowing pictures by heart, as a few numbers for each do not.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from training.episodes.view import View

ROWS, COLUMNS = 12, 16
DISTANCE, PERSON, FLOOR = range(3)
CHANNELS = 3
FURTHEST_M, NEAREST_M = 12.0, 0.2


def grid_of(view: View, classes: NDArray[np.str_]) -> NDArray[np.float16]:
    """[T, 3, 12, 16]: mean log of the m to a patch, shares of a person and of the floor.

    Args:
        view: with depth and masks, of the shape of the canonical picture or nearly so.
        classes: of every mask value.
    """
    # Means need not look at every pixel of a row.
    depth_mm, masks = view.depth[:, :, ::2], view.masks[:, :, ::2]
    table = np.log(np.clip(np.arange(65536) / 1000.0, NEAREST_M, FURTHEST_M)).astype(np.float32)
    table[0] = np.log(FURTHEST_M)
    parts = (table[depth_mm], (classes == "person")[masks], (classes == "floor")[masks])
    return np.stack([_patches(part) for part in parts], axis=1).astype(np.float16)


def _patches(pixels: NDArray[np.generic]) -> NDArray[np.float32]:
    """Means [T, 12, 16] of [T, H, W]; what is over falls away at the right and at the bottom."""
    frames, height, width = pixels.shape
    tall, wide = height // ROWS, width // COLUMNS
    cut = pixels[:, : tall * ROWS, : wide * COLUMNS].astype(np.float32)
    return np.asarray(cut.reshape(frames, ROWS, tall, COLUMNS, wide).mean(axis=(2, 4)))
