# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Experts that do nothing: what is left of their nodes is what the graph itself costs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from sgw_ros.core.graph import Proposal
from sgw_ros.core.types import (
    Action,
    ActionAdvice,
    CameraMotion,
    Detections,
    FlowField,
    FlowResult,
    Frame,
    Objects,
    PhysicsResult,
    Pose,
    Reason,
    Risk,
    RiskAssessment,
    RiskResult,
)
from sgw_ros.experts.base import ExpertConfig, Result, Upstream
from sgw_ros.experts.registry import EXPERTS, ExpertSpec


class IdleExpert:
    """Answers every frame with the same nothing, and proposes nothing."""

    def __init__(self, name: str, inputs: tuple[str, ...], answer: Callable[[int], Result]) -> None:
        self.name, self.inputs = name, inputs
        self._answer = answer

    def step(self, frame: Frame, upstream: Upstream) -> Result:
        """Say nothing about a frame."""
        return self._answer(frame.stamp_ns)

    def propose(self, result: Any) -> Proposal | None:
        """Change nothing."""
        return None

    def reset(self) -> None:
        """Forget nothing."""


def idle_spec(name: str) -> ExpertSpec:
    """An expert's place in the graph, with nobody in it."""
    inputs = EXPERTS[name].inputs

    def build(_: ExpertConfig) -> IdleExpert:
        return IdleExpert(name, inputs, ANSWERS[name])

    return ExpertSpec(name, ExpertConfig, build, inputs)


def _flow(stamp_ns: int) -> FlowResult:
    return FlowResult(stamp_ns, replace(_FIELD, stamp_ns=stamp_ns), replace(_MOTION, stamp_ns=stamp_ns))


def _risk(stamp_ns: int) -> RiskResult:
    assessment = RiskAssessment(stamp_ns, Risk.NONE, Reason.UNKNOWN, (1.0, 0, 0, 0), (0, 0, 0, 1.0), 1.0)
    advice = ActionAdvice(stamp_ns, Action.CONTINUE, (1.0, 0, 0, 0, 0, 0), 1.0, stamp_ns)
    return RiskResult(stamp_ns, assessment, advice)


_STILL = Pose()
_FIELD = FlowField(0, 0, np.zeros((60, 80, 2), np.float32), np.zeros((60, 80), np.uint8), 8)
_MOTION = CameraMotion(0, 0, _STILL, np.zeros(6), np.eye(6), np.eye(3), 0, False, False)

ANSWERS: dict[str, Callable[[int], Result]] = {
    "flow": _flow,
    "visual": lambda stamp_ns: Detections(stamp_ns, ()),
    "memory": lambda stamp_ns: Objects(stamp_ns, (), _STILL),
    "physics": lambda stamp_ns: PhysicsResult(stamp_ns, (), (), ()),
    "risk": _risk,
}
