# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The ballistic physics expert: forecasts, contacts and violations from objects alone."""

from __future__ import annotations

import numpy as np

from sgw_ros.core.geometry import rotate
from sgw_ros.core.graph import Proposal
from sgw_ros.core.types import (
    FLOOR_ID,
    ROBOT_ID,
    Array,
    Contact,
    Frame,
    Objects,
    PhysicsResult,
    Pose,
    Prediction,
    Track,
)
from sgw_ros.experts.base import Upstream
from sgw_ros.experts.physics.ballistic import Bodies, Paths, forecast
from sgw_ros.experts.physics.bodies import Braking, as_bodies, half_height, spread, width_radius
from sgw_ros.experts.physics.config import PhysicsConfig
from sgw_ros.experts.physics.contacts import contacts_between
from sgw_ros.experts.physics.monitor import Monitor
from sgw_ros.experts.physics.proposal import SceneWriter

__all__ = ["PhysicsConfig", "PhysicsExpert"]

HORIZONS_S = (1.0, 3.0, 5.0)
TIMES_S: Array = np.arange(0.0, 21.0) * 0.25
"""Times at which paths are compared for contacts; the horizons are among them."""
ROBOT_HALF_HEIGHT_M = 0.4


class PhysicsExpert:
    """Predicts every object by gravity, floor and friction, and notices what contradicts them."""

    name = "physics"
    inputs = ("memory",)

    def __init__(self, config: PhysicsConfig) -> None:
        self.config = config
        self._writer = SceneWriter()
        self.reset()

    def reset(self) -> None:
        """Forget how objects moved."""
        self._braking = Braking(self.config.friction)
        self._monitor = Monitor(self.config)
        self._seen_ns = -1

    def step(self, frame: Frame, upstream: Upstream) -> PhysicsResult:
        """Predict from the newest objects; an older result is carried on to the frame's stamp."""
        objects = upstream.memory
        if objects is None:
            return PhysicsResult(frame.stamp_ns, (), (), ())
        tracks = tuple(t for t in objects.tracks if _finite(t))
        fresh = objects.stamp_ns > self._seen_ns
        if fresh:
            self._seen_ns = objects.stamp_ns
            self._braking.see(tracks, objects.stamp_ns)
        age_s = max(frame.stamp_ns - objects.stamp_ns, 0) / 1e9
        bodies = as_bodies(tracks, self._braking)
        times_s: Array = TIMES_S + age_s
        paths = forecast(bodies, times_s, self.config.restitution)
        variances = spread(tracks, bodies, times_s)
        violations = self._monitor.watch(frame, objects, tracks) if fresh else ()
        return PhysicsResult(
            frame.stamp_ns,
            _predictions(tracks, paths, variances),
            self._contacts(frame, objects, tracks, bodies, paths, variances[0], age_s),
            violations,
        )

    def propose(self, result: PhysicsResult) -> Proposal | None:
        """Predictions, contacts, events of violations, and the corrections that go with them."""
        return self._writer.write(result)

    def _contacts(
        self,
        frame: Frame,
        objects: Objects,
        tracks: tuple[Track, ...],
        bodies: Bodies,
        paths: Paths,
        variance: Array,
        age_s: float,
    ) -> tuple[Contact, ...]:
        robot = _robot_path(frame, objects.T_odom_cam)
        among = contacts_between(
            [ROBOT_ID, *(t.id for t in tracks)],
            np.concatenate([robot[:, None], paths.position], axis=1),
            np.concatenate([np.full((len(TIMES_S), 1, 3), 0.01), variance], axis=1),
            np.array([self.config.robot_radius_m, *(width_radius(t) for t in tracks)]),
            np.array([ROBOT_HALF_HEIGHT_M, *(half_height(t) for t in tracks)]),
            TIMES_S,
            self.config.contact_probability,
        )
        flying = bodies.position[:, 2] > bodies.radius + 1e-9
        landings = tuple(
            Contact(FLOOR_ID, track.id, 1.0, max(float(landing) - age_s, 0.0))
            for track, landing, flies in zip(tracks, paths.landing_s, flying, strict=True)
            if flies and np.isfinite(landing)
        )
        return among + landings


def _predictions(
    tracks: tuple[Track, ...], paths: Paths, variances: tuple[Array, Array]
) -> tuple[Prediction, ...]:
    rows = [int(np.argmin(np.abs(TIMES_S - horizon))) for horizon in HORIZONS_S]
    return tuple(
        Prediction(
            track.id,
            HORIZONS_S,
            paths.position[rows, i],
            variances[0][rows, i],
            paths.velocity[rows, i],
            variances[1][rows, i],
        )
        for i, track in enumerate(tracks)
    )


def _robot_path(frame: Frame, T_odom_cam: Pose) -> Array:
    """Centres [T, 3] of the robot if it goes on as it does: straight, by its odometry."""
    start = np.array([*T_odom_cam.position[:2], ROBOT_HALF_HEIGHT_M])
    velocity = np.zeros(3)
    if frame.odom is not None and bool(np.isfinite(frame.odom.linear).all()):
        start[:2] = frame.odom.T_odom_base.position[:2]
        velocity = rotate(frame.odom.T_odom_base, np.asarray(frame.odom.linear))
    velocity[2] = 0.0
    path: Array = start + TIMES_S[:, None] * velocity
    return path


def _finite(track: Track) -> bool:
    return bool(
        np.isfinite(track.position).all()
        and np.isfinite(track.velocity).all()
        and np.isfinite(track.covariance).all()
        and np.isfinite(track.extent).all()
    )
