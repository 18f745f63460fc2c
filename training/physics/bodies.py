# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What of a row is the same in every step, worked out once for all of them."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from training.physics.materials import Materials
from training.physics.state import Scene


@dataclass(frozen=True, eq=False)
class Bodies:
    """Of N rows.

    Attributes:
        movable: [N, 1] 1 where a row can move.
        gravity: [N, 1] m/s^2, downwards.
        friction: [N, 1] sliding coefficient.
        resistance: [N, 2] see `Materials`.
        lowers: [N, 1] m, how much lower its centre may come as it turns.
    """

    movable: Tensor
    gravity: Tensor
    friction: Tensor
    resistance: Tensor
    lowers: Tensor


def bodies(scene: Scene, of: Materials) -> Bodies:
    """Of all rows."""
    return Bodies(
        scene.movable[:, None],
        scene.gravity[:, None],
        of.friction[:, None],
        of.resistance,
        (scene.half.amax(dim=-1) - scene.half.amin(dim=-1))[:, None],
    )
