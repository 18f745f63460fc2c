# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""From a moment of a trajectory to the scene graph of it, and to what happens afterwards."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sgw_ros.experts.physics.scene_graph import HISTORY_S, YIELDING, Floats, SceneGraph, connect, surface_of
from training.episodes.trajectory import Trajectory
from training.physics.observing import rotation_matrices
from training.physics.touching import corners, one_hot

KNOTS_S = (0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0)
"""Times of a forecast, s after the present."""
SHORT_OF_S = 0.6
"""A knot that the episode ends this little before is put at its end."""


@dataclass(frozen=True, eq=False)
class Targets:
    """What K knots after the present are like.

    Attributes:
        step_s: [K] s from knot to knot; those of knots beyond the episode's end are as long as they would be.
        reached: bool[K] whether the episode lasts until the knot.
        position: [K, N, 3] m.
        rotation: [K, N, 3, 3].
        velocity: [K, N, 3] m/s.
        scored: bool[K, N] rows that are movable and there.
        contact: bool[K, E] touched since the knot before.
        fresh: bool[E] did not touch at the present.
    """

    step_s: Floats
    reached: NDArray[np.bool_]
    position: Floats
    rotation: Floats
    velocity: Floats
    scored: NDArray[np.bool_]
    contact: NDArray[np.bool_]
    fresh: NDArray[np.bool_]


def scene_graph(
    trajectory: Trajectory, now: int = -1, dt: float | None = None
) -> tuple[SceneGraph, NDArray[np.int64]]:
    """The graph of the rows that are there at frame `now`, and which rows of the trajectory they are.

    `dt` s from frame to frame, where it is another than the trajectory's, says which frames the past is.
    """
    now = now % trajectory.frames
    here = np.ones(trajectory.rows, bool) if trajectory.present is None else trajectory.present[now]
    rows = np.flatnonzero(here)
    surface, doubt = surface_of(_materials(trajectory)[rows])
    position = trajectory.position[now, rows]
    rotation = rotation_matrices(trajectory.orientation[now, rows]).astype(np.float32)
    half = 0.5 * trajectory.extent[rows]
    movable = ~trajectory.is_static[rows]
    edges = connect(position, rotation, half, movable)
    moving = movable[:, None].astype(np.float32)
    graph = SceneGraph(
        position=position,
        rotation=rotation,
        velocity=_history(trajectory, now, rows, dt or trajectory.dt) * moving[:, None],
        spin=trajectory.angular_velocity[now, rows] * moving,
        half=half,
        kind=one_hot(trajectory.shape)[rows],
        corners=corners(trajectory)[rows],
        surface=surface,
        doubt=doubt,
        movable=movable.astype(np.float32),
        gravity=np.full(len(rows), -trajectory.gravity[2], np.float32),
        edges=edges,
        joined=_joined(trajectory, rows, edges),
    )
    return graph, rows


def targets(
    trajectory: Trajectory,
    now: int,
    rows: NDArray[np.int64],
    edges: NDArray[np.int64],
    dt: float | None = None,
) -> Targets:
    """What happens after frame `now` to the rows and edges of its graph; `dt` as in `scene_graph`."""
    dt, end = dt or trajectory.dt, trajectory.frames - 1
    due = now + np.round(np.array(KNOTS_S) / dt).astype(int)
    short = (due > end) & (due - end <= SHORT_OF_S / dt)
    short[1:] &= due[:-1] < end
    due = np.where(short, end, due)
    frames = np.minimum(due, end)
    start = np.append(now, frames[:-1])
    scored = np.repeat(~trajectory.is_static[None, rows], len(due), axis=0)
    if trajectory.present is not None:
        scored &= trajectory.present[frames][:, rows]
    pair = trajectory.contact[:, rows[edges[0]], rows[edges[1]]]
    touched = [pair[a + 1 : b + 1].any(axis=0) for a, b in zip(start, frames, strict=True)]
    return Targets(
        step_s=(np.diff(due, prepend=now) * dt).astype(np.float32),
        reached=due <= end,
        position=trajectory.position[frames][:, rows],
        rotation=rotation_matrices(trajectory.orientation[frames][:, rows]).astype(np.float32),
        velocity=trajectory.linear_velocity[frames][:, rows],
        scored=scored & (due <= end)[:, None],
        contact=np.array(touched),
        fresh=~pair[now],
    )


def _history(trajectory: Trajectory, now: int, rows: NDArray[np.int64], dt: float) -> Floats:
    """Velocities [R, 4, 3] at `HISTORY_S` before frame `now`, between frames where the rate is another."""
    frame = np.maximum(now - np.array(HISTORY_S) / dt, 0.0)
    before = np.minimum(np.floor(frame + 1e-6).astype(int), now)
    share = np.maximum(frame - before, 0.0)[:, None, None].astype(np.float32)
    velocity = trajectory.linear_velocity[:, rows]
    between: Floats = (1 - share) * velocity[before] + share * velocity[np.minimum(before + 1, now)]
    return between.transpose(1, 0, 2)


def _materials(trajectory: Trajectory) -> NDArray[np.float64]:
    """Mass, friction, restitution, rolling and spinning friction [N, 5]; NaN is unknown.

    Engines differ in what two materials give together. What never moves leaves it to the other here, as in
    the sets that are trained on; its own material is the adapter's matter.
    """
    unknown = np.full(trajectory.rows, np.nan)
    rolling, spinning = trajectory.rolling_friction, trajectory.spinning_friction
    columns = (trajectory.mass, trajectory.friction, trajectory.restitution)
    more = (unknown if column is None else column for column in (rolling, spinning))
    materials = np.stack([*columns, *more], axis=1).astype(float)
    materials[trajectory.is_static] = YIELDING
    return materials


def _joined(trajectory: Trajectory, rows: NDArray[np.int64], edges: NDArray[np.int64]) -> Floats:
    sender, receiver = rows[edges[0]], rows[edges[1]]
    joined = np.zeros((len(sender), 2), np.float32)
    if trajectory.body is not None:
        joined[:, 0] = trajectory.body[sender] == trajectory.body[receiver]
    if trajectory.joint is not None:
        linked = np.zeros((trajectory.rows, trajectory.rows), bool)
        a, b = trajectory.joint.T
        linked[a, b] = linked[b, a] = True
        joined[:, 1] = linked[sender, receiver]
    return joined
