# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Small episodes with known contents, for tests of whatever keeps or shows them."""

import numpy as np

from training.episodes.episode import Episode
from training.episodes.trajectory import Trajectory
from training.episodes.view import View


def arrays(frames=4, rows=3):
    """The required arrays of a trajectory: `rows` balls in free fall, the first two touching at the end."""
    contact = np.zeros((frames, rows, rows), bool)
    contact[-1, 0, 1] = contact[-1, 1, 0] = True
    t = np.arange(frames, dtype=np.float32)[:, None] * 0.1
    position = np.zeros((frames, rows, 3), np.float32)
    position[..., 0] = np.arange(rows)
    position[..., 2] = 5 - 0.5 * 9.81 * t**2
    velocity = np.zeros_like(position)
    velocity[..., 2] = -9.81 * t
    return {
        "position": position,
        "orientation": np.tile(np.float32([1, 0, 0, 0]), (frames, rows, 1)),
        "linear_velocity": velocity,
        "angular_velocity": np.zeros_like(position),
        "extent": np.full((rows, 3), 0.2, np.float32),
        "shape": ("sphere",) * rows,
        "mass": np.ones(rows, np.float32),
        "friction": np.full(rows, 0.5, np.float32),
        "restitution": np.full(rows, 0.3, np.float32),
        "is_static": np.zeros(rows, bool),
        "contact": contact,
        "gravity": np.float32([0, 0, -9.81]),
        "dt": 0.1,
    }


def trajectory(frames=4, rows=3, **more):
    return Trajectory(**{**arrays(frames, rows), **more})


def view(frames=4, size=(16, 12), seed=0, flow=True):
    """A camera that sees noise, standing one metre up and looking along x."""
    rng = np.random.default_rng(seed)
    width, height = size
    T = np.tile(np.eye(4), (frames, 1, 1))
    T[:, :3, :3] = [[0, 0, 1], [-1, 0, 0], [0, -1, 0]]
    T[:, 2, 3] = 1.0
    return View(
        rgb=rng.integers(0, 255, (frames, height, width, 3), np.uint8),
        depth=rng.integers(0, 5000, (frames, height, width), np.uint16),
        masks=rng.integers(0, 4, (frames, height, width), np.uint8),
        T_odom_cam=T,
        K=np.array([[20.0, 0, width / 2], [0, 20.0, height / 2], [0, 0, 1]]),
        distortion=np.zeros(5),
        stamps_s=np.arange(frames) * 0.1,
        flow=rng.normal(size=(frames, height, width, 2)).astype(np.float16) if flow else None,
    )


def episode(index=0, frames=4, rendered=True, **more):
    meta = {"scenario": "fall", "split": "train", "seed": 1, "index": index, "narration": ["it falls"]}
    return Episode(
        trajectory(frames, scenario="fall", **more),
        {"main": view(frames, seed=index)} if rendered else {},
        {"energy": np.arange(frames, dtype=np.float64) + index, "contact_events": np.zeros((0, 7))},
        meta,
    )


def assert_equal(a, b):
    """Every array, name and number of two episodes is the same, to the bit."""
    for one, other in ((a.trajectory, b.trajectory), *((a.views[name], b.views[name]) for name in a.views)):
        for name, value in vars(one).items():
            _assert_same(name, value, getattr(other, name))
    assert a.views.keys() == b.views.keys()
    assert a.signals.keys() == b.signals.keys()
    for name, value in a.signals.items():
        _assert_same(name, value, b.signals[name])
    assert a.meta == b.meta


def _assert_same(name, one, other):
    if isinstance(one, np.ndarray):
        assert one.dtype == other.dtype, name
        assert one.shape == other.shape, name
        assert one.tobytes() == other.tobytes(), name
    elif name == "vertices":
        assert one.keys() == other.keys()
        for row in one:
            _assert_same("row", one[row], other[row])
    else:
        assert one == other or (one != one and other != other), name
