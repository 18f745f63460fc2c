# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A trained network as a forecaster, from a checkpoint or from an exported model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from sgw_ros.experts.physics.between import Between
from sgw_ros.experts.physics.scene_graph import SceneGraph
from training.episodes.trajectory import Trajectory
from training.physics.baselines import Static
from training.physics.batching import as_scene
from training.physics.ensemble import Ensemble
from training.physics.forecast import Floats, Forecast
from training.physics.graphs import KNOTS_S, scene_graph
from training.physics.observing import rotation_matrices, with_floor
from training.physics.turning import turned

Outputs = dict[str, NDArray[Any]]
Run = Callable[[SceneGraph, NDArray[np.float32]], Outputs]
"""From a graph and `step_s` [K, N] to the arrays of `Outlook` by name."""
TURNS = "rotation_mean"
"""[K, N, 3, 3]; models of an earlier make do not say it."""


def in_torch(network: Ensemble) -> Run:
    """Runs a network where it is."""
    network.eval()

    def run(graph: SceneGraph, step_s: NDArray[np.float32]) -> Outputs:
        with torch.inference_mode():
            said = network(as_scene([graph]), torch.from_numpy(step_s))
        return {name: value.numpy() for name, value in vars(said).items()}

    return run


class Learned:
    """Forecasts by a network: at its knots, and between them by the cubic that fits places and velocities."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def forecast(self, observed: Trajectory, times_s: Floats) -> Forecast:
        """What happens at `times_s`; after the last knot everything stays."""
        whole = with_floor(observed)
        graph, rows = scene_graph(whole)
        steps = np.diff(np.array(KNOTS_S, np.float32), prepend=np.float32(0))
        if not graph.edges.shape[1]:
            return Static().forecast(observed, times_s)  # nothing in it can move
        said = self._run(graph, np.repeat(steps[:, None], len(rows), axis=1))
        last = int(np.searchsorted(KNOTS_S, min(float(times_s[-1]), KNOTS_S[-1]) - 1e-6))

        def everywhere(start: NDArray[Any], later: NDArray[Any]) -> Floats:
            knots = np.repeat(start[None].astype(np.float64), len(KNOTS_S) + 1, axis=0)
            knots[1:, rows] = later
            return knots[:, : observed.rows]

        still = np.zeros((whole.rows, 3))
        moving = np.where(whole.is_static[:, None], 0.0, whole.linear_velocity[-1])
        position = everywhere(whole.position[-1], said["position_mean"])
        velocity = everywhere(moving, said["velocity_mean"])
        spread = everywhere(still + 1e-3, said["position_sd"])
        between = Between(np.concatenate([[0.0], KNOTS_S]), times_s)
        return Forecast(
            between.cubic(position, velocity),
            between.linear(velocity),
            lambda: _pairs(said["touch"][last], rows[graph.edges], whole.rows)[
                : observed.rows, : observed.rows
            ],
            between.linear(spread),
            self._turned(whole, rows, said, times_s, observed.rows),
            len(KNOTS_S),
        )

    @staticmethod
    def _turned(
        whole: Trajectory, rows: NDArray[np.int64], said: Outputs, times_s: Floats, wanted: int
    ) -> Floats | None:
        """Orientations of the first `wanted` rows; None of a model that says nothing about them."""
        if TURNS not in said:
            return None
        start = rotation_matrices(whole.orientation[-1])
        matrices = np.repeat(start[None], len(KNOTS_S) + 1, axis=0)
        matrices[1:, rows] = said[TURNS]
        return turned(np.concatenate([[0.0], KNOTS_S]), matrices[:, :wanted], times_s)


def _pairs(touch: NDArray[Any], edges: NDArray[np.int64], rows: int) -> Floats:
    """[N, N] from edges: the mean of both directions where there are two."""
    total, count = np.zeros((rows, rows)), np.zeros((rows, rows))
    np.add.at(total, (edges[0], edges[1]), touch)
    np.add.at(count, (edges[0], edges[1]), 1.0)
    both: Floats = (total + total.T) / np.maximum(count + count.T, 1.0)
    return both
