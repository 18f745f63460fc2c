# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""How long a forecast takes, by number of objects."""

from __future__ import annotations

import time

import numpy as np

from training.episodes.trajectory import Trajectory
from training.physics.forecast import Forecaster
from training.physics.observing import OBSERVED_S, observe, observed_frames
from training.physics.protocol import HORIZONS_S

TIMED_OBJECTS, TIMED_RUNS = (1, 8, 16, 32, 64), 5


def forecast_ms(forecaster: Forecaster) -> dict[str, dict[str, float]]:
    """Median ms by number of objects: of a forecast at 1, 3 and 5 s, and of each step that it takes."""
    times_s = np.array(HORIZONS_S, float)
    whole, step = {}, {}
    for objects in TIMED_OBJECTS:
        scene = _falling(objects)
        steps = forecaster.forecast(scene, times_s).steps
        took_s = []
        for _ in range(TIMED_RUNS):
            begun_s = time.perf_counter()
            forecaster.forecast(scene, times_s)
            took_s.append(time.perf_counter() - begun_s)
        median_ms = 1e3 * float(np.median(took_s))
        whole[str(objects)], step[str(objects)] = round(median_ms, 3), round(median_ms / steps, 4)
    return {"forecast_ms": whole, "step_ms": step}


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
