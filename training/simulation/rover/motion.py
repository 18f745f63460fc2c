# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""How a rover and people move among each other: nobody overlaps, not everybody is careful."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from training.simulation.rover.places import Place, RoverRanges

Array = NDArray[np.float64]
TICK_HZ = 50
ROVER_M, PERSON_M = 0.28, 0.25
"""Radii of the two, seen from above."""
ACCELERATION, BRAKING, TURNING = 0.8, 3.0, 2.5
STOPPING, PATIENCE_S = 4.0, 1.2
"""How hard people stop, m/s^2, and how long they wait."""
LOOK_AHEAD_M = (0.45, 0.8, 1.2)
BUMPER_M = 0.12
NEAR_WAY_M = 0.5


@dataclass(frozen=True, eq=False)
class Motion:
    """S ticks at 50 Hz, P people.

    Attributes:
        pose: [S, 3] x m, y m, yaw rad of the rover.
        twist: [S, 2] forward m/s and yaw rate rad/s.
        acceleration: [S] forward m/s^2.
        people: [S, P, 2] m.
        walked: [S, P] m, each one's way so far.
        speed: [S, P] m/s.
        yaw: [S, P] rad.
    """

    pose: Array
    twist: Array
    acceleration: Array
    people: Array
    walked: Array
    speed: Array
    yaw: Array


@dataclass
class _Rover:
    x: float
    y: float
    yaw: float
    cruise: float
    careful: bool
    way: Array
    v: float = 0.0
    w: float = 0.0
    a: float = 0.0
    leg: int = 1


@dataclass
class _Walker:
    """Walks from point to point, steadily: what a picture shows of a walk says where it leads."""

    points: Array
    pace: float
    leg: int = 1
    speed: float = 0.0
    walked: float = 0.0
    yaw: float = 0.0
    waited_s: float = 0.0
    xy: Array = field(default_factory=lambda: np.zeros(2))


def move(rng: np.random.Generator, place: Place, ranges: RoverRanges, seconds: float) -> Motion:
    """Let them go: half of the rovers yield early, the others only when they would touch."""
    way = place.way if rng.random() < 0.5 else place.way[::-1]
    cruise = float(rng.uniform(ranges.cruise_mps.low, ranges.cruise_mps.high))
    first = way[1] - way[0]
    yaw = math.atan2(first[1], first[0])
    rover = _Rover(way[0, 0], way[0, 1], yaw, cruise, bool(rng.random() < 0.5), way, v=cruise)
    count = int(rng.integers(int(ranges.people.low), int(ranges.people.high) + 1))
    walkers = [_walker(rng, place, ranges, way, cruise, seconds) for _ in range(count)]
    states, crowd = [], []
    for _ in range(round(seconds * TICK_HZ)):
        states.append((rover.x, rover.y, rover.yaw, rover.v, rover.w, rover.a))
        crowd.append([(*p.xy, p.walked, p.speed, p.yaw) for p in walkers])
        _step_rover(rover, place, walkers)
        for walker in walkers:
            _step_walker(walker, rover)
    s, c = np.array(states), np.array(crowd).reshape(len(crowd), count, 5)
    return Motion(s[:, :3], s[:, 3:5], s[:, 5], c[..., :2], c[..., 2], c[..., 3], c[..., 4])


def _step_rover(rover: _Rover, place: Place, walkers: list[_Walker]) -> None:
    dt = 1 / TICK_HZ
    goal = rover.way[rover.leg] - (rover.x, rover.y)
    if np.linalg.norm(goal) < NEAR_WAY_M and rover.leg + 1 < len(rover.way):
        rover.leg += 1
        goal = rover.way[rover.leg] - (rover.x, rover.y)
    error = math.remainder(math.atan2(goal[1], goal[0]) - rover.yaw, math.tau)
    arrived = np.linalg.norm(goal) < 0.3
    v_wanted = 0.0 if arrived else rover.cruise * max(0.15, math.cos(error)) * _caution(rover, place, walkers)
    w_wanted = 0.0 if arrived else float(np.clip(1.5 * error, -0.9, 0.9))
    braking = BRAKING if v_wanted < 0.3 * rover.v else ACCELERATION
    dv = float(np.clip(v_wanted - rover.v, -braking * dt, ACCELERATION * dt))
    rover.a, rover.v = dv / dt, rover.v + dv
    rover.w += float(np.clip(w_wanted - rover.w, -TURNING * dt, TURNING * dt))
    rover.yaw += rover.w * dt
    rover.x += rover.v * math.cos(rover.yaw) * dt
    rover.y += rover.v * math.sin(rover.yaw) * dt


def _caution(rover: _Rover, place: Place, walkers: list[_Walker]) -> float:
    """Share of the wanted speed that is dared: 0 stops."""
    ahead = np.array((math.cos(rover.yaw), math.sin(rover.yaw)))
    here = np.array((rover.x, rover.y))
    probes = here + np.outer(LOOK_AHEAD_M, ahead)
    gaps = place.footprints.clearance(probes) - ROVER_M
    gap = float(np.min(np.array(LOOK_AHEAD_M)[gaps < 0.0], initial=9.0)) - 0.3
    for walker in walkers:
        offset = walker.xy - here
        distance = float(np.linalg.norm(offset)) - ROVER_M - PERSON_M
        if offset @ ahead > 0.0 and abs(offset[0] * ahead[1] - offset[1] * ahead[0]) < 0.75:
            gap = min(gap, distance)
    if not rover.careful:
        return 0.0 if gap < BUMPER_M + 0.5 * rover.v**2 / BRAKING else 1.0
    return float(np.clip((gap - 0.5) / 1.2, 0.0, 1.0))


def _step_walker(walker: _Walker, rover: _Rover) -> None:
    """On along the leg, unless the rover is in the way: then wait."""
    dt = 1 / TICK_HZ
    wanted = 0.0
    if walker.leg < len(walker.points):
        wanted = walker.pace
    goal = walker.points[min(walker.leg, len(walker.points) - 1)] - walker.xy
    far = float(np.linalg.norm(goal))
    if wanted and far > 1e-6:
        walker.yaw = math.atan2(goal[1], goal[0])
        offset = np.array((rover.x, rover.y)) - walker.xy
        room = ROVER_M + PERSON_M + 0.15 + 0.5 * walker.speed**2 / STOPPING
        if offset @ goal > 0.0 and np.linalg.norm(offset) < room:
            wanted = 0.0
            _wait(walker, goal / far)
    walker.speed += float(np.clip(wanted - walker.speed, -STOPPING * dt, 2.0 * dt))
    if not wanted and walker.speed < 0.05:
        walker.speed = 0.0
    step = min(walker.speed * dt, far)
    walker.xy = walker.xy + (step / far) * goal if far > 1e-6 else walker.xy
    walker.walked += step
    if far < 0.05:
        walker.leg += 1


def _wait(walker: _Walker, ahead: Array) -> None:
    """Face the rover for a moment, then go round it."""
    walker.waited_s += 1 / TICK_HZ
    if walker.waited_s > PATIENCE_S:
        walker.waited_s = 0.0
        aside = np.array((-ahead[1], ahead[0])) * (1.0 if walker.points[0] @ ahead > 0 else -1.0)
        round_it = np.stack((walker.xy + 0.8 * aside - 0.1 * ahead, walker.xy + 0.8 * aside + 1.2 * ahead))
        walker.points = np.insert(walker.points, walker.leg, round_it, axis=0)


def _walker(
    rng: np.random.Generator, place: Place, ranges: RoverRanges, way: Array, cruise: float, seconds: float
) -> _Walker:
    """Somebody who crosses the rover's way, comes towards it, stands beside it, or strolls elsewhere."""
    pace = float(rng.uniform(ranges.walking_mps.low, ranges.walking_mps.high))
    kind = rng.choice(["cross", "meet", "stand", "stroll"], p=[0.4, 0.25, 0.1, 0.25])
    for _ in range(60):
        points = _points(rng, place, way, cruise, pace, str(kind), seconds)
        legs = np.concatenate([np.linspace(a, b, 12) for a, b in pairwise(points)])
        inside = (np.abs(legs) < np.array(place.half) - PERSON_M).all()
        away = np.linalg.norm(points[0] - way[0]) > 2.0
        if inside and away and place.footprints.clearance(legs).min() > PERSON_M + 0.05:
            break
    else:
        points = np.tile(np.add(way[-1], (0.2, 0.3)), (2, 1))  # nowhere to walk: waits at the goal
    walker = _Walker(points, pace, xy=points[0].copy())
    walker.yaw = math.atan2(*(points[-1] - points[0])[::-1]) if kind != "stand" else float(rng.uniform(-3, 3))
    return walker


def _points(
    rng: np.random.Generator, place: Place, way: Array, cruise: float, pace: float, kind: str, seconds: float
) -> Array:
    if kind in ("cross", "meet"):
        meet_s = rng.uniform(1.5, 0.75 * seconds)
        spot, along = _on_way(way, cruise * meet_s)
        spot = spot + rng.normal(0.0, 0.25, 2)
        turn = (
            rng.choice((-1.0, 1.0)) * rng.uniform(0.9, 2.2) if kind == "cross" else rng.uniform(-0.25, 0.25)
        )
        direction = np.array((math.cos(along + math.pi + turn), math.sin(along + math.pi + turn)))
        before = min(pace * meet_s, rng.uniform(1.5, 5.0))
        return np.stack((spot - before * direction, spot + rng.uniform(1.5, 3.5) * direction))
    here = rng.uniform(-1.0, 1.0, 2) * place.half
    if kind == "stand":
        return np.stack((here, here))
    return np.stack((here, rng.uniform(-1.0, 1.0, 2) * place.half))


def _on_way(way: Array, distance: float) -> tuple[Array, float]:
    """The point [2] after `distance` m along a way, and the way's heading there."""
    for a, b in pairwise(way):
        length = float(np.linalg.norm(b - a))
        if distance <= length:
            break
        distance -= length
    share = min(1.0, distance / length)
    return a + share * (b - a), math.atan2(b[1] - a[1], b[0] - a[0])
