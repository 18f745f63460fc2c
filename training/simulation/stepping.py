# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Steps a scene: large steps between impacts, small ones through them.

An impact must be stiff to keep bodies apart, and what is stiff needs small steps; but impacts are short.
So a scene goes in coarse steps, with contacts that do not bounce, until bodies meet at some speed. That
step is taken back and cut where they first touch, and fine steps with the materials' own springs follow
until nothing in contact moves along its normal any more. Cutting at first touch also makes restitution the
same at every impact: a fine step that began inside a contact would change it by several per cent.
"""

from __future__ import annotations

import mujoco
import numpy as np

from training.simulation.contacts import ContactLog, Touching, touching
from training.simulation.falling import Falling
from training.simulation.materials import FIRST_DEPTH, PHASE_PER_STEP, impact_spring, resting_spring
from training.simulation.world import Scene

FINE_STEP_S = 1 / 7680
IMPACT_SPEED_MPS = 0.12
"""Slower approaches rest at once: such a bounce is lower than 0.8 mm."""
LEAST_STEP_S = 1e-7
LEAST_LEAN = 4e-9


class Stepper:
    """Advances a scene; after each step `scene.data` holds positions, velocities and contacts of that time.

    Attributes:
        time_s: since the start.
        coarse_s, fine_s: the two steps.
        steps: taken so far, coarse and fine, those taken back included.
        log: the contacts of all steps that counted.
    """

    def __init__(self, scene: Scene, coarse_s: float) -> None:
        self.scene = scene
        self.coarse_s, self.fine_s = coarse_s, FINE_STEP_S
        self.time_s = 0.0
        self.steps = 0
        self.log = ContactLog()
        restitution = np.zeros(scene.model.ngeom)
        restitution[scene.geom_ids] = [part.material.restitution for part in scene.layout.parts]
        self._impact = np.array([impact_spring(e, self.fine_s) for e in restitution])
        self._resting = np.tile(resting_spring(coarse_s), (scene.model.ngeom, 1))
        self._impact_depth_m = IMPACT_SPEED_MPS * self.fine_s / PHASE_PER_STEP
        # Every look at an attribute of MuJoCo's makes a new array of it; these stay where they are.
        self._option, self._qpos, self._qvel = scene.model.opt, scene.data.qpos, scene.data.qvel
        self._start = self._qpos.copy(), self._qvel.copy()
        self._falling = Falling(scene)
        self._cylinders = _upright_places(scene.model)
        self._fine = True
        self._fine_until_s = -1.0
        self._touching: Touching | None = None
        self._lean_cylinders()
        self._use(fine=False)

    def step(self, until_s: float) -> None:
        """Take one step, not beyond `until_s`."""
        if self.time_s < self._fine_until_s or (self._fine and self._impact_lasts()):
            self._use(fine=True)
            self._advance(min(self.fine_s, until_s - self.time_s))
            return
        self._use(fine=False)
        step_s = min(self.coarse_s, until_s - self.time_s)
        start_s = self.time_s
        self._start[0][:], self._start[1][:] = self._qpos, self._qvel
        self._advance(step_s)
        inside_s = self._time_inside()
        if inside_s > 0.0:
            self._take_back(start_s)
            outside_s = step_s - inside_s + FIRST_DEPTH * self.fine_s
            if outside_s > LEAST_STEP_S:
                self._advance(min(outside_s, step_s))
            self._fine_until_s = self.time_s + 2 * self.fine_s

    def _impact_lasts(self) -> bool:
        """Whether a contact moves along its normal, or is still pressed in as it turns round."""
        if self._touching is None:
            return False
        speed = self.scene.data.efc_vel[self._touching.normal]
        moving = speed.max() > IMPACT_SPEED_MPS or -speed.min() > IMPACT_SPEED_MPS
        return bool(moving or -self._touching.dist.min() > self._impact_depth_m)

    def _time_inside(self) -> float:
        """How long ago the first of the pairs met that meet at more than the least speed; 0: none."""
        if self._touching is None:
            return 0.0
        speed = self.scene.data.efc_vel[self._touching.normal]
        if np.minimum.reduce(speed) >= -IMPACT_SPEED_MPS:  # nearly always; half the cost of `.min()`
            return 0.0
        met = speed < -IMPACT_SPEED_MPS
        return float((self._touching.dist[met] / speed[met]).max(initial=0.0))

    def _take_back(self, time_s: float) -> None:
        self._qpos[:], self._qvel[:] = self._start
        self.time_s = time_s
        self.log.take_back(time_s)
        self._assemble()

    def _use(self, fine: bool) -> None:
        """Contacts are assembled with the springs of the time, so those that stand are assembled anew."""
        if fine != self._fine:
            self._fine = fine
            self.scene.model.geom_solref[:] = self._impact if fine else self._resting
            self._assemble()

    def _assemble(self) -> None:
        """Contacts and constraints of the state as it is."""
        mujoco.mj_step1(self.scene.model, self.scene.data)
        self._touching = touching(self.scene.data)

    def _advance(self, step_s: float) -> None:
        data = self.scene.data
        self._option.timestep = step_s
        mujoco.mj_step2(self.scene.model, data)
        if self._touching is not None:
            self.log.add(self.time_s, self._touching, data.efc_force)
        if not self._fine:
            self._qpos += self._falling.lift(step_s, self._touching)
        if self._cylinders:
            self._lean_cylinders()
        self._assemble()
        self.time_s += step_s
        self.steps += 1

    def _lean_cylinders(self) -> None:
        """Turn cylinders that stand upright to within rounding by some nanoradians.

        MuJoCo finds the corners of a cylinder on a plane from how its axis leans; of a lean of 1e-12 rad only
        rounding is left, and contacts centimetres deep, or none, would come of it.
        """
        qpos = self._qpos
        for w, x, y, z in self._cylinders:
            if qpos[x] ** 2 + qpos[y] ** 2 < LEAST_LEAN**2:
                qpos[x] = LEAST_LEAN
            elif qpos[w] ** 2 + qpos[z] ** 2 < LEAST_LEAN**2:
                qpos[w] = LEAST_LEAN

    def refresh(self) -> None:
        """Take note that somebody else changed the scene: states, forces from outside or what can touch."""
        self._falling = Falling(self.scene)
        self._lean_cylinders()
        self._assemble()


def _upright_places(model: mujoco.MjModel) -> list[list[int]]:
    """Places in qpos of the quaternions of free bodies with a cylinder."""
    cylinders = model.geom_bodyid[model.geom_type == mujoco.mjtGeom.mjGEOM_CYLINDER]
    free = (model.jnt_type == mujoco.mjtJoint.mjJNT_FREE) & np.isin(model.jnt_bodyid, cylinders)
    return [list(range(first + 3, first + 7)) for first in model.jnt_qposadr[free]]
