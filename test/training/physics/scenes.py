# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Small trajectories whose course is known in closed form."""

import numpy as np

from training.episodes.trajectory import Trajectory


def sliding(start_m, speed_mps, frames=60, dt=0.1, **more):
    """Spheres of 0.2 m that go straight on for ever."""
    t = dt * np.arange(frames)[:, None, None]
    start, speed = np.float32(start_m), np.float32(speed_mps)
    rows = len(start)
    arrays = {
        "position": start + t * speed,
        "orientation": np.tile(np.float32([1, 0, 0, 0]), (frames, rows, 1)),
        "linear_velocity": np.tile(speed, (frames, 1, 1)),
        "angular_velocity": np.zeros((frames, rows, 3), np.float32),
        "extent": np.full((rows, 3), 0.2, np.float32),
        "shape": ("sphere",) * rows,
        "mass": np.ones(rows, np.float32),
        "friction": np.full(rows, 0.5, np.float32),
        "restitution": np.full(rows, 0.5, np.float32),
        "is_static": np.zeros(rows, bool),
        "contact": np.zeros((frames, rows, rows), bool),
        "gravity": np.float32([0, 0, -9.81]),
        "dt": dt,
    }
    return Trajectory(**{**arrays, **more})


def touching(frames, rows, a, b, since):
    """Contacts of two rows from a frame on."""
    contact = np.zeros((frames, rows, rows), bool)
    contact[since:, a, b] = contact[since:, b, a] = True
    return contact
