# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Threats from tracked objects: closeness, collision courses, gaps between them."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from sgw_ros.core.types import ROBOT_ID, PhysicsResult, Reason, Track
from sgw_ros.experts.risk.approach import LEAST_CLOSING, approach
from sgw_ros.experts.risk.config import RiskConfig
from sgw_ros.experts.risk.corridor import OPEN, Corridor
from sgw_ros.experts.risk.looming import Looming
from sgw_ros.experts.risk.robot import Robot
from sgw_ros.experts.risk.threat import (
    NOT_HIGH,
    Threat,
    severity_of_obstacle,
    severity_of_person,
    severity_of_time,
)

CERTAINTY = {"depth": 1.0, "size": 0.85, "ground": 0.75, "assumed": 0.5}
"""How far a distance can be believed, by what it rests on."""
BY_FLOOR = frozenset({"ground", "assumed"})
"""Distances that are wrong all over where the camera does not look level."""
UNPROVED_S = 1.6
"""Soonest contact, s, that such a distance alone may claim: a medium risk."""
DOUBTFUL = 0.7
"""Share of the certainty that is left to it."""
PATH_MARGIN_M, MISS_M = 0.3, 0.1
"""How close to the robot's side a thing is in its way, and how far off it surely misses it."""
TOUCHING_S = 0.1
"""A contact that a robot which stands foresees this soon is there already: closeness, not a collision. Who
stops before it does so at about this distance, and people measure wider than they are."""
HIDDEN_S = {True: 2.0, False: 1.0}
"""How long a hidden person (True) or thing still counts."""
LIKELY = 0.5


def counted(track: Track, stamp_ns: int) -> bool:
    """Whether a track is in sight, or was just now."""
    hidden_s = (stamp_ns - track.last_seen_ns) / 1e9
    return track.visible or hidden_s <= HIDDEN_S[track.class_name == "person"]


def threat_of(
    track: Track,
    robot: Robot,
    physics: PhysicsResult | None,
    looming: Looming,
    config: RiskConfig,
    stamp_ns: int,
    mounted: bool,
) -> Threat:
    """The worst that one object threatens at `stamp_ns`, to which `track` has been carried.

    `mounted` is whether it is known how the camera is mounted; without that, distances by the floor
    under things rest on a guess, and what they claim must be borne out by growth in the picture.
    """
    person = track.class_name == "person"
    ahead, left = robot.local(track.position)
    radius_m = 0.5 * float(track.extent[1])
    distance_m = max(math.hypot(ahead, left) - radius_m - 0.5 * config.robot_width_m, 0.0)
    in_path = ahead > 0 and abs(left) < 0.5 * config.robot_width_m + radius_m + PATH_MARGIN_M
    guessed = not mounted and track.range_source in BY_FLOOR
    soonest_s = (looming.soonest_s(track.id) or UNPROVED_S) if guessed else 0.0
    times = _times(track, robot, distance_m, radius_m + 0.5 * config.robot_width_m)
    contact_s = _contact_time(track.id, physics, stamp_ns)
    rests = robot.stands and (times.closing < LEAST_CLOSING or times.meets_s <= TOUCHING_S)
    if rests:
        contact_s = math.inf if contact_s <= TOUCHING_S else contact_s
        times = replace(times, meets_s=math.inf, passes_s=math.inf)
    contact_s, meets_s, passes_s = (max(t, soonest_s) for t in (contact_s, times.meets_s, times.passes_s))
    candidates = [
        (severity_of_time(meets_s), f"meets the robot in {meets_s:.1f} s"),
        (min(severity_of_time(passes_s), NOT_HIGH), f"passes close by in {passes_s:.1f} s"),
        (severity_of_time(contact_s), f"contact predicted in {contact_s:.1f} s"),
    ]
    if track.range_source != "depth" and in_path:
        looms_s = looming.time_to_collision_s(track.id, stamp_ns)
        candidates.append((severity_of_time(looms_s), f"grows, contact in {looms_s:.1f} s"))
    # Beside a robot that stands, what does not come is close and no more than that.
    if person:
        near = severity_of_person(distance_m, config.attention_m)
        candidates.append((min(near, NOT_HIGH) if rests else near, f"{distance_m:.1f} m away"))
    elif in_path:
        near = severity_of_obstacle(distance_m)
        text = f"in the way, {distance_m:.1f} m away"
        candidates.append((min(near, NOT_HIGH) if rests or guessed else near, text))
    severity, text = max(candidates, key=lambda candidate: candidate[0])
    certainty = CERTAINTY.get(track.range_source, 0.5) * (1.0 if track.visible else 0.7)
    certainty *= DOUBTFUL if guessed else 1.0
    return Threat(
        severity,
        Reason.HUMAN if person else Reason.OBSTACLE,
        math.atan2(left, ahead),
        distance_m,
        certainty,
        f"{track.class_name} {track.id}: {text}",
        approaching=times.closing > LEAST_CLOSING,
        contact_s=min(meets_s, contact_s),
    )


@dataclass(frozen=True, slots=True)
class _Times:
    """`closing` speed m/s; when they touch, and when they touch or pass close by; s, infinite for never."""

    closing: float
    meets_s: float
    passes_s: float


def corridor_between(tracks: list[Track], robot: Robot, config: RiskConfig) -> Corridor:
    """The gap between objects on both sides of the way ahead, where no depth tells it."""
    left_m = right_m = math.inf
    for track in tracks:
        ahead, left = robot.local(track.position)
        free_m = abs(left) - 0.5 * float(track.extent[1])
        if not 0.0 < ahead < config.look_ahead_m or free_m <= 0.0:
            continue
        if left > 0:
            left_m = min(left_m, free_m)
        else:
            right_m = min(right_m, free_m)
    return Corridor(left_m, right_m, OPEN.ahead_m, room_left_m=left_m, room_right_m=right_m)


def _times(track: Track, robot: Robot, distance_m: float, touches_m: float) -> _Times:
    """Of a thing `distance_m` from the robot's side, which it touches where centres come to `touches_m`."""
    course = approach(track, robot)
    time_s = distance_m / course.closing if course.closing >= LEAST_CLOSING else math.inf
    return _Times(
        course.closing,
        meets_s=time_s if course.miss_m <= touches_m + MISS_M else math.inf,
        passes_s=time_s if course.miss_m <= touches_m + PATH_MARGIN_M else math.inf,
    )


def _contact_time(track_id: int, physics: PhysicsResult | None, stamp_ns: int) -> float:
    """Seconds from `stamp_ns` to the contact that physics foresees, inf for none."""
    if physics is None:
        return math.inf
    age_s = (stamp_ns - physics.stamp_ns) / 1e9
    ends = {ROBOT_ID, track_id}
    times = [
        c.time_to_contact_s
        for c in physics.contacts
        if {c.first_id, c.second_id} == ends and c.probability >= LIKELY
    ]
    return max(min(times, default=math.inf) - age_s, 0.0)
