# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The risk expert: what a model learned, on the floor that rules lay."""

from __future__ import annotations

from sgw_ros.core.graph import Proposal
from sgw_ros.core.types import Frame, RiskResult
from sgw_ros.experts.base import Upstream
from sgw_ros.experts.risk.config import RULES, RiskConfig
from sgw_ros.experts.risk.eyes import Eyes
from sgw_ros.experts.risk.fusion import fused
from sgw_ros.experts.risk.intent import SpatialIntent, open_intent
from sgw_ros.experts.risk.rules import INPUTS, RiskRules

__all__ = ["RiskConfig", "RiskExpert"]


class RiskExpert:
    """Answers for every frame: the rules do wherever the model cannot."""

    name = "risk"
    inputs = INPUTS

    def __init__(self, config: RiskConfig) -> None:
        """Open the model, if one is given.

        Raises:
            ModelError: when the model cannot be used.
        """
        self.config = config
        self._rules, self._eyes = RiskRules(config), Eyes()
        named = config.model not in ("", RULES)
        self._intent: SpatialIntent | None = open_intent(config.model, config.device) if named else None

    def reset(self) -> None:
        """Forget all that was seen; a model stays open."""
        self._rules.reset()
        self._eyes.reset()
        if self._intent is not None:
            self._intent.reset()

    def step(self, frame: Frame, upstream: Upstream) -> RiskResult:
        """Judge one frame."""
        verdict = self._rules.step(frame, upstream)
        if self._intent is None:
            return verdict.result
        answer = self._intent.judge(frame, upstream.visual)
        alarm, threshold = self._intent.alarm, self._intent.threshold
        return fused(verdict, answer, alarm, threshold, shown=self._eyes.see(frame))

    def propose(self, result: RiskResult) -> Proposal | None:
        """Nothing: risk is told, not remembered."""
        return None
