# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Things over a level floor as a scene graph."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.types import Array
from sgw_ros.experts.physics.ballistic import GRAVITY
from sgw_ros.experts.physics.scene_graph import (
    CORNERS,
    KINDS,
    YIELDING,
    Floats,
    SceneGraph,
    connect,
    surface_of,
)

FLOOR_HALF_M = (200.0, 200.0, 0.5)
SHARP = 0.5
"""Two may meet in the graph when their distance is known to this share of their reach."""
OVERLAP = 0.25
"""Bodies cannot be in each other: beyond this share of the smaller half size, a box or a place is wrong."""


@dataclass(frozen=True, slots=True, eq=False)
class Things:
    """R movable bodies, turned alike by `heading_rad` about the vertical; the floor's top is z = 0.

    `place` [R, 3] m, `place_sd` [R] m across, `velocity` [R, 4, 3] m/s at `HISTORY_S`, `spin` [R, 3] rad/s,
    `half` [R, 3] m,
    `kind` [R] of `KINDS`, `surface` and `doubt` [R, 5] as in `SceneGraph`.
    """

    place: Array
    place_sd: Array
    velocity: Array
    spin: Array
    half: Array
    kind: tuple[str, ...]
    surface: Array
    doubt: Array
    heading_rad: float


def over_floor(things: Things) -> SceneGraph:
    """The graph of R things and, as its last row, the floor: a body is never without an edge.

    Its frame lies below the things' middle, so that numbers stay small wherever in the world that is.
    """
    rows = len(things.kind) + 1
    middle = things.place.mean(axis=0) * [1.0, 1.0, 0.0]
    position = np.vstack([things.place - middle, [0.0, 0.0, -FLOOR_HALF_M[2]]])
    half = np.vstack([things.half, FLOOR_HALF_M])
    movable = np.arange(rows) < rows - 1
    turned = np.repeat(_about_vertical(things.heading_rad)[None], rows, axis=0)
    edges = connect(_single(position), _single(turned), _single(half), movable)
    sd = np.append(things.place_sd, 0.0)
    floor_surface, floor_doubt = surface_of(np.array([YIELDING]))
    edges = edges[:, (edges[0] == rows - 1) | _believed(edges, position @ turned[0], sd, half)]
    return SceneGraph(
        position=_single(position),
        rotation=_single(turned),
        velocity=_single(np.concatenate([things.velocity, np.zeros((1, *things.velocity.shape[1:]))])),
        spin=_single(np.vstack([things.spin, np.zeros(3)])),
        half=_single(half),
        kind=np.array([[kind == name for name in KINDS] for kind in (*things.kind, "box")], np.float32),
        corners=np.zeros((rows, CORNERS, 3), np.float32),
        surface=_single(np.vstack([things.surface, floor_surface])),
        doubt=_single(np.vstack([things.doubt, floor_doubt])),
        movable=_single(movable),
        gravity=np.full(rows, GRAVITY, np.float32),
        edges=edges,
        joined=np.zeros((edges.shape[1], 2), np.float32),
    )


def one_box() -> Things:
    """A box that stands still, of which nothing more is known."""
    place = np.array([[0.0, 0.0, 0.1]])
    nought = np.zeros((1, 5))
    still = np.zeros((1, 4, 3))
    return Things(place, np.zeros(1), still, still[:, 0], place + 0.1, ("box",), nought, nought + 1.0, 0.0)


def _about_vertical(angle_rad: float) -> Array:
    c, s = np.cos(angle_rad), np.sin(angle_rad)
    return np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])


def _believed(edges: NDArray[np.int64], local: Array, sd: Array, half: Array) -> NDArray[np.bool_]:
    """Which edges [E] join two whose distance is known, and can be true; `local` [N, 3] m along the boxes."""
    first, second = edges
    width = half[:, :2].mean(axis=1)
    sharp = np.hypot(sd[first], sd[second]) <= SHARP * (width[first] + width[second])
    apart = np.abs(local[first] - local[second]) - half[first] - half[second]
    smaller = np.minimum(half[first].min(axis=1), half[second].min(axis=1))
    believed: NDArray[np.bool_] = sharp & (apart.max(axis=1) >= -OVERLAP * smaller)
    return believed


def _single(values: NDArray[np.generic]) -> Floats:
    return values.astype(np.float32)
