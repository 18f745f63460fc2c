# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What no law allows, done to a scene by its MuJoCo state: each function breaks one law."""

from __future__ import annotations

import mujoco
import numpy as np
from numpy.typing import NDArray

from training.simulation.bodies import Vector
from training.simulation.world import Scene

PARKED: Vector = (0.0, 0.0, -5.0)
"""Where a row waits while it is not present: untouchable, weightless, below the floor."""


def park(scene: Scene, name: str) -> None:
    """Take a free body out of the world."""
    state(scene, name)[:3] = PARKED
    stop(scene, name)
    touchable(scene, name, False)
    weigh(scene, name, 0.0)


def swap(scene: Scene, name: str, substitute: str, lift: float) -> None:
    """Put `substitute`, so far parked, in the place of `name`, `lift` m higher, with its velocity."""
    state(scene, substitute)[:] = state(scene, name)
    state(scene, substitute)[2] += lift
    velocity(scene, substitute)[:] = velocity(scene, name)
    touchable(scene, substitute, True)
    weigh(scene, substitute, 1.0)
    park(scene, name)


def appear(scene: Scene, name: str, place: Vector, like: str) -> None:
    """Put a parked body at a place, as fast as `like`: one at rest behind a screen would never be seen."""
    state(scene, name)[:3] = place
    velocity(scene, name)[:] = velocity(scene, like)
    touchable(scene, name, True)
    weigh(scene, name, 1.0)


def touchable(scene: Scene, name: str, touches: bool) -> None:
    """Whether anything can touch a part."""
    geom = scene.model.geom(name).id
    scene.model.geom_contype[geom] = scene.model.geom_conaffinity[geom] = int(touches)


def weigh(scene: Scene, name: str, share: float) -> None:
    """Leave a free body this share of its weight: 0 floats, below 0 rises."""
    body = scene.model.body(name).id
    lost = (1.0 - share) * scene.model.body_mass[body]
    scene.data.xfrc_applied[body, :3] = -lost * scene.model.opt.gravity


def stop(scene: Scene, name: str) -> None:
    """Take all speed from a free body."""
    velocity(scene, name)[:] = 0.0


def state(scene: Scene, name: str) -> NDArray[np.float64]:
    """Position and quaternion of a free body, to be written."""
    first = scene.model.joint(name).qposadr[0]
    place: NDArray[np.float64] = scene.data.qpos[first : first + 7]
    return place


def velocity(scene: Scene, name: str) -> NDArray[np.float64]:
    """Linear (world) and angular (body) velocity of a free body, to be written."""
    first = scene.model.joint(name).dofadr[0]
    speed: NDArray[np.float64] = scene.data.qvel[first : first + 6]
    return speed


def turn(scene: Scene, name: str, angle: float, factor: float) -> None:
    """Turn a free body's motion about z by `angle` rad and multiply it by `factor`."""
    rotation, about_z = np.zeros(9), np.array([np.cos(angle / 2), 0.0, 0.0, np.sin(angle / 2)])
    mujoco.mju_quat2Mat(rotation, about_z)
    speed = velocity(scene, name)
    speed[:3] = factor * rotation.reshape(3, 3) @ speed[:3]
    speed[3:] *= factor
