# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The physics expert: forecasts, contacts and violations from objects alone."""

from __future__ import annotations

import numpy as np

from sgw_ros.core.graph import Proposal
from sgw_ros.core.stamps import StampOrder, StampStep
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
    Violation,
)
from sgw_ros.experts.base import Upstream
from sgw_ros.experts.physics.bodies import Braking, as_bodies, half_height, named_thing, width_radius
from sgw_ros.experts.physics.calibration import WORTH
from sgw_ros.experts.physics.config import BUILT_IN, PhysicsConfig
from sgw_ros.experts.physics.contacts import contacts_between
from sgw_ros.experts.physics.course import Course, Forecaster, Present, States
from sgw_ros.experts.physics.falling import Ballistic
from sgw_ros.experts.physics.foretold import Foretold
from sgw_ros.experts.physics.learned import Learned
from sgw_ros.experts.physics.monitor import Monitor
from sgw_ros.experts.physics.network import Network
from sgw_ros.experts.physics.past import Past
from sgw_ros.experts.physics.proposal import SceneWriter
from sgw_ros.experts.physics.robot import ROBOT_HALF_HEIGHT_M, heading_rad, robot_path
from sgw_ros.experts.physics.unforeseen import Unforeseen

__all__ = ["PhysicsConfig", "PhysicsExpert"]

HORIZONS_S = (1.0, 3.0, 5.0)
TIMES_S: Array = np.arange(0.0, 21.0) * 0.25
"""Times at which paths are compared for contacts; the horizons are among them."""
FARTHEST_M, FASTEST_MPS = 1e6, 1e4
"""What is beyond is no object but a broken message."""


class PhysicsExpert:
    """Predicts every object, and notices what contradicts how things move."""

    name = "physics"
    inputs = ("memory",)

    def __init__(self, config: PhysicsConfig) -> None:
        """Open the model, if one is named.

        Raises:
            ModelError: when the model cannot be used.
        """
        self.config = config
        self._writer = SceneWriter()
        self._forecaster: Forecaster = Ballistic(config.restitution)
        if config.model not in ("", BUILT_IN):
            network = Network(config.model, config.device)
            self._forecaster = Learned(network, self._forecaster, config.model_rate_hz)
        self.reset()

    def reset(self) -> None:
        """Forget how objects moved; a model stays open."""
        self._braking = Braking(self.config.friction)
        self._monitor = Monitor(self.config)
        self._unforeseen = Unforeseen(WORTH, self.config.noise_inflation, self.config.violation_score)
        self._past, self._foretold = Past(), Foretold()
        self._forecaster.reset()
        self._order = StampOrder()
        self._tracks: tuple[Track, ...] = ()
        self._course: Course

    def step(self, frame: Frame, upstream: Upstream) -> PhysicsResult:
        """Predict from the newest objects; an older result is carried on to the frame's stamp."""
        objects = upstream.memory
        if objects is None:
            return PhysicsResult(frame.stamp_ns, (), (), ())
        step = self._order.step(objects.stamp_ns)
        if step is StampStep.RESTART:
            self.reset()
            self._order.step(objects.stamp_ns)
        violations: tuple[Violation, ...] = ()
        if step is not StampStep.BACKWARD:
            usable = {track.id: track for track in objects.tracks if _usable(track)}
            violations = self._look(frame, objects, tuple(usable.values()))
        age_s = max(frame.stamp_ns - (self._order.last_ns or 0), 0) / 1e9
        states = self._course.at(TIMES_S + age_s)
        return PhysicsResult(
            frame.stamp_ns,
            _predictions(self._tracks, states),
            self._contacts(frame, objects.T_odom_cam, states, age_s),
            violations,
        )

    def propose(self, result: PhysicsResult) -> Proposal | None:
        """Predictions, contacts, events of violations, and the corrections that go with them."""
        return self._writer.write(result)

    def _look(self, frame: Frame, objects: Objects, tracks: tuple[Track, ...]) -> tuple[Violation, ...]:
        """Forecast from what was just seen, and from where hidden things must be by now.

        Returns what contradicts the forecasts before.
        """
        stamp_ns, robot = objects.stamp_ns, robot_path(frame, objects.T_odom_cam, TIMES_S)[0]
        self._tracks = self._foretold.carried(tracks, stamp_ns)
        # What nobody has named may walk while it is hidden: memory grants it more than physics would.
        judged = tuple(c if named_thing(c) else t for c, t in zip(self._tracks, tracks, strict=True))
        violations = self._monitor.watch(frame, objects, judged)
        violations += self._unforeseen.watch(judged, robot, self._foretold, stamp_ns)
        self._braking.see(self._tracks, stamp_ns)
        self._past.see(self._tracks, stamp_ns)
        present = Present(
            stamp_ns,
            self._tracks,
            as_bodies(self._tracks, self._braking),
            self._past.velocities(self._tracks),
            robot,
            heading_rad(objects.T_odom_cam),
        )
        self._course = self._forecaster.course(present)
        self._foretold.note(self._tracks, self._course, stamp_ns)
        return violations

    def _contacts(self, frame: Frame, T_odom_cam: Pose, states: States, age_s: float) -> tuple[Contact, ...]:
        robot, tracks = robot_path(frame, T_odom_cam, TIMES_S), self._tracks
        told = self._course.meetings(self.config.contact_probability)
        among = contacts_between(
            [ROBOT_ID, *(t.id for t in tracks)],
            np.concatenate([robot[:, None], states.position], axis=1),
            np.concatenate([np.full((len(TIMES_S), 1, 3), 0.01), states.position_variance], axis=1),
            np.array([self.config.robot_radius_m, *(width_radius(t) for t in tracks)]),
            np.array([ROBOT_HALF_HEIGHT_M, *(half_height(t) for t in tracks)]),
            TIMES_S,
            self.config.contact_probability,
            np.pad(told.pair, ((1, 0), (1, 0)), constant_values=np.nan),
            np.pad(np.maximum(told.pair_s - age_s, 0.0), ((1, 0), (1, 0))),
        )
        landings = tuple(
            Contact(FLOOR_ID, track.id, float(chance), max(float(when_s) - age_s, 0.0))
            for track, chance, when_s in zip(tracks, told.floor, told.floor_s, strict=True)
            if chance > 0.0 and chance >= self.config.contact_probability
        )
        return among + landings


def _predictions(tracks: tuple[Track, ...], states: States) -> tuple[Prediction, ...]:
    at = [int(np.argmin(np.abs(TIMES_S - horizon))) for horizon in HORIZONS_S]
    return tuple(
        Prediction(
            track.id,
            HORIZONS_S,
            states.position[at, i],
            states.position_variance[at, i],
            states.velocity[at, i],
            states.velocity_variance[at, i],
        )
        for i, track in enumerate(tracks)
    )


def _usable(track: Track) -> bool:
    """Whether all that is said of a track is a number, and one that something can have."""
    bounds = (
        (track.position, FARTHEST_M),
        (track.velocity, FASTEST_MPS),
        (track.covariance, FARTHEST_M**2),
        (track.extent, FARTHEST_M),
    )
    return all(bool((np.abs(values) <= most).all()) for values, most in bounds)
