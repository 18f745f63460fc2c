# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""From a drive among people to what an episode of it holds: poses of all rows, signals, labels, narration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.simulation.bodies import Body
from training.simulation.people import Person, Piece, pieces, walk
from training.simulation.rover.footprints import Footprints
from training.simulation.rover.labels import RiskLabels
from training.simulation.rover.motion import TICK_HZ, Motion
from training.simulation.rover.narration import narrate
from training.simulation.rover.sensing import sense, telemetry
from training.simulation.rover.vehicle import T_BASE_CAM

Array = NDArray[np.float64]
RATE_HZ = 10


def moments(seconds: float) -> NDArray[np.int64]:
    """Ticks [T] of the frames."""
    return np.arange(round(seconds * RATE_HZ)) * (TICK_HZ // RATE_HZ)


@dataclass(frozen=True, eq=False)
class Crowd:
    """People as bodies: each piece a part of its own, owned by somebody."""

    people: tuple[Person, ...]
    built: tuple[tuple[Piece, ...], ...]

    @property
    def bodies(self) -> tuple[Body, ...]:
        """One for every piece, somebody's after one another."""
        return tuple(Body(piece.part.name, (piece.part,)) for body in self.built for piece in body)

    def owners(self, first: int) -> list[int]:
        """Of every piece, the compound that it belongs to; the first person is number `first`."""
        return [first + number for number, body in enumerate(self.built) for _ in body]

    def place(self, motion: Motion, ticks: NDArray[np.int64], position: Array, orientation: Array) -> None:
        """Write the pieces' poses into the last rows of `position` [T, N, 3] and `orientation` [T, N, 4]."""
        row = position.shape[1] - sum(map(len, self.built))
        for number, (person, body) in enumerate(zip(self.people, self.built, strict=True)):
            rows = slice(row, row + len(body))
            position[:, rows], orientation[:, rows] = walk(
                person,
                list(body),
                motion.people[ticks, number],
                motion.yaw[ticks, number],
                motion.walked[ticks, number],
                motion.speed[ticks, number],
            )
            row += len(body)


def gather(people: Sequence[Person]) -> Crowd:
    """Build everybody."""
    built = tuple(tuple(pieces(person, f"person{number}")) for number, person in enumerate(people))
    return Crowd(tuple(people), built)


def signals_of(
    rng: np.random.Generator, motion: Motion, labels: RiskLabels, ticks: NDArray[np.int64], seconds: float
) -> dict[str, NDArray[Any]]:
    """What the sensors say and what is true at every frame: see `Episode.signals`.

    Beside those: `pose` [T, 5] (x, y, yaw, v, w) of the rover, `people` [T, P, 2] m, `cause` [T] of the risk,
    `time_to_touch` [T] s and `clearance` [T] m.
    """
    imu, odom = sense(rng, motion, seconds)
    return {
        "imu": imu,
        "odom": odom,
        "telemetry": telemetry(imu, odom, ticks),
        "pose": np.concatenate((motion.pose, motion.twist), axis=1)[ticks],
        "people": motion.people[ticks],
        **{name: getattr(labels, name) for name in ("risk", "reason", "action", "cause")},
        **{name: getattr(labels, name) for name in ("time_to_touch", "clearance")},
    }


def meta_of(
    motion: Motion,
    obstacles: Footprints,
    labels: RiskLabels,
    ticks: NDArray[np.int64],
    classes: Sequence[str],
) -> dict[str, Any]:
    """A sentence of narration a second, the camera's mount, its kind of depth, and every row's class."""
    return {
        "narration": narrate(motion, obstacles, labels, ticks, RATE_HZ),
        "T_base_cam": T_BASE_CAM.tolist(),
        "depth_sensor": "stereo",
        "classes": list(classes),
    }
