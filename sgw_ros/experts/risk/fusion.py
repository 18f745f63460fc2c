# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The model's answer and the rules' verdict become one: the rules answer where the model cannot.

What is imminent by the rules stays a high risk whatever the model says: it learned from pictures, and they
know distances and speeds. So does that they see nothing, where pictures show nothing either.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sgw_ros.core.types import Action, Reason, Risk, RiskResult
from sgw_ros.experts.risk.advice import Taken
from sgw_ros.experts.risk.alarm import decide
from sgw_ros.experts.risk.intent import NoAnswer
from sgw_ros.experts.risk.model import Answer
from sgw_ros.experts.risk.rules import Verdict

MODEL = "model"
"""How `stale_inputs` names the model where it did not answer."""


def fused(
    verdict: Verdict, answer: Answer | NoAnswer, alarm: bool, threshold: float, shown: bool
) -> RiskResult:
    """One result of both.

    Args:
        verdict: the rules'.
        answer: the model's.
        alarm: whether the model's probabilities of high risk make an alarm.
        threshold: P(high) at which one begins.
        shown: whether the pictures show anything; where not, rules that are blind are not overruled.
    """
    rules = verdict.result
    if isinstance(answer, NoAnswer):
        stale = (*rules.assessment.stale_inputs, MODEL)
        text = f"by rules, because {answer.why}: {rules.assessment.rationale}"
        return replace(rules, assessment=replace(rules.assessment, stale_inputs=stale, rationale=text))
    risk = level(answer.risk, alarm)
    said = f"{answer.source}: {risk.name.lower()}, high by {answer.risk[Risk.HIGH]:.2f}"
    text = f"{said}; rules: {rules.assessment.risk.name.lower()}, {rules.assessment.rationale}"
    if risk is not Risk.HIGH and verdict.blind and not shown:
        return replace(rules, assessment=replace(rules.assessment, rationale=text))
    if risk is not Risk.HIGH and verdict.imminent:
        return _raised(rules, answer, threshold, text)
    assessment = replace(
        rules.assessment,
        risk=risk,
        reason=Reason(_likeliest(answer.reason)),
        risk_probabilities=answer.risk,
        reason_probabilities=answer.reason,
        confidence=answer.confidence,
        rationale=text,
    )
    advice = replace(
        rules.advice,
        action=_action(answer.action, risk, verdict.taken),
        probabilities=answer.action,
        confidence=answer.confidence,
    )
    return RiskResult(rules.stamp_ns, assessment, advice)


def _raised(rules: RiskResult, answer: Answer, threshold: float, text: str) -> RiskResult:
    """The rules' answer to what the model does not see; it is as sure of it as the model leaves room for.

    P(high) becomes what an alarm takes and no more, so that it still tells what the model is sure of from
    what the rules alone fear.
    """
    assessment = replace(
        rules.assessment,
        risk_probabilities=_at_least(threshold, answer.risk),
        confidence=min(rules.assessment.confidence, 1.0 - answer.confidence),
        rationale=text,
    )
    return replace(rules, assessment=assessment)


def _at_least(threshold: float, probabilities: tuple[float, ...]) -> tuple[float, ...]:
    """The probabilities [4] with P(high) no lower than the threshold, the others in their proportions."""
    high = max(probabilities[Risk.HIGH], threshold)
    others = sum(probabilities[: Risk.HIGH])
    scale = (1.0 - high) / others if others > 0.0 else 0.0
    return (*(scale * p for p in probabilities[: Risk.HIGH]), high)


def level(probabilities: tuple[float, ...], alarm: bool) -> Risk:
    """The level of one moment by the probabilities [4]."""
    return Risk(int(decide(np.array([probabilities]), np.array([alarm]))[0]))


def _action(probabilities: tuple[float, ...], risk: Risk, taken: Taken) -> Action:
    """The likeliest action, unless it leads on from a high risk, or to a side that is closed."""
    action = Action(_likeliest(probabilities))
    if risk is Risk.HIGH and action is not Action.REVERSE:
        return Action.STOP
    towards = {Action.REVERSE: taken.behind, Action.TURN_LEFT: taken.left, Action.TURN_RIGHT: taken.right}
    if towards.get(action, False):
        return Action.STOP if action is Action.REVERSE else Action.SLOW
    return action


def _likeliest(probabilities: tuple[float, ...]) -> int:
    return max(range(len(probabilities)), key=probabilities.__getitem__)
