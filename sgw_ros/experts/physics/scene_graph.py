# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A scene as the learned simulator takes it: a row for every body, an edge for every pair that may meet.

Training and robots build it with this one module, so that a network sees at run time what it was made for.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

VERSION = 2
"""Of what the rows and edges mean; a model states the one it was made for."""
KINDS = ("sphere", "box", "cylinder", "capsule", "ellipsoid", "mesh")
CORNERS = 14
"""Of a mesh, at most; a robot knows of none."""
HISTORY_S = (0.0, 0.1, 0.2, 0.3)
"""How long ago the velocities of a row are from, the present first."""
NEAREST = 12
"""Edges from movable rows that a row receives at most; scenes of up to 13 are complete graphs."""
NEAREST_STATIC = 6

SURFACE_PRIOR = np.array([[0.3, 1.2], [-1.0, 0.5], [0.37, 0.22], [-6.8, 0.8], [-6.3, 0.8]])
"""[5, 2] mean and standard deviation of: log mass kg, log friction, restitution, log rolling and log
spinning friction m; what is assumed of a body of which nothing is known."""
LEAST_FRICTION, LEAST_LEVER_M, LEAST_MASS_KG = 1e-2, 1e-5, 1e-3
YIELDING = (0.0, 0.0, 1.0, 0.0, 0.0)
"""Mass kg, friction, restitution, rolling and spinning friction m of what never moves: the other decides."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class SceneGraph:
    """N rows and E edges; world frame, z up; float32 but for `edges`.

    Attributes:
        position: [N, 3] m.
        rotation: [N, 3, 3], columns are the body's axes.
        velocity: [N, 4, 3] m/s at `HISTORY_S`.
        spin: [N, 3] rad/s.
        half: [N, 3] m, half sizes along the body's axes.
        kind: [N, 6] one-hot of `KINDS`.
        corners: [N, CORNERS, 3] m from its centre along its own axes, of a mesh, some more than once; 0 of
            all else, and of a mesh of which nobody knows them.
        surface: [N, 5] mass and material, in standard deviations from `SURFACE_PRIOR`.
        doubt: [N, 5] standard deviation of these, in the same unit: 0 known, 1 nothing known.
        movable: [N] 1 where a row can move.
        gravity: [N] m/s^2, downwards.
        edges: int64[2, E] from row, to row; static rows receive none.
        joined: [E, 2] 1 where the two are of one body, and where a joint holds them.
    """

    position: Floats
    rotation: Floats
    velocity: Floats
    spin: Floats
    half: Floats
    kind: Floats
    corners: Floats
    surface: Floats
    doubt: Floats
    movable: Floats
    gravity: Floats
    edges: NDArray[np.int64]
    joined: Floats

    def arrays(self) -> dict[str, NDArray[np.float32] | NDArray[np.int64]]:
        """By name, as a network takes them."""
        return {item.name: getattr(self, item.name) for item in fields(self)}


def surface_of(values: NDArray[np.float64]) -> tuple[Floats, Floats]:
    """`surface` and `doubt` of [N, 5]: mass kg, friction, restitution, rolling and spinning friction m.

    What is not finite is not known: the prior stands for it.
    """
    known = np.isfinite(values)
    least = np.array([LEAST_MASS_KG, LEAST_FRICTION, 0.0, LEAST_LEVER_M, LEAST_LEVER_M])
    plain = np.maximum(np.where(known, values, 1.0), least)
    logs = np.array([True, True, False, True, True])
    plain[:, logs] = np.log(plain[:, logs])
    scaled = (plain - SURFACE_PRIOR[:, 0]) / SURFACE_PRIOR[:, 1]
    surface = np.where(known, np.clip(scaled, -5.0, 5.0), 0.0)
    return surface.astype(np.float32), (~known).astype(np.float32)


def connect(
    position: Floats, rotation: Floats, half: Floats, movable: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Edges int64[2, E] to every movable row from its nearest rows, by the gaps of their boxes.

    A gap is that from the one's centre to the other's box, less the smallest half size, whichever way
    round is smaller: cheap, symmetric for movable pairs, and right for floors and ramps.
    """
    rows = len(position)
    if rows < 2:
        return np.zeros((2, 0), np.int64)
    offset = position[None] - position[:, None]
    local = np.einsum("ijk,ikl->ijl", offset, rotation)
    outside = np.abs(local) - half[:, None]
    distance = np.linalg.norm(np.maximum(outside, 0.0), axis=-1)
    distance = np.where(movable[:, None], np.minimum(distance, distance.T), distance)
    np.fill_diagonal(distance, np.inf)
    pairs = []
    for senders, most in ((movable, NEAREST), (~movable, NEAREST_STATIC)):
        count = min(most, int(senders.sum()))
        if count:
            gaps = np.where(senders[:, None], distance, np.inf)
            nearest = np.argpartition(gaps, count - 1, axis=0)[:count]
            receiver = np.broadcast_to(np.arange(rows), nearest.shape)
            kept = np.isfinite(np.take_along_axis(gaps, nearest, axis=0)) & movable
            pairs.append(np.stack([nearest[kept], receiver[kept]]))
    edges = np.concatenate(pairs, axis=1) if pairs else np.zeros((2, 0), np.int64)
    return edges[:, np.lexsort(edges)].astype(np.int64)
