# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Scores forecasters on a source of episodes: all on the same cases, in one pass."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from sgw_ros.core.errors import SgwError
from training.episodes.episode import Episode
from training.episodes.source import EpisodeSource
from training.episodes.trajectory import Trajectory
from training.physics.curves import area_under_roc
from training.physics.forecast import Forecaster
from training.physics.observing import OBSERVED_S, observe, observed_frames
from training.physics.protocol import HORIZONS_S, cut
from training.physics.scoring import Tally
from training.physics.surprise import surprise

Scores = dict[str, dict[tuple[str, bool, bool], list[float]]]
"""Forecaster to (kind, occluded, impossible) to surprises."""
TIMED_OBJECTS, TIMED_RUNS = (8, 64), 5


def evaluate(
    source: EpisodeSource,
    forecasters: Mapping[str, Forecaster],
    held_out: Mapping[str, Forecaster],
    on_damage: Callable[[str, SgwError], None],
    show: Callable[[int], None],
) -> dict[str, Any]:
    """Figures by forecaster's name; episodes of violation pairs count for `violation_auc` alone.

    Those of `held_out` are asked about the scenario alone under whose name they stand.
    """
    tallies = {name: Tally() for name in forecasters}
    apart = {scenario: Tally() for scenario in held_out}
    scores: Scores = {name: defaultdict(list) for name in forecasters}
    for number, name in enumerate(source.names):
        try:
            episode = source.read(number)
            _add(episode, forecasters, tallies, scores)
            scenario = episode.trajectory.scenario
            if scenario in held_out and not episode.trajectory.pair:
                _add(episode, {"": held_out[scenario]}, {"": apart[scenario]}, {})
        except SgwError as error:
            on_damage(name, error)
        show(number + 1)
    figures: dict[str, Any] = {
        name: {
            **tallies[name].figures(),
            **_violations(scores[name]),
            "forecast_ms": forecast_ms(forecaster),
        }
        for name, forecaster in forecasters.items()
    }
    alone = {scenario: tally.figures()["touch_accuracy"] for scenario, tally in apart.items()}
    return figures | {"held_out": alone}


def _add(
    episode: Episode,
    forecasters: Mapping[str, Forecaster],
    tallies: Mapping[str, Tally],
    scores: Scores,
) -> None:
    trajectory = episode.trajectory
    if trajectory.pair or trajectory.violation:
        kind = trajectory.violation or trajectory.scenario.removeprefix("violated_")
        key = (kind, bool(episode.meta.get("hidden", False)), bool(trajectory.violation))
        for name, forecaster in forecasters.items():
            scores[name][key].append(surprise(trajectory, forecaster))
        return
    case = cut(trajectory)
    for name, forecaster in forecasters.items():
        tallies[name].add(case, forecaster.forecast(case.observed, case.times_s))


def _violations(scores: Mapping[tuple[str, bool, bool], list[float]]) -> dict[str, Any]:
    """AUC of impossible against possible episodes of every kind: all, and by whether it was hidden."""
    kinds = sorted({kind for kind, _, _ in scores})

    def area(kind: str, hidden: tuple[bool, ...]) -> float | None:
        impossible, possible = (
            [score for flag in hidden for score in scores.get((kind, flag, broken), [])]
            for broken in (True, False)
        )
        return area_under_roc(impossible, possible)

    return {
        "violation_auc": {kind: area(kind, (False, True)) for kind in kinds},
        "violation_auc_visible": {kind: area(kind, (False,)) for kind in kinds},
        "violation_auc_occluded": {kind: area(kind, (True,)) for kind in kinds},
    }


def forecast_ms(forecaster: Forecaster) -> dict[str, float]:
    """Median ms of a forecast at 1, 3 and 5 s, by number of objects."""
    times_s = np.array(HORIZONS_S, float)
    found = {}
    for objects in TIMED_OBJECTS:
        scene = _falling(objects)
        forecaster.forecast(scene, times_s)
        took_s = []
        for _ in range(TIMED_RUNS):
            begun_s = time.perf_counter()
            forecaster.forecast(scene, times_s)
            took_s.append(time.perf_counter() - begun_s)
        found[str(objects)] = round(1e3 * float(np.median(took_s)), 3)
    return found


def _falling(objects: int) -> Trajectory:
    """Spheres in a lattice half a metre wide that begin to fall; half a second of it."""
    frames, dt = 40, 1 / 30
    t = (dt * np.arange(frames))[:, None]
    side = int(np.ceil(np.sqrt(objects)))
    row, column = np.divmod(np.arange(objects), side)
    position = np.zeros((frames, objects, 3), np.float32)
    position[..., 0], position[..., 1] = 0.5 * row, 0.5 * column
    position[..., 2] = 9 - 0.5 * 9.81 * t**2
    velocity = np.zeros_like(position)
    velocity[..., 2] = -9.81 * t
    every = np.ones(objects, np.float32)
    whole = Trajectory(
        position=position,
        orientation=np.tile(np.array([1, 0, 0, 0], np.float32), (frames, objects, 1)),
        linear_velocity=velocity,
        angular_velocity=np.zeros_like(position),
        extent=np.full((objects, 3), 0.2, np.float32),
        shape=("sphere",) * objects,
        mass=every,
        friction=0.5 * every,
        restitution=0.5 * every,
        is_static=np.zeros(objects, bool),
        contact=np.zeros((frames, objects, objects), bool),
        gravity=np.array([0.0, 0.0, -9.81], np.float32),
        dt=dt,
    )
    return observe(whole, observed_frames(whole, OBSERVED_S))
