# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Experts and sources that answer at once, so that tests look at the nodes around them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from rclpy.task import Future

from sgw_ros.core.errors import FrameError
from sgw_ros.core.faults import FaultLog
from sgw_ros.core.geometry import assumed_camera
from sgw_ros.core.graph import NodeUpdate, Proposal
from sgw_ros.core.types import (
    Action,
    ActionAdvice,
    CameraMotion,
    Detection,
    Detections,
    FlowField,
    FlowResult,
    Frame,
    Pose,
    Reason,
    Risk,
    RiskAssessment,
    RiskResult,
)
from sgw_ros.experts.base import ExpertConfig
from sgw_ros.ingest.source import SourceInfo

PERIOD_NS = 20_000_000
START_NS = 1_000_000_000


def frame(sequence=0, width=16, height=12, **more):
    image = np.full((height, width, 3), sequence % 256, dtype=np.uint8)
    return Frame(START_NS + sequence * PERIOD_NS, sequence, image, assumed_camera(width, height), **more)


class FakeSource:
    """Frames at 50 Hz, without a file."""

    def __init__(self, count, fail_at=None):
        self.info = SourceInfo("fake", "video", 50.0, count)
        self.faults = FaultLog()
        self.closed = False
        self._count, self._fail_at = count, fail_at

    def __iter__(self):
        for sequence in range(self._count):
            if sequence == self._fail_at:
                raise FrameError("the rest is damaged")
            yield frame(sequence)

    def close(self):
        self.closed = True


def flow_result(stamp_ns):
    field = FlowField(
        stamp_ns, stamp_ns - PERIOD_NS, np.full((3, 4, 2), 1.5, np.float32), np.full((3, 4), 200, np.uint8), 4
    )
    motion = CameraMotion(
        stamp_ns,
        stamp_ns - PERIOD_NS,
        Pose(),
        np.zeros(6),
        np.eye(6),
        np.eye(3),
        12,
        moving=False,
        metric=True,
    )
    return FlowResult(stamp_ns, field, motion)


def detections(stamp_ns):
    item = Detection((1.0, 2.0, 5.0, 8.0), "person", 0.75, "motion", 1)
    masks = np.zeros((12, 16), np.uint16)
    masks[2:8, 1:5] = 1
    return Detections(stamp_ns, (item,), ("motion",), masks, np.ones((1, 4), np.float32) / 2)


def risk_result(stamp_ns, stale=()):
    assessment = RiskAssessment(
        stamp_ns,
        Risk.LOW,
        Reason.HUMAN,
        (0.25, 0.75, 0.0, 0.0),
        (1.0, 0.0, 0.0, 0.0),
        0.5,
        tuple(stale),
        "a person",
    )
    advice = ActionAdvice(stamp_ns, Action.SLOW, (0.0, 1.0, 0.0, 0.0, 0.0, 0.0), 0.5, stamp_ns + 500_000_000)
    return RiskResult(stamp_ns, assessment, advice)


class FakeExpert:
    """Answers with `make(stamp)`; remembers the frames and upstreams it saw."""

    def __init__(self, name, inputs, make):
        self.name, self.inputs, self._make = name, inputs, make
        self.frames, self.upstreams = [], []
        self.error = None

    def step(self, frame, upstream):
        self.frames.append(frame)
        self.upstreams.append(upstream)
        if self.error is not None:
            raise self.error
        return self._make(frame.stamp_ns)

    def propose(self, result):
        update = NodeUpdate("camera/main", "motion", {"moving": False}, 0.1, result.stamp_ns)
        return Proposal(self.name, result.stamp_ns, (update,)) if self.name == "flow" else None

    def reset(self):
        self.frames.clear()
        self.upstreams.clear()


@dataclass
class FakeSpec:
    """As the registry's, around one prepared expert."""

    expert: FakeExpert
    config_type: type = ExpertConfig

    @property
    def name(self):
        return self.expert.name

    @property
    def inputs(self):
        return self.expert.inputs

    def build(self, config):
        return self.expert


def fake_spec(name):
    makers = {
        "flow": ((), flow_result),
        "visual": (("flow",), detections),
        "risk": (("flow", "visual"), risk_result),
    }
    return FakeSpec(FakeExpert(name, *makers[name]))


class Deaf:
    """A client whose server is there and never answers."""

    def __init__(self):
        self.calls, self.pending, self.ready = [], [], True

    def service_is_ready(self):
        return self.ready

    def call_async(self, request):
        self.calls.append(request)
        self.pending.append(Future())
        return self.pending[-1]

    def remove_pending_request(self, future):
        self.pending.remove(future)
