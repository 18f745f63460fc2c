# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Tracks as bodies: which are in the air, which move by themselves, how much friction brakes them."""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.types import Array, Track
from sgw_ros.experts.memory.priors import UNNAMED, prior_of
from sgw_ros.experts.physics.ballistic import GRAVITY, Bodies

AIRBORNE_SIGMAS = 3.0
AIRBORNE_M = 0.15
"""Height of the lower end, m and standard deviations, from which a thing is believed to be in the air."""
WATCHED_S = 0.5
"""How long a sliding thing is watched before its own braking is believed over the assumed one."""
WILL = 0.05
"""Spectral density of a self-propelled thing's acceleration, m^2/s^3: a walker is 0.7 m off after 3 s."""
DISTURBANCE = 0.02
"""The same for things that nothing drives."""
ALIVE = frozenset(
    ("bird", "horse", "sheep", "cow", "elephant", "bear", "zebra", "giraffe", "train", "boat", "airplane")
)
"""What moves by itself, too, among the classes that detectors name and no prior describes."""
MOVING = 0.3
"""Speed, m/s, below which braking cannot be told from noise."""


def half_height(track: Track) -> float:
    """Height of a standing track's centre, m."""
    return 0.5 * float(track.extent[2])


def width_radius(track: Track) -> float:
    """Radius of the circle that a track fills on the floor, m."""
    return 0.5 * float(track.extent[1])


def airborne(track: Track) -> bool:
    """Whether a track is above the floor well beyond what its own uncertainty explains.

    What moves by itself walks or drives: for it a box that lost its feet is the better explanation.
    """
    if self_propelled(track):
        return False
    sigma_m = float(np.sqrt(max(track.covariance[2, 2], 0.0)))
    return float(track.position[2]) - half_height(track) > AIRBORNE_M + AIRBORNE_SIGMAS * sigma_m


def self_propelled(track: Track) -> bool:
    """Whether things of this class move and stop as they like."""
    return prior_of(track.class_name).self_propelled or track.class_name in ALIVE


def named_thing(track: Track) -> bool:
    """Whether a detector has named a thing that does not move by itself; what has no name may be alive."""
    return track.class_name not in UNNAMED and not self_propelled(track)


class Braking:
    """Learns from each track's own speed how much friction brakes it: little, for what rolls or drives."""

    def __init__(self, friction: float) -> None:
        self._assumed = friction
        self._speeds: dict[int, deque[tuple[int, float]]] = {}

    def see(self, tracks: tuple[Track, ...], stamp_ns: int) -> None:
        """Note this frame's speeds; tracks that are gone are forgotten."""
        self._speeds = {t.id: self._speeds.get(t.id, deque()) for t in tracks}
        for track in tracks:
            speeds = self._speeds[track.id]
            speed = float(np.hypot(track.velocity[0], track.velocity[1]))
            if speed < MOVING or not track.visible:
                speeds.clear()
                continue
            speeds.append((stamp_ns, speed))
            while len(speeds) > 2 and stamp_ns - speeds[1][0] >= WATCHED_S * 1e9:
                speeds.popleft()

    def friction(self, track: Track) -> float:
        """Coulomb coefficient to predict with."""
        if self_propelled(track):
            return 0.0
        speeds = self._speeds.get(track.id)
        if not speeds:
            return self._assumed
        (first_ns, first), (last_ns, last) = speeds[0], speeds[-1]
        elapsed_s = (last_ns - first_ns) / 1e9
        if elapsed_s < WATCHED_S:
            return self._assumed
        return float(np.clip((first - last) / (elapsed_s * GRAVITY), 0.0, self._assumed))


def as_bodies(tracks: tuple[Track, ...], braking: Braking) -> Bodies:
    """Tracks as spheres over the floor; what is not certainly in the air stands on it."""
    position = np.array([t.position for t in tracks]).reshape(-1, 3)
    velocity = np.array([t.velocity for t in tracks]).reshape(-1, 3)
    radius = np.array([half_height(t) for t in tracks])
    grounded = np.array([not airborne(t) for t in tracks], dtype=bool)
    velocity[grounded, 2] = 0.0
    radius[grounded] = np.maximum(position[grounded, 2], 0.0)
    friction = np.array([braking.friction(t) for t in tracks])
    return Bodies(position, velocity, radius, friction)


def spread(tracks: tuple[Track, ...], bodies: Bodies, times_s: Array) -> tuple[Array, Array]:
    """Variances [T, N, 3] of position and velocity: the track's own, carried on, and what it may do."""
    place, pace = carried_on(tracks, bodies, times_s)
    will = np.array([WILL if self_propelled(t) else DISTURBANCE for t in tracks])
    pushed = ~_on_floor(bodies)[:, None] | np.array([True, True, False])
    t = times_s[:, None, None]
    disturbed = will[:, None] * pushed
    return place + disturbed * t**3 / 3.0, pace + disturbed * t


def carried_on(tracks: tuple[Track, ...], bodies: Bodies, times_s: Array) -> tuple[Array, Array]:
    """Variances [T, N, 3] of position and velocity that come from not knowing the present better.

    Friction stops the spread of what slides: an uncertain speed lasts only until it is used up.
    """
    covariance = np.array([t.covariance for t in tracks]).reshape(-1, 6, 6)
    p = np.maximum(np.diagonal(covariance, axis1=1, axis2=2)[:, :3], 1e-6)
    v = np.maximum(np.diagonal(covariance, axis1=1, axis2=2)[:, 3:], 1e-6)
    pv = np.diagonal(covariance[:, :3, 3:], axis1=1, axis2=2)
    on_floor = _on_floor(bodies)
    braking = np.where(~on_floor, 0.0, bodies.friction * GRAVITY)
    fastest = np.linalg.norm(bodies.velocity, axis=1) + 2.0 * np.sqrt(v.max(axis=1, initial=0.0))
    lasting = np.where(braking > 0, fastest / np.maximum(braking, 1e-9), np.inf)
    t = np.minimum(times_s[:, None], lasting)[..., None]
    position = np.maximum(p + 2.0 * t * pv + t**2 * v, p)
    stopped = (times_s[:, None] >= lasting)[..., None]
    velocity = np.where(stopped, 0.01, v)
    position[:, on_floor, 2] = p[on_floor, 2]
    velocity[:, on_floor, 2] = 0.01
    return position, velocity


def _on_floor(bodies: Bodies) -> NDArray[np.bool_]:
    standing: NDArray[np.bool_] = bodies.position[:, 2] <= bodies.radius + 1e-9
    return standing
