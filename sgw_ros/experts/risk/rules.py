# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Risk by rules: an answer for every frame, whatever of the input is missing."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TypeVar

from sgw_ros.core.types import (
    Action,
    ActionAdvice,
    Detections,
    FlowResult,
    Frame,
    Objects,
    PhysicsResult,
    Reason,
    Risk,
    RiskAssessment,
    RiskResult,
    Track,
)
from sgw_ros.experts.base import Upstream
from sgw_ros.experts.risk.advice import (
    Taken,
    action_probabilities,
    advise,
    closed_by,
    reason_probabilities,
    risk_probabilities,
)
from sgw_ros.experts.risk.carry import carried
from sgw_ros.experts.risk.config import RiskConfig
from sgw_ros.experts.risk.corridor import Corridor, corridor_from_depth
from sgw_ros.experts.risk.cover import Cover
from sgw_ros.experts.risk.imminent import is_imminent
from sgw_ros.experts.risk.level import Level
from sgw_ros.experts.risk.looming import Looming
from sgw_ros.experts.risk.objects import corridor_between, counted, threat_of
from sgw_ros.experts.risk.robot import Robot, camera_pose, locate
from sgw_ros.experts.risk.sight import Sight
from sgw_ros.experts.risk.threat import (
    NOT_HIGH,
    Threat,
    severity_of_clearance,
    severity_of_obstacle,
    severity_of_time,
)

INPUTS = ("flow", "visual", "memory", "physics")
AGING = 0.8
"""Share of the confidence that is left when the objects are a second old."""
SAME_PLACE_M = 0.7
"""Depth that lies this close to a person's track is that person."""


FreshT = TypeVar("FreshT", FlowResult, Detections, Objects, PhysicsResult)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules say.

    `imminent` is whether something will touch the robot before it can stand, if both go on as they do;
    `blind` is whether a high risk comes from seeing nothing; `taken` is where the robot must not move to.
    """

    result: RiskResult
    imminent: bool
    blind: bool
    taken: Taken


class RiskRules:
    """Judges collision courses, closeness and free space; rises at once, falls with deliberation."""

    def __init__(self, config: RiskConfig) -> None:
        self.config = config
        self.reset()

    def reset(self) -> None:
        """Forget the level, how things grew, who looked and what was near."""
        self._level = Level(self.config.hold_s)
        self._looming = Looming()
        self._sight = Sight(self.config.fresh_s)
        self._cover = Cover()
        self._action = Action.CONTINUE
        self._seen_ns = -1

    def step(self, frame: Frame, upstream: Upstream) -> Verdict:
        """Judge one frame."""
        objects, physics = self._fresh(frame, upstream.memory), self._fresh(frame, upstream.physics)
        flow, visual = self._fresh(frame, upstream.flow), self._fresh(frame, upstream.visual)
        upstream = replace(upstream, flow=flow, visual=visual, memory=objects, physics=physics)
        T_odom_cam = camera_pose(frame, objects, flow)
        robot = locate(frame, T_odom_cam, flow)
        tracks = _carried_tracks(objects, frame.stamp_ns)
        if objects is not None and objects.stamp_ns > self._seen_ns:
            self._seen_ns = objects.stamp_ns
            self._looming.see(objects.tracks, objects.stamp_ns, frame.camera.width, frame.camera.height)
        mounted = frame.T_base_cam is not None
        threats = [
            threat_of(t, robot, physics, self._looming, self.config, frame.stamp_ns, mounted) for t in tracks
        ]
        seen = corridor_from_depth(
            frame, T_odom_cam, robot, 0.5 * self.config.robot_width_m, self.config.look_ahead_m
        )
        corridor = seen or corridor_between(tracks, robot, self.config)
        threats += self._space_threats(corridor, robot, tracks)
        human = _human_ahead(tracks, robot, corridor)
        hidden = self._cover.threat(frame.depth, corridor.ahead_m, human, robot.stands)
        threats += [hidden] if hidden else []
        blindness = self._sight.blindness(frame.stamp_ns, visual, objects, seen is not None)
        return self._verdict(frame, upstream, threats, corridor, robot, blindness)

    def _fresh(self, frame: Frame, result: FreshT | None) -> FreshT | None:
        """The result, or None when it is too old to act on; then it is named among the stale ones."""
        if result is None or abs(frame.stamp_ns - result.stamp_ns) > self.config.fresh_s * 1e9:
            return None
        return result

    def _space_threats(self, corridor: Corridor, robot: Robot, tracks: list[Track]) -> list[Threat]:
        found = []
        if math.isfinite(corridor.ahead_m):
            bearing = math.atan2(corridor.ahead_left_m, corridor.ahead_m)
            gap_m = max(corridor.ahead_m - 0.5 * self.config.robot_width_m, 0.0)
            time_s = gap_m / robot.ahead_speed if robot.ahead_speed > 0.05 else math.inf
            severity = max(severity_of_obstacle(gap_m), severity_of_time(time_s))
            severity = min(severity, NOT_HIGH) if robot.stands else severity
            human = _human_ahead(tracks, robot, corridor)
            reason = Reason.HUMAN if human else Reason.OBSTACLE
            text = f"way ahead is free for {gap_m:.1f} m only"
            found.append(Threat(severity, reason, bearing, gap_m, 1.0, text, contact_s=time_s))
        if math.isfinite(corridor.width_m):
            severity = severity_of_clearance(corridor.width_m - self.config.robot_width_m)
            text = f"corridor is {corridor.width_m:.1f} m wide"
            found.append(Threat(severity, Reason.TIGHT_SPACE, 0.0, corridor.ahead_m, 0.8, text))
        return found

    def _verdict(
        self,
        frame: Frame,
        upstream: Upstream,
        threats: list[Threat],
        corridor: Corridor,
        robot: Robot,
        blindness: Threat | None,
    ) -> Verdict:
        causes = [*threats, blindness] if blindness else threats
        worst = max(causes, key=lambda t: t.severity, default=None)
        judgement = self._level.step(frame.stamp_ns, worst.severity if worst else 0.0, worst)
        cause, stale = judgement.cause, _stale(upstream)
        confidence = _confidence(cause, stale, frame, upstream.memory)
        reason = cause.reason if cause else Reason.UNKNOWN
        action = self._action = advise(judgement, threats, corridor, robot.ahead_speed, self._action)
        assessment = RiskAssessment(
            frame.stamp_ns,
            judgement.risk,
            reason,
            risk_probabilities(judgement.severity, confidence),
            reason_probabilities(reason, threats, confidence),
            confidence,
            stale,
            cause.text if cause else "nothing near",
        )
        advice = ActionAdvice(
            frame.stamp_ns,
            action,
            action_probabilities(action, confidence),
            confidence,
            frame.stamp_ns + round(self.config.valid_s * 1e9),
        )
        high = judgement.risk is Risk.HIGH
        imminent = high and is_imminent(threats, robot.speed, self.config.braking_mps2)
        blind = high and cause is not None and cause.blind
        return Verdict(
            RiskResult(frame.stamp_ns, assessment, advice), imminent, blind, closed_by(threats, robot.speed)
        )


def _carried_tracks(objects: Objects | None, stamp_ns: int) -> list[Track]:
    """The tracks that count, where they are at `stamp_ns`."""
    if objects is None:
        return []
    age_s = (stamp_ns - objects.stamp_ns) / 1e9
    return [t for t in (carried(t, age_s) for t in objects.tracks) if _usable(t, stamp_ns)]


def _usable(track: Track, stamp_ns: int) -> bool:
    values = (*track.position.tolist(), *track.velocity.tolist(), *track.extent.tolist(), *track.box)
    return counted(track, stamp_ns) and all(map(math.isfinite, values))


def _human_ahead(tracks: list[Track], robot: Robot, corridor: Corridor) -> bool:
    """Whether the corridor ends at a person."""
    people = [robot.local(track.position) for track in tracks if track.class_name == "person"]
    ends = corridor.ahead_m, corridor.ahead_left_m
    return any(math.dist(person, ends) < SAME_PLACE_M for person in people)


def _stale(upstream: Upstream) -> tuple[str, ...]:
    """Inputs that came too late for this frame or never came at all."""
    missing = [name for name in INPUTS if getattr(upstream, name) is None]
    return tuple(dict.fromkeys([*upstream.stale, *missing]))


def _confidence(cause: Threat | None, stale: tuple[str, ...], frame: Frame, objects: Objects | None) -> float:
    confidence = 0.9 if cause is None else 0.95 * cause.certainty
    factors = {"memory": 0.5, "visual": 0.7, "physics": 0.9, "flow": 0.95}
    for name in stale:
        confidence *= factors.get(name, 1.0)
    if objects is not None:
        confidence *= AGING ** (max(frame.stamp_ns - objects.stamp_ns, 0) / 1e9)
    return confidence if frame.odom is not None else 0.9 * confidence
