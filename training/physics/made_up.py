# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Scenes out of nothing, of any number of rows: to measure and to compare with."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sgw_ros.experts.physics.scene_graph import CORNERS, HISTORY_S, KINDS, SceneGraph, connect
from training.physics.graphs import KNOTS_S

SPACING_M = 0.4


def made_up_scene(rows: int, seed: int) -> tuple[SceneGraph, NDArray[np.float32]]:
    """Bodies of all kinds in disorder over a floor, the last of `rows`, and `step_s` [K, rows]."""
    rng = np.random.default_rng(seed)
    side = SPACING_M * np.cbrt(rows)
    movable = np.arange(rows) < max(1, rows - 1)
    position = rng.uniform(0.0, side, (rows, 3)).astype(np.float32)
    half = rng.uniform(0.05, 0.15, (rows, 3)).astype(np.float32)
    rotation = np.linalg.qr(rng.normal(size=(rows, 3, 3)))[0]
    rotation *= np.linalg.det(rotation)[:, None, None]
    kind = np.eye(len(KINDS), dtype=np.float32)[rng.integers(len(KINDS), size=rows)]
    if rows > 1:
        position[-1], half[-1] = (side / 2, side / 2, -0.5), (20.0, 20.0, 0.5)
        rotation[-1], kind[-1] = np.eye(3), np.eye(len(KINDS))[KINDS.index("box")]
    corners = (kind[:, -1:] * half)[:, None] * rng.uniform(-1.0, 1.0, (rows, CORNERS, 3))
    moving = movable[:, None].astype(np.float32)
    edges = connect(position, rotation.astype(np.float32), half, movable)
    steps = np.diff(np.array(KNOTS_S, np.float32), prepend=np.float32(0))
    graph = SceneGraph(
        position=position,
        rotation=rotation.astype(np.float32),
        velocity=(moving[:, None] * rng.normal(size=(rows, len(HISTORY_S), 3))).astype(np.float32),
        spin=(moving * rng.normal(size=(rows, 3))).astype(np.float32),
        half=half,
        kind=kind,
        corners=corners.astype(np.float32),
        surface=rng.normal(size=(rows, 5)).astype(np.float32),
        doubt=rng.uniform(0.0, 1.0, (rows, 5)).astype(np.float32),
        movable=movable.astype(np.float32),
        gravity=np.full(rows, 9.81, np.float32),
        edges=edges,
        joined=np.zeros((edges.shape[1], 2), np.float32),
    )
    return graph, np.repeat(steps[:, None], rows, axis=1)
