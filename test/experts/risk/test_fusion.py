# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Whatever rules and model say, one sound answer comes of it, and none that is reckless."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("onnxruntime")

from sgw_ros.core.types import Action, ActionAdvice, Reason, Risk, RiskAssessment, RiskResult
from sgw_ros.experts.risk.advice import Taken
from sgw_ros.experts.risk.fusion import fused, level
from sgw_ros.experts.risk.intent import NoAnswer
from sgw_ros.experts.risk.model import Answer
from sgw_ros.experts.risk.rules import Verdict

STAMP_NS = 5 * 10**9
TOWARDS = {Action.REVERSE: "behind", Action.TURN_LEFT: "left", Action.TURN_RIGHT: "right"}


def probabilities(size):
    weights = st.lists(st.floats(0.01, 1.0), min_size=size, max_size=size)
    return weights.map(lambda w: tuple((np.array(w) / sum(w)).tolist()))


@st.composite
def verdicts(draw):
    risk = draw(st.sampled_from(Risk))
    halts = (Action.STOP, Action.REVERSE)
    action = draw(st.sampled_from(halts if risk is Risk.HIGH else list(Action)))
    assessment = RiskAssessment(
        STAMP_NS, risk, draw(st.sampled_from(Reason)), (0.25,) * 4, (0.25,) * 4, 0.5, ("flow",), "why"
    )
    advice = ActionAdvice(STAMP_NS, action, (1 / 6,) * 6, 0.5, STAMP_NS + 1)
    imminent, blind = (risk is Risk.HIGH and draw(st.booleans()) for _ in "12")
    taken = Taken(*(draw(st.booleans()) for _ in "123"))
    return Verdict(RiskResult(STAMP_NS, assessment, advice), imminent, blind, taken)


answers = st.builds(
    Answer, probabilities(4), probabilities(4), probabilities(6), st.floats(0.0, 1.0), st.just("model 1")
)


@given(verdicts(), answers, st.booleans(), st.booleans())
def test_the_answer_is_no_less_cautious_than_what_is_imminent_or_high(verdict, answer, alarm, shown):
    result = fused(verdict, answer, alarm, 0.2, shown)
    assert result.stamp_ns == result.assessment.stamp_ns == result.advice.stamp_ns == STAMP_NS
    assert result.advice.valid_until_ns == STAMP_NS + 1
    assert result.assessment.stale_inputs == ("flow",)
    said = level(answer.risk, alarm)
    stays = verdict.imminent or (verdict.blind and not shown)
    assert result.assessment.risk is (Risk.HIGH if stays else said)
    if result.assessment.risk is Risk.HIGH:
        assert result.advice.action in (Action.STOP, Action.REVERSE)
    if result.assessment.confidence == answer.confidence != 0.5 and result.advice.action in TOWARDS:
        assert not getattr(verdict.taken, TOWARDS[result.advice.action])


@given(verdicts(), answers, st.floats(0.0, 1.0))
def test_what_the_rules_alone_fear_keeps_the_order_of_the_models_probabilities(verdict, answer, threshold):
    said = fused(replace(verdict, imminent=True, blind=False), answer, False, threshold, True).assessment
    assert said.risk_probabilities[Risk.HIGH] == max(answer.risk[Risk.HIGH], threshold)
    assert sum(said.risk_probabilities) == pytest.approx(1.0)
    assert min(said.risk_probabilities) >= 0.0
    assert said.confidence <= 1.0 - answer.confidence
    unfeared = fused(replace(verdict, imminent=False, blind=False), answer, False, threshold, True).assessment
    assert unfeared.risk_probabilities == answer.risk


@given(answers, st.booleans())
def test_high_is_what_there_is_alarm_for(answer, alarm):
    said = level(answer.risk, alarm)
    assert (said is Risk.HIGH) == alarm
    if said is not Risk.HIGH:
        assert answer.risk[said] == max(answer.risk[: Risk.HIGH])


@given(verdicts())
def test_without_an_answer_the_rules_stand_and_it_is_said(verdict):
    result, rules = fused(verdict, NoAnswer("it is new"), False, 0.2, True), verdict.result
    assert result.advice == rules.advice
    assert (result.assessment.risk, result.assessment.reason) == (
        rules.assessment.risk,
        rules.assessment.reason,
    )
    assert result.assessment.stale_inputs == ("flow", "model")
    assert result.assessment.rationale == "by rules, because it is new: why"
