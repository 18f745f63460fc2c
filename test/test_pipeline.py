# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
from dataclasses import dataclass, field

import numpy as np
import pytest

from sgw_ros import pipeline as module
from sgw_ros.core.errors import ConfigError, FrameError
from sgw_ros.core.geometry import assumed_camera
from sgw_ros.core.graph import NodeUpdate, Proposal
from sgw_ros.core.types import (
    Action,
    ActionAdvice,
    Detections,
    Frame,
    Objects,
    PhysicsResult,
    Pose,
    Reason,
    Risk,
    RiskAssessment,
    RiskResult,
)
from sgw_ros.experts.base import ExpertConfig
from sgw_ros.pipeline import Pipeline, PipelineConfig, configure

S = 1_000_000_000
IMAGE = np.zeros((4, 6, 3), np.uint8)


def risk_result(stamp_ns):
    assessment = RiskAssessment(stamp_ns, Risk.NONE, Reason.UNKNOWN, (1.0, 0, 0, 0), (0, 0, 0, 1.0), 0.9)
    return RiskResult(
        stamp_ns, assessment, ActionAdvice(stamp_ns, Action.CONTINUE, (1.0, 0, 0, 0, 0, 0), 0.9, stamp_ns + S)
    )


ANSWERS = {
    "flow": lambda stamp_ns: Detections(stamp_ns, ()),
    "visual": lambda stamp_ns: Detections(stamp_ns, ()),
    "memory": lambda stamp_ns: Objects(stamp_ns, (), Pose()),
    "physics": lambda stamp_ns: PhysicsResult(stamp_ns, (), (), ()),
    "risk": risk_result,
}
INPUTS = {
    "flow": (),
    "visual": ("flow",),
    "memory": ("flow", "visual"),
    "physics": ("memory",),
    "risk": ("flow", "visual", "memory", "physics"),
}


@dataclass
class Scripted:
    """Says the same of every frame; `log` is shared by all experts of a pipeline."""

    name: str
    log: list
    group: str = ""

    @property
    def inputs(self):
        return INPUTS[self.name]

    def step(self, frame, upstream):
        if frame.sequence == 13:
            raise FrameError("unlucky")
        self.log.append((self.name, frame.stamp_ns, {n: getattr(upstream, n) for n in self.inputs}))
        return ANSWERS[self.name](frame.stamp_ns)

    def propose(self, result):
        groups = {"memory": "state", "physics": self.group or "prediction"}
        if self.name not in groups:
            return None
        x = result.stamp_ns % 1000 / 100
        attributes = {
            "state": {"position": (x, 0.0, 0.0)},
            "prediction": {"horizons": (1.0,)},
            "correction": {"position": (x, 0.0, 0.0)},
            "nonsense": {},
        }
        group = groups[self.name]
        update = NodeUpdate("object/1", group, attributes[group], 0.1, result.stamp_ns)
        return Proposal(self.name, result.stamp_ns, nodes=(update,))

    def reset(self):
        self.log.append((self.name, "reset"))


class Prepared(Scripted):
    """One that looks ahead."""

    def prepare(self, before, frame):
        if frame.sequence == 13:
            raise FrameError("unlucky")
        self.log.append(("prepared", before.sequence, frame.sequence))


@dataclass(frozen=True)
class Spec:
    name: str
    log: list
    group: str
    config_type: type = ExpertConfig

    def build(self, config):
        kind = Prepared if self.name == "flow" else Scripted
        return kind(self.name, self.log, self.group)


@dataclass
class Rig:
    log: list = field(default_factory=list)

    def ran(self, name):
        return [entry[1] for entry in self.log if entry[0] == name and len(entry) == 3]


@pytest.fixture
def rig(monkeypatch, request):
    rig = Rig()
    group = getattr(request, "param", "")
    monkeypatch.setattr(module, "EXPERTS", {name: Spec(name, rig.log, group) for name in ANSWERS})
    return rig


def frame(i, activity=1.0, stamp_ns=None):
    return Frame(stamp_ns or S + i * S // 10, i, IMAGE, assumed_camera(6, 4), activity=activity)


def test_each_expert_sees_what_those_before_it_said_of_the_same_frame(rig):
    output = Pipeline().step(frame(0))
    assert [entry[0] for entry in rig.log] == list(ANSWERS)
    assert all(result.stamp_ns == S for entry in rig.log for result in entry[2].values())
    assert [t.expert for t in output.telemetry] == list(ANSWERS)
    assert all(t.ran for t in output.telemetry)
    assert output.risk.stamp_ns == output.memory.stamp_ns == S
    assert output.workspace_version == 2  # memory's and physics' commits
    assert output.compute_ms > 0
    assert output.faults == ()


def test_the_same_frames_leave_the_same_state(rig):
    def state():
        subject = Pipeline()
        for _ in subject.run(frame(i, activity=float(i % 5 == 0)) for i in range(12)):
            pass
        return subject.workspace.head.state_hash()

    assert state() == state()


def test_looking_ahead_changes_nothing_but_when_the_work_is_done(rig):
    def judged(look_ahead):
        rig.log.clear()
        subject = Pipeline(configure({"supervisor": {"throttle": False}}))
        outputs = list(subject.run((frame(i) for i in range(8)), look_ahead))
        ran = [entry[:2] for entry in rig.log if entry[0] != "prepared"]
        return subject.workspace.head.state_hash(), ran, outputs

    *plain, _ = judged(False)
    assert [entry for entry in rig.log if entry[0] == "prepared"] == []
    *ahead, outputs = judged(True)
    assert ahead == plain
    prepared = [entry[1:] for entry in rig.log if entry[0] == "prepared"]
    assert prepared == [(i, i + 1) for i in range(7)]
    assert all(o.compute_ms > o.telemetry[0].compute_ms > 0.0 for o in outputs)


def test_the_time_an_expert_has_spent_beforehand_counts(rig):
    output = Pipeline().step(frame(0), {"flow": 1e6})
    assert output.telemetry[0].compute_ms > 1e6
    assert output.telemetry[1].compute_ms < 1e6
    assert output.compute_ms > 1e6


def test_nothing_is_prepared_for_an_expert_that_is_switched_off(rig):
    subject = Pipeline(configure({"flow": {"enabled": False}}))
    assert len(list(subject.run((frame(i) for i in range(3)), look_ahead=True))) == 3
    assert [entry for entry in rig.log if entry[0] == "prepared"] == []


@pytest.mark.parametrize("look_ahead", [False, True])
def test_a_frame_that_cannot_be_judged_costs_only_itself(rig, look_ahead):
    outputs = list(Pipeline().run((frame(i) for i in (12, 13, 14)), look_ahead))
    assert [o.risk is not None for o in outputs] == [True, False, True]
    assert outputs[1].faults[0] == "flow: unlucky"


@pytest.mark.parametrize("rig", ["nonsense"], indirect=True)
def test_a_refused_proposal_is_told(rig):
    output = Pipeline().step(frame(0))
    assert output.faults[0].startswith("physics: proposal refused")
    assert output.workspace_version == 1


@pytest.mark.parametrize("rig", ["correction"], indirect=True)
def test_what_policy_holds_is_settled_and_traced_with_the_same_frame(rig):
    subject = Pipeline()
    output = subject.step(frame(0))
    assert subject.workspace.pending() == ()
    assert any(trace.event.startswith("conflict") for trace in output.traces)


def test_a_still_scene_slows_the_experts_and_motion_wakes_them_with_the_next_frame(rig):
    subject = Pipeline()
    still = [subject.step(frame(i, activity=0.0)) for i in range(40)]
    flow_runs = len(rig.ran("flow"))
    assert flow_runs < 20
    assert len(rig.ran("risk")) == 40 - 1  # the unlucky one
    assert any(output.routing for output in still)
    moving = [subject.step(frame(i, activity=0.5)) for i in range(40, 44)]
    assert moving[0].routing is not None
    assert rig.ran("flow")[-3:] == [frame(i).stamp_ns for i in (41, 42, 43)]
    assert all(output.risk is not None for output in still + moving if output.frame.sequence != 13)


def test_without_throttling_every_expert_judges_every_frame(rig):
    subject = Pipeline(configure({"supervisor": {"throttle": False}}))
    for i in range(20, 50):
        subject.step(frame(i, activity=0.0))
    assert len(rig.ran("flow")) == len(rig.ran("memory")) == 30


def test_an_expert_that_is_switched_off_stays_off_and_nobody_waits_for_it(rig):
    subject = Pipeline(configure({"flow": {"enabled": False}, "visual": {"rate_hz": 5.0}}))
    for i in range(20, 30):
        output = subject.step(frame(i))
    assert rig.ran("flow") == []
    assert len(rig.ran("visual")) == 5
    assert output.risk is not None


def test_input_that_starts_again_is_judged_from_a_clean_slate(rig):
    subject = Pipeline()
    subject.step(frame(0, stamp_ns=100 * S))
    output = subject.step(frame(1, stamp_ns=S))
    assert [entry for entry in rig.log if entry[1] == "reset"] == [(name, "reset") for name in ANSWERS]
    assert output.risk.stamp_ns == S
    assert subject.workspace.head.nodes["object/1"].last_seen_ns == S
    assert output.routing is not None
    assert output.routing.rationale.startswith("start")


def test_a_second_pass_is_judged_as_the_first_one(rig):
    def pass_over(subject, start_ns):
        outputs = [
            subject.step(frame(i, activity=float(i % 9 == 0), stamp_ns=start_ns + i * S // 10))
            for i in range(30)
        ]
        head = subject.workspace.head
        items = [(u.key, u.group, u.attributes, u.stamp_ns) for n in head.nodes.values() for u in n.updates]
        ran = [[t.ran for t in o.telemetry] for o in outputs]
        return ran, [o.routing for o in outputs], [o.risk is None for o in outputs], sorted(items, key=str)

    again, fresh = Pipeline(), Pipeline()
    pass_over(again, 100 * S)
    assert pass_over(again, S) == pass_over(fresh, S)


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"nose": {}}, "unknown expert 'nose'; known ones: flow, visual, memory, physics, risk, supervisor"),
        ({"flow": {"speed": 1}}, "flow: unknown parameter 'speed'"),
        ({"supervisor": {"settle_s": -1}}, "supervisor: 'settle_s' must be at least"),
    ],
)
def test_settings_that_nobody_takes_are_named(rig, values, text):
    with pytest.raises(ConfigError, match=text):
        configure(values)


def test_settings_reach_their_expert(rig):
    assert configure({"flow": {"rate_hz": 3}}).experts["flow"].rate_hz == 3.0
    assert PipelineConfig().experts["flow"].rate_hz == 0.0
