# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Risk and advice."""

from __future__ import annotations

from std_msgs.msg import Header

from sgw_msgs.msg import ActionAdvice as ActionAdviceMessage
from sgw_msgs.msg import RiskAssessment as RiskAssessmentMessage
from sgw_ros.core.types import Action, ActionAdvice, Reason, Risk, RiskAssessment
from sgw_ros.nodes.convert.values import float32s, nanoseconds, stamp_of, time_message


def assessment_message(assessment: RiskAssessment, header: Header) -> RiskAssessmentMessage:
    """The risk of one image."""
    return RiskAssessmentMessage(
        header=header,
        risk=int(assessment.risk),
        reason=int(assessment.reason),
        risk_probabilities=float32s(assessment.risk_probabilities),
        reason_probabilities=float32s(assessment.reason_probabilities),
        confidence=float(assessment.confidence),
        stale_inputs=list(assessment.stale_inputs),
        rationale=assessment.rationale,
    )


def assessment_of(message: RiskAssessmentMessage) -> RiskAssessment:
    """The risk of one image from its message."""
    return RiskAssessment(
        stamp_of(message),
        Risk(message.risk),
        Reason(message.reason),
        tuple(float(p) for p in message.risk_probabilities),
        tuple(float(p) for p in message.reason_probabilities),
        message.confidence,
        tuple(message.stale_inputs),
        message.rationale,
    )


def advice_message(advice: ActionAdvice, header: Header) -> ActionAdviceMessage:
    """What to do about it."""
    return ActionAdviceMessage(
        header=header,
        action=int(advice.action),
        probabilities=float32s(advice.probabilities),
        confidence=float(advice.confidence),
        valid_until=time_message(advice.valid_until_ns),
    )


def advice_of(message: ActionAdviceMessage) -> ActionAdvice:
    """What to do about it, from its message."""
    return ActionAdvice(
        stamp_of(message),
        Action(message.action),
        tuple(float(p) for p in message.probabilities),
        message.confidence,
        nanoseconds(message.valid_until),
    )
