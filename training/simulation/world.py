# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""From a layout to a compiled MuJoCo model, and from its state to rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import mujoco
import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.errors import ConfigError
from training.simulation.bodies import Body, Layout, Part
from training.simulation.materials import IMPEDANCE

GEOMS = {
    "sphere": mujoco.mjtGeom.mjGEOM_SPHERE,
    "box": mujoco.mjtGeom.mjGEOM_BOX,
    "cylinder": mujoco.mjtGeom.mjGEOM_CYLINDER,
    "capsule": mujoco.mjtGeom.mjGEOM_CAPSULE,
    "ellipsoid": mujoco.mjtGeom.mjGEOM_ELLIPSOID,
    "mesh": mujoco.mjtGeom.mjGEOM_MESH,
    "plane": mujoco.mjtGeom.mjGEOM_PLANE,
}
JOINTS = {"ball": mujoco.mjtJoint.mjJNT_BALL, "hinge": mujoco.mjtJoint.mjJNT_HINGE}
ROLLING = ("sphere", "cylinder", "capsule", "ellipsoid")
"""Shapes whose contacts resist rolling and spinning too; the corners of the others do so by themselves."""

REST_SPEED, REST_ACCELERATION = 2e-3, 0.05
"""m/s or rad/s, m/s^2 or rad/s^2; a thing thrown up passes the first, but never both."""
BURST_SPEED = 1e3
"""m/s or rad/s."""


class Snapshot(NamedTuple):
    """What a state's poses and velocities follow from; a row for every row of the scene.

    Attributes:
        place: [N, 3] m, of the geoms.
        frame: [N, 9] their axes, row by row.
        twist: [N, 6] rad/s and m/s of their bodies, at the centre of mass of the tree each is in.
        about: [N, 3] m, these centres.
    """

    place: NDArray[np.float64]
    frame: NDArray[np.float64]
    twist: NDArray[np.float64]
    about: NDArray[np.float64]


class Scene:
    """A layout, its compiled model and its state; row i of every array is `layout.parts[i]`.

    Attributes:
        layout: what it was built from.
        spec: MuJoCo's editable description, for those who dress it before rendering and compile it anew.
        model: the compiled model.
        data: its state.
        geom_ids: int[N] geom of every row; the geom's name is the part's.
        body_ids: int[N] MuJoCo body of every row.
        row_of_geom: int[ngeom].
    """

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.spec = build_spec(layout)
        try:
            self.model = self.spec.compile()
        except ValueError as error:
            raise ConfigError(f"this layout makes no MuJoCo model: {error}") from None
        self.data = mujoco.MjData(self.model)
        parts = layout.parts
        self.geom_ids = np.array([self.model.geom(part.name).id for part in parts])
        self.body_ids = self.model.geom_bodyid[self.geom_ids]
        self._roots = self.model.body_rootid[self.body_ids]
        self.row_of_geom = np.full(self.model.ngeom, -1)
        self.row_of_geom[self.geom_ids] = np.arange(len(parts))
        self._row_offset = np.array(
            [
                (0.0, 0.0, -0.5 * part.extent[2]) if part.shape == "plane" else (0.0, 0.0, 0.0)
                for part in parts
            ]
        )
        self.reset()

    def reset(self) -> None:
        """Go back to the layout's pose and velocities."""
        mujoco.mj_resetData(self.model, self.data)
        for body in self.layout.bodies:
            if not body.static and body.joint is None:
                rotation = np.zeros(9)
                mujoco.mju_quat2Mat(rotation, np.asarray(body.orientation, float))
                self.data.joint(body.name).qvel[:3] = body.linear_velocity
                self.data.joint(body.name).qvel[3:] = rotation.reshape(3, 3).T @ body.angular_velocity
        mujoco.mj_forward(self.model, self.data)

    def snapshot(self) -> Snapshot:
        """The present state as MuJoCo keeps it: cheap to take at every frame; `states` reads it."""
        return Snapshot(
            self.data.geom_xpos[self.geom_ids],
            self.data.geom_xmat[self.geom_ids],
            self.data.cvel[self.body_ids],
            self.data.subtree_com[self._roots],
        )

    def states(self, snapshots: Sequence[Snapshot]) -> tuple[NDArray[np.float64], ...]:
        """Position [T, N, 3] m, orientation [T, N, 4] wxyz, linear [T, N, 3] m/s and angular [T, N, 3] rad/s.

        Of every row's centre, world frame.
        """
        place, frame, twist, about = (np.stack(column) for column in zip(*snapshots, strict=True))
        orientation = np.empty((*frame.shape[:2], 4))
        for quaternion, matrix in zip(orientation.reshape(-1, 4), frame.reshape(-1, 9), strict=True):
            mujoco.mju_mat2Quat(quaternion, matrix)
        offset = np.einsum("tnij,nj->tni", frame.reshape(*frame.shape[:2], 3, 3), self._row_offset)
        arm = place - about  # the twist is that of the body at its tree's centre of mass
        turning = twist[..., :3]
        swept = turning[..., [1, 2, 0]] * arm[..., [2, 0, 1]] - turning[..., [2, 0, 1]] * arm[..., [1, 2, 0]]
        return place + offset, orientation, twist[..., 3:] + swept, turning

    def poses(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Position [N, 3] m and orientation [N, 4] wxyz of every row, world frame."""
        position, orientation, _, _ = self.states([self.snapshot()])
        return position[0], orientation[0]

    def question_rows(self) -> tuple[int, int] | None:
        """Rows of agent and target."""
        if self.layout.question is None:
            return None
        names = [part.name for part in self.layout.parts]
        agent, target = self.layout.question
        return names.index(agent), names.index(target)

    def energy(self) -> float:
        """J, kinetic and of height."""
        mujoco.mj_energyPos(self.model, self.data)
        mujoco.mj_energyVel(self.model, self.data)
        return float(self.data.energy.sum())

    def at_rest(self) -> bool:
        """Whether nothing moves, nor begins to."""
        slow = np.abs(self.data.qvel).max(initial=0.0) < REST_SPEED
        return bool(slow and np.abs(self.data.qacc).max(initial=0.0) < REST_ACCELERATION)

    def burst(self) -> bool:
        """Whether something has become so fast that nothing after it means anything."""
        return not np.abs(self.data.qvel).max(initial=0.0) < BURST_SPEED

    def vertices(self) -> dict[int, NDArray[np.float32]]:
        """[V, 3] m of every row of shape mesh, in the row's frame (along its main axes)."""
        found = {}
        for row, mesh in enumerate(self.model.geom_dataid[self.geom_ids]):
            if mesh >= 0:
                first = self.model.mesh_vertadr[mesh]
                points = self.model.mesh_vert[first : first + self.model.mesh_vertnum[mesh]]
                found[row] = points.copy()
        return found

    def extents(self) -> NDArray[np.float32]:
        """[N, 3] m, full size of every row along its own axes."""
        extent = np.array([part.extent for part in self.layout.parts], np.float32)
        for row, points in self.vertices().items():
            extent[row] = np.ptp(points, axis=0)
        return extent


def build_spec(layout: Layout) -> mujoco.MjSpec:
    """Describe a layout to MuJoCo; geoms and bodies bear the names of parts and bodies."""
    spec = mujoco.MjSpec()
    spec.option.gravity = layout.gravity
    spec.option.density, spec.option.viscosity = layout.medium.density_kg_m3, layout.medium.viscosity_pas
    spec.option.cone = mujoco.mjtCone.mjCONE_ELLIPTIC
    # A scene that bursts must show it, not silently begin anew.
    spec.option.disableflags = mujoco.mjtDisableBit.mjDSBL_AUTORESET
    made: dict[str, tuple[mujoco.MjsBody, Body]] = {}
    for body in layout.bodies:
        made[body.name] = (_add_body(spec, body, made), body)
    return spec


def _add_body(
    spec: mujoco.MjSpec, body: Body, made: dict[str, tuple[mujoco.MjsBody, Body]]
) -> mujoco.MjsBody:
    position, orientation = np.array(body.position, float), np.array(body.orientation, float)
    parent = spec.worldbody
    if body.joint is not None and body.joint.parent:
        if body.joint.parent not in made:
            raise ConfigError(
                f"body {body.name}: its joint's parent {body.joint.parent!r} must stand before it"
            )
        parent, above = made[body.joint.parent]
        position, orientation = _seen_from(above, position, orientation)
    added = parent.add_body(name=body.name, pos=position, quat=orientation)
    if body.joint is not None:
        rotation = _matrix(np.array(body.orientation, float))
        added.add_joint(
            name=body.name,
            type=JOINTS[body.joint.kind],
            pos=rotation.T @ (np.array(body.joint.anchor) - body.position),
            axis=rotation.T @ np.array(body.joint.axis, float),
        )
    elif not body.static:
        added.add_freejoint(name=body.name)
    for part in body.parts:
        _add_geom(spec, added, part)
    return added


def _add_geom(spec: mujoco.MjSpec, body: mujoco.MjsBody, part: Part) -> None:
    geom = body.add_geom(name=part.name, type=GEOMS[part.shape], mass=part.mass)
    geom.pos, geom.quat = part.position, part.orientation
    geom.rgba = (*part.colour, 1.0)
    geom.friction = (part.material.friction, part.material.spinning_friction, part.material.rolling_friction)
    geom.solimp = IMPEDANCE
    geom.condim = 6 if part.shape in ROLLING or part.decides else 3
    geom.priority = int(part.decides)
    x, y, z = (0.5 * side for side in part.extent)
    if part.shape == "mesh":
        if part.vertices is None:
            raise ConfigError(f"part {part.name}: a mesh needs vertices")
        mesh = spec.add_mesh(name=part.name)
        mesh.uservert = np.asarray(part.vertices, float).ravel()
        mesh.inertia = mujoco.mjtMeshInertia.mjMESH_INERTIA_CONVEX
        geom.meshname = part.name
    elif part.shape == "plane":
        geom.size = (x, y, 1.0)
    else:
        sizes = {"sphere": (x, 0.0, 0.0), "cylinder": (x, z, 0.0), "capsule": (x, z - x, 0.0)}
        geom.size = sizes.get(part.shape, (x, y, z))


def _seen_from(
    above: Body, position: NDArray[np.float64], orientation: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    rotation = _matrix(np.array(above.orientation, float))
    inverse, relative = np.zeros(4), np.zeros(4)
    mujoco.mju_negQuat(inverse, np.array(above.orientation, float))
    mujoco.mju_mulQuat(relative, inverse, orientation)
    return rotation.T @ (position - above.position), relative


def _matrix(quaternion: NDArray[np.float64]) -> NDArray[np.float64]:
    flat = np.zeros(9)
    mujoco.mju_quat2Mat(flat, quaternion)
    return flat.reshape(3, 3)
