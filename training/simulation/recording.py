# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Runs a scene and keeps its truth at the frame rate: states, contacts, energy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import overload

import numpy as np
from numpy.typing import NDArray

from training.episodes.trajectory import Trajectory
from training.simulation.bodies import Body, Layout
from training.simulation.contacts import ContactTable
from training.simulation.stepping import LEAST_STEP_S, Stepper
from training.simulation.world import Scene, Snapshot

COARSE_STEP_S = 1 / 480
"""Free flight is exact at any step, the swing of a chain is not: its energy wavers by half a step's work."""
REST_FRAMES = 3
LATEST_TOUCH_S = 2.0
"""Nearly all that touch have touched by then; waiting longer costs more than another try."""


@dataclass(frozen=True, eq=False)
class Recording:
    """What happened in a scene; T frames, N rows, as in `Trajectory`.

    Attributes:
        position: [T, N, 3] m.
        orientation: [T, N, 4] wxyz.
        linear_velocity: [T, N, 3] m/s.
        angular_velocity: [T, N, 3] rad/s.
        energy: [T] J, kinetic and of height; that of pressed contacts is left out.
        contacts: every contact of every step.
        dt: seconds between frames.
        moving: number of frames until everything rested; the others are copies of the last of them.
        steps: that it took.
    """

    position: NDArray[np.float32]
    orientation: NDArray[np.float32]
    linear_velocity: NDArray[np.float32]
    angular_velocity: NDArray[np.float32]
    energy: NDArray[np.float64]
    contacts: ContactTable
    dt: float
    moving: int
    steps: int

    def touching(self) -> NDArray[np.bool_]:
        """[T, N, N]: touched at that frame, or since the frame before it."""
        frames, rows = self.position.shape[:2]
        contact = self.contacts.per_frame(frames, self.dt, rows)
        contact[self.moving :] = contact[self.moving - 1]
        return contact

    @property
    def greatest_speed_mps(self) -> float:
        """Of any row at any frame."""
        return float(np.linalg.norm(self.linear_velocity, axis=-1).max())


@dataclass(frozen=True)
class Wanted:
    """Whether two rows are to touch, then within `LATEST_TOUCH_S`; a run that goes otherwise is given up."""

    rows: tuple[int, int]
    touch: bool


@dataclass(frozen=True)
class Change:
    """Something that no law allows, done to a scene at a frame; the frame already shows it."""

    frame: int
    apply: Callable[[Scene], None]


@overload
def record(scene: Scene, duration_s: float, rate_hz: float, *, change: Change | None = None) -> Recording: ...


@overload
def record(scene: Scene, duration_s: float, rate_hz: float, *, wanted: Wanted | None) -> Recording | None: ...


def record(
    scene: Scene,
    duration_s: float,
    rate_hz: float,
    *,
    wanted: Wanted | None = None,
    change: Change | None = None,
) -> Recording | None:
    """Run `scene` from where it stands; frame 0 is the present, the last one is before `duration_s`.

    What has come to rest stays so: from then on frames are copies, as they are of a scene that bursts. None
    as soon as the `wanted` answer is out of reach.
    """
    frames, dt = round(duration_s * rate_hz), 1.0 / rate_hz
    stepper = Stepper(scene, COARSE_STEP_S)
    states: list[Snapshot] = []
    energy: list[float] = []
    still, met = 0, False
    awaited = change.frame if change is not None else -1
    while len(states) < frames and (still < REST_FRAMES or len(states) <= awaited) and not scene.burst():
        while stepper.time_s < len(states) * dt - LEAST_STEP_S:
            stepper.step(len(states) * dt)
        if change is not None and len(states) == awaited:
            change.apply(scene)
            stepper.refresh()
        if wanted is not None:
            met = met or stepper.log.met(scene.geom_ids[list(wanted.rows)])
            if met != wanted.touch and (met or len(states) * dt > LATEST_TOUCH_S):
                return None
        states.append(scene.snapshot())
        energy.append(scene.energy())
        still = still + 1 if scene.at_rest() else 0
    return _gather(states, energy, frames, stepper, dt)


def _gather(
    states: list[Snapshot],
    energy: list[float],
    frames: int,
    stepper: Stepper,
    dt: float,
) -> Recording:
    moving = len(states)
    position, orientation, linear, angular = (
        np.concatenate([kept, np.repeat(kept[-1:], frames - moving, axis=0)])
        for kept in stepper.scene.states(states)
    )
    return Recording(
        position.astype(np.float32),
        _continuous(orientation).astype(np.float32),
        linear.astype(np.float32),
        angular.astype(np.float32),
        np.array(energy + energy[-1:] * (frames - moving)),
        stepper.log.table(stepper.scene),
        dt,
        moving,
        stepper.steps,
    )


def trajectory(scene: Scene, recording: Recording, scenario: str) -> Trajectory:
    """A recording as interchange arrays; the question is answered when the layout asks one."""
    layout, parts = scene.layout, scene.layout.parts
    contact = recording.touching()
    names = [part.name for part in parts]
    question = (
        None
        if layout.question is None
        else (names.index(layout.question[0]), names.index(layout.question[1]))
    )
    return Trajectory(
        position=recording.position,
        orientation=recording.orientation,
        linear_velocity=recording.linear_velocity,
        angular_velocity=recording.angular_velocity,
        extent=scene.extents(),
        shape=tuple("box" if part.shape == "plane" else part.shape for part in parts),
        mass=np.array([part.mass for part in parts]),
        friction=np.array([part.material.friction for part in parts]),
        restitution=np.array([part.material.restitution for part in parts]),
        is_static=np.array([body.static for body in layout.bodies for _ in body.parts]),
        contact=contact,
        gravity=np.array(layout.gravity),
        dt=recording.dt,
        rolling_friction=np.array([part.material.rolling_friction for part in parts]),
        spinning_friction=np.array([part.material.spinning_friction for part in parts]),
        body=compounds(layout),
        joint=_joints(layout),
        vertices=scene.vertices(),
        scenario=scenario,
        question=question,
        answer=None if question is None else bool(contact[:, question[0], question[1]].any()),
    )


def compounds(layout: Layout) -> NDArray[np.int32]:
    """Number of every row's compound: parts of one body, and bodies joined to one another, share one."""
    number: dict[str, int] = {}
    for body in layout.bodies:
        parent = body.joint.parent if body.joint is not None else ""
        number[body.name] = number[parent] if parent else len(set(number.values()))
    return np.array([number[body.name] for body in layout.bodies for _ in body.parts], np.int32)


def _joints(layout: Layout) -> NDArray[np.int32]:
    """[J, 2] rows: the first part of a parent and of the body joined to it."""
    first: dict[str, int] = {}
    rows = 0
    for body in layout.bodies:
        first[body.name] = rows
        rows += len(body.parts)
    joined: list[Body] = [body for body in layout.bodies if body.joint is not None and body.joint.parent]
    pairs = [(first[body.joint.parent], first[body.name]) for body in joined if body.joint is not None]
    return np.array(pairs, np.int32).reshape(-1, 2)


def _continuous(orientation: NDArray[np.float64]) -> NDArray[np.float64]:
    """A quaternion and its negative are one rotation; each frame gets the nearer one to the frame before."""
    flips = np.where((orientation[1:] * orientation[:-1]).sum(axis=-1, keepdims=True) < 0, -1.0, 1.0)
    return np.concatenate([orientation[:1], orientation[1:] * np.cumprod(flips, axis=0)])
