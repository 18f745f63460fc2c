# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Folds every robot's risk and advice into one picture, and notices who fell silent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sgw_ros.core.types import Action, Reason, Risk


@dataclass(frozen=True, slots=True)
class RobotState:
    """One robot as last heard; `age_s` is the time since its last risk, or since watching began.

    Who was never heard counts as at risk for an unknown reason: nothing says that it is not.
    """

    robot: str
    risk: Risk = Risk.HIGH
    reason: Reason = Reason.UNKNOWN
    action: Action = Action.STOP
    age_s: float = 0.0
    silent: bool = True
    heard: bool = False


@dataclass(slots=True)
class _Robot:
    since_s: float
    risk: Risk = Risk.HIGH
    reason: Reason = Reason.UNKNOWN
    action: Action = Action.STOP
    heard: bool = False


class FleetMonitor:
    """Pure: every call is told the time, in seconds of a clock that never jumps.

    A robot that starts late or starts again is simply heard (again).

    Args:
        robots: their names.
        silent_s: without a risk message for longer, a robot is silent.
        now_s: when watching begins.
    """

    def __init__(self, robots: Iterable[str], silent_s: float, now_s: float) -> None:
        self._silent_s = silent_s
        self._robots = {name: _Robot(now_s) for name in robots}

    def on_risk(self, robot: str, risk: Risk, reason: Reason, now_s: float) -> None:
        """A robot assessed a moment."""
        state = self._robots[robot]
        state.risk, state.reason, state.since_s, state.heard = risk, reason, now_s, True

    def on_action(self, robot: str, action: Action) -> None:
        """A robot was advised."""
        self._robots[robot].action = action

    def states(self, now_s: float) -> tuple[RobotState, ...]:
        """Every robot as it is now, in the order given."""
        return tuple(self._state(name, robot, now_s) for name, robot in self._robots.items())

    def _state(self, name: str, robot: _Robot, now_s: float) -> RobotState:
        age_s = now_s - robot.since_s
        silent = not robot.heard or age_s > self._silent_s
        return RobotState(name, robot.risk, robot.reason, robot.action, age_s, silent, robot.heard)
