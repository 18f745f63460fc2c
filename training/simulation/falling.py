# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Keeps what touches nothing on its parabola, however large the steps."""

from __future__ import annotations

import mujoco
import numpy as np
from numpy.typing import NDArray

from training.simulation.contacts import Touching
from training.simulation.world import Scene


class Falling:
    """The free bodies of a scene and how they fall under gravity and the forces that act on them now.

    MuJoCo moves bodies by the speed at a step's end; half of what the step's acceleration moved them is too
    much.
    """

    def __init__(self, scene: Scene) -> None:
        model = scene.model
        bodies, places = _free_joints(model)
        fall = model.opt.gravity + scene.data.xfrc_applied[bodies, :3] / model.body_mass[bodies, None]
        self._fall = np.zeros(model.nq)
        self._fall[places] = fall
        places_of_body = dict(zip(bodies.tolist(), places, strict=True))
        none = np.zeros(0, np.int64)
        self._places_of_geom = [places_of_body.get(body, none) for body in model.geom_bodyid.tolist()]
        self._lift = self._fall
        self._for: tuple[float, bytes] | None = None

    def lift(self, step_s: float, touching: Touching | None) -> NDArray[np.float64]:
        """What to add to qpos after a step; nothing for bodies that had contacts in it."""
        key = step_s, b"" if touching is None else touching.geoms.tobytes()
        if key != self._for:  # most often the same bodies touch as the step before
            self._for = key
            self._lift = (-0.5 * step_s * step_s) * self._fall
            for geom in set() if touching is None else set(touching.geoms.ravel().tolist()):
                self._lift[self._places_of_geom[geom]] = 0.0
        return self._lift


def _free_joints(model: mujoco.MjModel) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Bodies [F] that nothing hangs from, and the places [F, 3] of their positions in qpos."""
    free = np.flatnonzero(model.jnt_type == mujoco.mjtJoint.mjJNT_FREE)
    childless = ~np.isin(model.jnt_bodyid[free], model.body_parentid)
    free = free[childless]
    return model.jnt_bodyid[free], model.jnt_qposadr[free, None] + np.arange(3)
