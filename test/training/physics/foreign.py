# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Scenes that no simulator of this project made: closed formulas, as anybody may write them into a file."""

import numpy as np

MU, G = 0.3, 9.81


def still(rows, frames):
    """The arrays of `rows` 0.2 m boxes that rest, 0.5 m apart, with nothing that can be left out."""
    position = np.zeros((frames, rows, 3))
    position[..., 0], position[..., 2] = 0.5 * np.arange(rows), 0.1
    return {
        "position": position,
        "orientation": np.tile([1.0, 0, 0, 0], (frames, rows, 1)),
        "linear_velocity": np.zeros((frames, rows, 3)),
        "angular_velocity": np.zeros((frames, rows, 3)),
        "extent": np.full((rows, 3), 0.2),
        "shape": np.array(["box"] * rows),
        "mass": np.ones(rows),
        "friction": np.full(rows, MU),
        "restitution": np.zeros(rows),
        "is_static": np.zeros(rows, bool),
        "contact": np.zeros((frames, rows, rows), bool),
        "gravity": np.array([0, 0, -G]),
        "dt": np.array(1 / 30),
    }


def clock(dt, seconds=4.0):
    """Times of frames, s."""
    return np.arange(round(seconds / dt) + 1) * dt


def sliding_box(dt=1 / 30, speed=2.0, gravity=G, **more):
    """A box that friction brings to rest; beside it stands another."""
    t = clock(dt)
    arrays = still(2, len(t))
    until = np.minimum(t, speed / (MU * gravity))
    arrays["position"][:, 0, 1] = speed * until - 0.5 * MU * gravity * until**2
    arrays["linear_velocity"][:, 0, 1] = speed - MU * gravity * until
    return {**arrays, "dt": np.array(dt), "gravity": np.array([0, 0, -gravity]), **more}


def rolling_sphere(dt=1 / 30, speed=1.0, **more):
    """A ball that rolls without slipping and meets a box."""
    t = clock(dt)
    arrays = still(2, len(t))
    meets = 0.8 / speed
    arrays["position"][:, 0, 0] = -1.0 + speed * np.minimum(t, meets)
    arrays["linear_velocity"][:, 0, 0] = np.where(t < meets, speed, 0.0)
    arrays["angular_velocity"][:, 0, 1] = np.where(t < meets, speed / 0.1, 0.0)
    angle = np.minimum(t, meets) * speed / 0.1
    arrays["orientation"][:, 0] = np.stack([np.cos(angle / 2), 0 * t, np.sin(angle / 2), 0 * t], axis=1)
    arrays["position"][:, 1, 0] = 0.0
    arrays["contact"][t >= meets, 0, 1] = True
    asked = {"question": np.array([0, 1]), "answer": np.array(True)}
    return {**arrays, "shape": np.array(["sphere", "box"]), "dt": np.array(dt), **asked, **more}


def bouncing_ball(dt=1 / 30, height=1.0, restitution=0.7, gravity=G, **more):
    """A ball that falls and bounces until it rests."""
    t = clock(dt)
    arrays = still(1, len(t))
    start, up, base = 0.0, 0.0, height
    for number, now in enumerate(t):
        ahead = (up + np.sqrt(up**2 + 2 * gravity * (base - 0.1))) / gravity
        while now > start + ahead and ahead > 1e-3:
            start, up, base = start + ahead, restitution * (gravity * ahead - up), 0.1
            ahead = 2 * up / gravity
        flown = now - start if ahead > 1e-3 else 0.0
        arrays["position"][number, 0, 2] = base + up * flown - 0.5 * gravity * flown**2
        arrays["linear_velocity"][number, 0, 2] = up - gravity * flown if ahead > 1e-3 else 0.0
    arrays["restitution"][:] = restitution
    more = {"gravity": np.array([0, 0, -gravity]), **more}
    return {**arrays, "shape": np.array(["sphere"]), "dt": np.array(dt), **more}


def stack(rows=4, **more):
    """Boxes that rest upon each other."""
    arrays = still(rows, 100)
    arrays["position"][..., 0] = 0.0
    arrays["position"][..., 2] = 0.1 + 0.2 * np.arange(rows)
    for row in range(rows - 1):
        arrays["contact"][:, row, row + 1] = True
    return {**arrays, **more}


def with_row(arrays, shape, extent, position, orientation=(1.0, 0, 0, 0), **more):
    """The same with a row that never moves."""
    frames, rows = arrays["position"].shape[:2]
    grown = {**arrays}
    for name, value in (
        ("position", position),
        ("orientation", orientation),
        ("linear_velocity", (0, 0, 0)),
        ("angular_velocity", (0, 0, 0)),
    ):
        added = np.tile(np.array(value, float), (frames, 1, 1))
        grown[name] = np.concatenate([arrays[name], added], axis=1)
    for name, value in (("mass", 0.0), ("friction", 0.5), ("restitution", 0.5), ("is_static", True)):
        grown[name] = np.append(arrays[name], np.array(value, arrays[name].dtype))
    grown["shape"] = np.append(arrays["shape"], shape)
    grown["extent"] = np.vstack([arrays["extent"], extent])
    grown["contact"] = np.zeros((frames, rows + 1, rows + 1), bool)
    grown["contact"][:, :rows, :rows] = arrays["contact"]
    return {**grown, **more}


def ramp(**more):
    """A box that slides down a plank of 30 degrees, from rest."""
    t = clock(1 / 30)
    arrays = still(1, len(t))
    lean, pull = np.radians(30.0), G * (np.sin(np.radians(30.0)) - MU * np.cos(np.radians(30.0)))
    down = np.array([np.cos(lean), 0, -np.sin(lean)])
    start = np.array([-4.0, 0, 2.6])
    arrays["position"][:, 0] = start + 0.5 * pull * t[:, None] ** 2 * down
    arrays["linear_velocity"][:, 0] = pull * t[:, None] * down
    turn = (np.cos(lean / 2), 0.0, np.sin(lean / 2), 0.0)
    arrays["orientation"][:] = turn
    upwards = np.array([np.sin(lean), 0, np.cos(lean)])
    middle = start + 4.0 * down - (0.1 + 0.05) * upwards
    return with_row(arrays, "box", (16.0, 2.0, 0.1), middle, turn, **more)
