# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What no forecast may say: that a thing sinks into the floor, or that what rests moves off by itself."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sgw_ros.experts.physics.network import Outlook
from sgw_ros.experts.physics.scene_graph import SceneGraph

STILL_MPS = 0.1
"""Slower than this for as long as is looked back is at rest."""
NEAR_M, AHEAD_S = 2.0, 5.0
"""A moving thing may set off others that are nearer, or that it could come to in this time."""


def plausible(graph: SceneGraph, said: Outlook) -> Outlook:
    """The same forecast of things over a floor, its last row: nothing in the floor, what rests at rest.

    A thing's centre is never lower than its smallest half size. What rests on the floor, with nothing that
    moves near enough to push it, stays; how unsure that is remains the network's word.
    """
    things = slice(0, len(graph.position) - 1)
    place, velocity = said.position_mean.copy(), said.velocity_mean.copy()
    lowest = np.minimum(graph.half[things].min(axis=1), graph.position[things, 2])
    sunk = place[:, things, 2] < lowest
    place[:, things, 2] = np.where(sunk, lowest, place[:, things, 2])
    velocity[:, things, 2] = np.where(sunk, 0.0, velocity[:, things, 2])
    stays = np.flatnonzero(_undisturbed(graph))
    place[:, stays], velocity[:, stays] = graph.position[stays], 0.0
    return replace(said, position_mean=place, velocity_mean=velocity)


def _undisturbed(graph: SceneGraph) -> NDArray[np.bool_]:
    """Which rows [N] rest on the floor, and have rested, with nothing in motion that could come near."""
    movable = graph.movable > 0
    speed = np.linalg.norm(graph.velocity, axis=2).max(axis=1)
    moving = movable & (speed >= STILL_MPS)
    standing = graph.position[:, 2] <= graph.half[:, 2] + 1e-3
    apart = np.linalg.norm(graph.position[:, None] - graph.position[moving], axis=2)
    size = np.linalg.norm(graph.half, axis=1)
    reach = np.maximum(NEAR_M, AHEAD_S * speed[moving]) + size[:, None] + size[moving]
    alone = (apart > reach).all(axis=1)
    undisturbed: NDArray[np.bool_] = movable & standing & ~moving & alone
    return undisturbed
