# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A trained network as a forecaster, from a checkpoint or from an exported model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from sgw_ros.experts.physics.between import Between
from sgw_ros.experts.physics.scene_graph import SceneGraph
from training.episodes.trajectory import Trajectory
from training.physics.baselines import Static
from training.physics.batching import as_scene, together
from training.physics.ensemble import Ensemble
from training.physics.forecast import Floats, Forecast
from training.physics.graphs import KNOTS_S, scene_graph
from training.physics.observing import observe, rotation_matrices, with_floor
from training.physics.turning import turned

Outputs = dict[str, NDArray[Any]]
Run = Callable[[SceneGraph, NDArray[np.float32]], Outputs]
"""From a graph and `step_s` [K, N] to the arrays of `Outlook` by name."""
TURNS = "rotation_mean"
"""[K, N, 3, 3]; models of an earlier make do not say it."""
COURSE = ("position_mean", "velocity_mean", "position_sd")
START_SD_M = 1e-3


def in_torch(network: Ensemble) -> Run:
    """Runs a network where it is."""
    network.eval()

    def run(graph: SceneGraph, step_s: NDArray[np.float32]) -> Outputs:
        with torch.inference_mode():
            said = network(as_scene([graph]), torch.from_numpy(step_s))
        return {name: value.numpy() for name, value in vars(said).items()}

    return run


class Learned:
    """Forecasts by a network: at its knots, and between them by the cubic that fits places and velocities.

    Args:
        run: the network.
        every_step: whether it must be asked for all its knots, as an exported one.
    """

    def __init__(self, run: Run, every_step: bool = False) -> None:
        self._run, self._every_step = run, every_step

    def forecast(self, observed: Trajectory, times_s: Floats) -> Forecast:
        """What happens at `times_s`; after the last knot everything stays."""
        whole = with_floor(observed)
        graph, rows = scene_graph(whole)
        if not graph.edges.shape[1]:
            return Static().forecast(observed, times_s)  # nothing in it can move
        knots = _knots(float(times_s[-1]))
        last = len(knots) - 1
        # An exported model wants all its steps.
        asked = (*knots, *KNOTS_S[len(knots) :]) if self._every_step else knots
        said = {name: value[: last + 1] for name, value in self._run(graph, _steps(asked, len(rows))).items()}
        return replace(
            _course(whole, -1, rows, said, knots, times_s, observed.rows),
            touch=lambda: _pairs(said["touch"][last], rows[graph.edges], whole.rows)[
                : observed.rows, : observed.rows
            ],
            orientation=self._turned(whole, rows, said, knots, times_s, observed.rows),
        )

    def forecast_each(
        self, trajectory: Trajectory, presents: Sequence[int], times_s: Floats
    ) -> list[Forecast]:
        """Of several frames of one trajectory, for which a floor is listed; of places and velocities alone.

        Each looks at nothing but the frames until its own.
        """
        seen = [scene_graph(trajectory, now) for now in presents]
        whole = together([graph for graph, _ in seen])
        if not whole.edges.shape[1]:
            return [Static().forecast(observe(trajectory, now + 1), times_s) for now in presents]
        needed = int(np.searchsorted(KNOTS_S[:-1], float(times_s[-1]) - 1e-6)) + 1
        knots = KNOTS_S if self._every_step else KNOTS_S[:needed]
        steps = _steps(knots, len(whole.position))
        said = self._run(whole, steps)
        ends = np.cumsum([len(rows) for _, rows in seen])[:-1]
        parts = {name: np.split(said[name], ends, axis=1) for name in COURSE}
        return [
            _course(
                trajectory,
                now,
                rows,
                {name: parts[name][index] for name in COURSE},
                knots,
                times_s,
                trajectory.rows,
            )
            for index, (now, (_, rows)) in enumerate(zip(presents, seen, strict=True))
        ]

    @staticmethod
    def _turned(
        whole: Trajectory,
        rows: NDArray[np.int64],
        said: Outputs,
        knots: Sequence[float],
        times_s: Floats,
        wanted: int,
    ) -> Floats | None:
        """Orientations of the first `wanted` rows; None of a model that says nothing about them."""
        if TURNS not in said:
            return None
        start = rotation_matrices(whole.orientation[-1])
        matrices = np.repeat(start[None], len(knots) + 1, axis=0)
        matrices[1:, rows] = said[TURNS]
        return turned(np.array([0.0, *knots]), matrices[:, :wanted], times_s)


def _knots(end_s: float) -> tuple[float, ...]:
    """Those until `end_s`, which the last one is at: as samples of an episode that ends have it."""
    last = int(np.searchsorted(KNOTS_S[:-1], end_s - 1e-6))
    return (*KNOTS_S[:last], min(end_s, KNOTS_S[-1]))


def _steps(knots: Sequence[float], rows: int) -> NDArray[np.float32]:
    """[K, N] s."""
    steps = np.diff(np.array(knots, np.float32), prepend=np.float32(0))
    return np.repeat(steps[:, None], rows, axis=1)


def _course(
    trajectory: Trajectory,
    now: int,
    rows: NDArray[np.int64],
    said: Outputs,
    at_s: Sequence[float],
    times_s: Floats,
    wanted: int,
) -> Forecast:
    """Places and velocities of the first `wanted` rows after frame `now`, of `rows` as a network said."""
    knots = np.array([0.0, *at_s])

    def everywhere(start: NDArray[Any], later: NDArray[Any]) -> Floats:
        values = np.repeat(start[None].astype(np.float64), len(knots), axis=0)
        values[1:, rows] = later
        return values[:, :wanted]

    moving = np.where(trajectory.is_static[:, None], 0.0, trajectory.linear_velocity[now])
    position = everywhere(trajectory.position[now], said["position_mean"])
    velocity = everywhere(moving, said["velocity_mean"])
    spread = everywhere(np.full((trajectory.rows, 3), START_SD_M), said["position_sd"])
    between = Between(knots, times_s)
    return Forecast(
        between.cubic(position, velocity),
        between.linear(velocity),
        lambda: np.zeros((wanted, wanted)),
        between.linear(spread),
        steps=len(knots) - 1,
    )


def _pairs(touch: NDArray[Any], edges: NDArray[np.int64], rows: int) -> Floats:
    """[N, N] from edges: the mean of both directions where there are two."""
    total, count = np.zeros((rows, rows)), np.zeros((rows, rows))
    np.add.at(total, (edges[0], edges[1]), touch)
    np.add.at(count, (edges[0], edges[1]), 1.0)
    both: Floats = (total + total.T) / np.maximum(count + count.T, 1.0)
    return both
