# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Decides what goes to the wheels. Motion needs a reason; standing needs none.

Ages are judged on two clocks, because either may fail alone: the ROS clock says how old the picture behind
an advice is, the steady clock how long ago anything was heard (a simulated clock may stand still).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from sgw_ros.core.stamps import StampOrder, StampStep
from sgw_ros.core.types import Action, ActionAdvice
from sgw_ros.gate.config import GateConfig
from sgw_ros.gate.limits import limited
from sgw_ros.gate.velocity import STANDSTILL, Velocity


class Way(Enum):
    """What became of the command."""

    PASSED = "passed"
    LIMITED = "limited"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Now:
    """One moment on both clocks."""

    ros_ns: int
    steady_ns: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What goes out, and why. `healthy` is false where something that the gate depends on is missing."""

    velocity: Velocity
    way: Way
    reason: str
    healthy: bool = True


class Gate:
    """Holds the last command and the last advice; `decide` may be called at any time, and never raises."""

    def __init__(self, config: GateConfig, now: Now) -> None:
        self.config = config
        self._now = now
        self._order = StampOrder()
        self._advice: tuple[ActionAdvice, Now] | None = None
        self._command: tuple[Velocity, Now] | None = None
        self._supervisor_ns: int | None = None

    def hear_command(self, velocity: Velocity, now: Now, stamp_ns: int = 0) -> None:
        """Take the driver's command; one that carries a stamp and an old one is no command."""
        if not stamp_ns or now.ros_ns - stamp_ns <= self.config.command_timeout_s * 1e9:
            self._command = (velocity, now)

    def hear_advice(self, advice: ActionAdvice, now: Now) -> None:
        """Take an advice; one about an earlier picture than the last says nothing new, whenever it comes."""
        if self._order.step(advice.stamp_ns) is not StampStep.BACKWARD:
            self._advice = (advice, now)

    def hear_supervisor(self, active: bool, now: Now) -> None:
        """Take the supervisor's sign of life; without being active it is as good as gone."""
        self._supervisor_ns = now.steady_ns if active else None

    def decide(self, now: Now) -> Verdict:
        """What may go out now."""
        if now.ros_ns < self._now.ros_ns:
            # The clock was set back: what was heard before it belongs to another time.
            self._advice = self._command = None
            self._order = StampOrder()
        self._now = now
        silence_s = self.config.supervisor_timeout_s
        if silence_s > 0 and _older(self._supervisor_ns, now, silence_s):
            return _nothing(f"the supervisor has not been active for {silence_s:g} s")
        if self._advice is None:
            return _nothing("no advice has come yet")
        advice, heard = self._advice
        doubt = self._doubt(advice, heard, now)
        return _nothing(doubt) if doubt else self._verdict(advice.action, now)

    def _doubt(self, advice: ActionAdvice, heard: Now, now: Now) -> str:
        """Why the advice is not to be followed any more; empty while it is."""
        config = self.config
        age_ns = now.ros_ns - advice.stamp_ns
        if _older(heard.steady_ns, now, config.advice_timeout_s):
            return f"no new advice has come for {config.advice_timeout_s:g} s"
        if age_ns > config.advice_timeout_s * 1e9:
            return f"the advice is about a picture older than {config.advice_timeout_s:g} s"
        if now.ros_ns > advice.valid_until_ns:
            return "the advice is no longer valid"
        if -age_ns > config.future_s * 1e9:
            return f"the advice is stamped more than {config.future_s:g} s ahead of the clock"
        return ""

    def _verdict(self, action: Action, now: Now) -> Verdict:
        """The command under a fresh advice."""
        if self._command is None or _older(self._command[1].steady_ns, now, self.config.command_timeout_s):
            return Verdict(STANDSTILL, Way.STOPPED, f"no command for {self.config.command_timeout_s:g} s")
        command = self._command[0]
        if not command.is_finite():
            return _nothing("the command is not a number")
        velocity = limited(command, action, self.config)
        if velocity == command and action is not Action.STOP:
            return Verdict(velocity, Way.PASSED, f"advice: {action.name.lower()}")
        way = Way.STOPPED if velocity == STANDSTILL else Way.LIMITED
        why = "top speed" if action is Action.CONTINUE else f"advice: {action.name.lower()}"
        return Verdict(velocity, way, why)


def _nothing(reason: str) -> Verdict:
    return Verdict(STANDSTILL, Way.STOPPED, reason, healthy=False)


def _older(heard_ns: int | None, now: Now, timeout_s: float) -> bool:
    return heard_ns is None or now.steady_ns - heard_ns > timeout_s * 1e9
