# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The state of a scene over time: what moved where, what it is made of, what touched."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.episodes.arrays import Spec, checked, refuse
from training.episodes.errors import EpisodeError

SHAPES = ("sphere", "box", "cylinder", "capsule", "ellipsoid", "mesh")
UNIT_TOLERANCE = 1e-3
"""How far a quaternion's length may be from 1: float32 storage and other engines' rounding."""

SPECS: Mapping[str, Spec] = {
    "position": Spec("f4", "T N 3"),
    "orientation": Spec("f4", "T N 4"),
    "linear_velocity": Spec("f4", "T N 3"),
    "angular_velocity": Spec("f4", "T N 3"),
    "extent": Spec("f4", "N 3"),
    "mass": Spec("f4", "N"),
    "friction": Spec("f4", "N"),
    "restitution": Spec("f4", "N"),
    "is_static": Spec("?", "N"),
    "contact": Spec("?", "T N N"),
    "gravity": Spec("f4", "3"),
}
OPTIONAL_SPECS: Mapping[str, Spec] = {
    "rolling_friction": Spec("f4", "N"),
    "spinning_friction": Spec("f4", "N"),
    "present": Spec("?", "T N"),
    "visible": Spec("?", "T N"),
    "body": Spec("i4", "N"),
    "joint": Spec("i4", "J 2"),
}
NOT_NEGATIVE = ("extent", "mass", "friction", "restitution", "rolling_friction", "spinning_friction")


@dataclass(frozen=True, eq=False)
class Trajectory:
    """T kept frames of N rows; everything in the world frame, SI units, z up.

    Attributes:
        position: [T, N, 3] m, of the centre of mass's body frame.
        orientation: [T, N, 4] unit quaternion, wxyz.
        linear_velocity: [T, N, 3] m/s.
        angular_velocity: [T, N, 3] rad/s, world frame.
        extent: [N, 3] m, full size along the body's own axes.
        shape: N of `SHAPES`.
        mass: [N] kg.
        friction: [N] sliding coefficient.
        restitution: [N] 0 to 1.
        is_static: [N] never moves.
        contact: [T, N, N] touching at that frame; symmetric, nothing touches itself.
        gravity: [3] m/s^2.
        dt: seconds between kept frames.
        rolling_friction: [N] m (the lever arm of the resistance).
        spinning_friction: [N] m.
        present: [T, N] exists in the scene at all.
        visible: [T, N] seen from the main camera.
        body: [N] rows with one number are one compound body.
        joint: [J, 2] rows joined together.
        vertices: row to [V, 3] m in the body frame, for rows of shape "mesh".
        scenario: what made it.
        question: rows of agent and target: will they touch?
        answer: the simulator's answer to the question.
        violation: kind of broken law, empty where none is.
        t_violation: seconds after the first frame; NaN where no law is broken.
        pair: name shared by a possible episode and its impossible twin.
    """

    position: NDArray[np.float32]
    orientation: NDArray[np.float32]
    linear_velocity: NDArray[np.float32]
    angular_velocity: NDArray[np.float32]
    extent: NDArray[np.float32]
    shape: tuple[str, ...]
    mass: NDArray[np.float32]
    friction: NDArray[np.float32]
    restitution: NDArray[np.float32]
    is_static: NDArray[np.bool_]
    contact: NDArray[np.bool_]
    gravity: NDArray[np.float32]
    dt: float
    rolling_friction: NDArray[np.float32] | None = None
    spinning_friction: NDArray[np.float32] | None = None
    present: NDArray[np.bool_] | None = None
    visible: NDArray[np.bool_] | None = None
    body: NDArray[np.int32] | None = None
    joint: NDArray[np.int32] | None = None
    vertices: Mapping[int, NDArray[np.float32]] = field(default_factory=dict)
    scenario: str = ""
    question: tuple[int, int] | None = None
    answer: bool | None = None
    violation: str = ""
    t_violation: float = math.nan
    pair: str = ""

    def __post_init__(self) -> None:
        sizes: dict[str, int] = {}
        for name, spec in SPECS.items():
            self._set(name, checked(name, getattr(self, name), spec, sizes))
        for name, spec in OPTIONAL_SPECS.items():
            value = getattr(self, name)
            self._set(name, None if value is None else checked(name, value, spec, sizes))
        self._set("shape", tuple(str(name) for name in self.shape))
        self._set("dt", float(self.dt))
        self._check_shapes()
        self._check_values()
        self._check_rows()

    @property
    def frames(self) -> int:
        """T."""
        return len(self.position)

    @property
    def rows(self) -> int:
        """N."""
        return len(self.extent)

    def _set(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)

    def _check_shapes(self) -> None:
        if len(self.shape) != self.rows:
            raise EpisodeError(f"shape: expected {self.rows} names (N={self.rows}), found {len(self.shape)}")
        for row, name in enumerate(self.shape):
            if name not in SHAPES:
                raise EpisodeError(f"shape: row {row} is {name!r}; known are {', '.join(SHAPES)}")
        sizes: dict[str, int] = {}
        meshes = {}
        for row, points in self.vertices.items():
            if not 0 <= row < self.rows or self.shape[row] != "mesh":
                raise EpisodeError(f"vertices: row {row} is no mesh")
            sizes.clear()
            meshes[int(row)] = checked(f"vertices of row {row}", points, Spec("f4", "V 3"), sizes)
        self._set("vertices", meshes)

    def _check_values(self) -> None:
        if not (math.isfinite(self.dt) and self.dt > 0):
            raise EpisodeError(f"dt: must be a number of seconds above 0, found {self.dt}")
        length = np.linalg.norm(self.orientation, axis=-1)
        refuse("orientation", np.abs(length - 1) > UNIT_TOLERANCE, "is no unit quaternion (wxyz)")
        for name in NOT_NEGATIVE:
            value = getattr(self, name)
            if value is not None:
                refuse(name, value < 0, "is negative")
        refuse("restitution", self.restitution > 1, "is above 1")
        refuse("contact", self.contact != self.contact.transpose(0, 2, 1), "is not symmetric")
        refuse("contact", np.diagonal(self.contact, axis1=1, axis2=2), "says that a row touches itself")

    def _check_rows(self) -> None:
        rows = [("question", self.question)] if self.question is not None else []
        rows += [("joint", tuple(pair)) for pair in (() if self.joint is None else self.joint.tolist())]
        for name, pair in rows:
            if len(pair) != 2 or not all(0 <= int(row) < self.rows for row in pair):
                raise EpisodeError(f"{name}: {pair} does not name two rows of 0 to {self.rows - 1}")
        if self.question is not None:
            self._set("question", (int(self.question[0]), int(self.question[1])))
        if self.answer is not None:
            self._set("answer", bool(self.answer))
        self._set("t_violation", float(self.t_violation))
