# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The same nodes in one process, where objects pass by reference, and in two, where topics carry them."""

from collections import Counter
from functools import partial

import numpy as np
import pytest
from rclpy.lifecycle import TransitionCallbackReturn

from sgw_ros.core.errors import FrameError
from sgw_ros.nodes.channels import bus_key
from sgw_ros.nodes.expert_node import ExpertNode
from sgw_ros.nodes.frames import FRAMES
from sgw_ros.nodes.ingest_node import IngestNode
from sgw_ros.nodes.local_bus import BUS
from sgw_ros.nodes.supervision_streams import TELEMETRY
from sgw_ros.nodes.workspace_node import WorkspaceNode
from test.nodes.fakes import FakeSource, detections, fake_spec, frame

pytestmark = pytest.mark.ros


class FakeIngest(IngestNode):
    count = 5

    def _open(self):
        return FakeSource(self.count)


def host(world, spec, **parameters):
    return world.up(partial(ExpertNode, spec), **parameters)


def test_frames_and_results_pass_by_reference(world):
    specs = {name: fake_spec(name) for name in ("flow", "visual", "risk")}
    for spec in specs.values():
        host(world, spec)
    workspace = world.up(WorkspaceNode)
    ingest = world.up(FakeIngest, input="fake", rate=1.0)
    world.spin_until(lambda: len(specs["risk"].expert.frames) == 5)
    flow, visual, risk = (specs[name].expert for name in ("flow", "visual", "risk"))
    assert [f.sequence for f in risk.frames] == [0, 1, 2, 3, 4]
    assert all(a is b is c for a, b, c in zip(flow.frames, visual.frames, risk.frames, strict=True))
    assert all(a.flow is b.flow for a, b in zip(visual.upstreams, risk.upstreams, strict=True))
    assert all(not u.stale for u in risk.upstreams)
    world.spin_until(lambda: workspace.workspace.head.version == 5)
    assert ingest.faults.skipped == 0


def test_who_is_behind_drops_the_oldest_frames_and_says_so(world):
    spec = fake_spec("flow")
    node = host(world, spec)
    key = bus_key(node, FRAMES.name)
    for sequence in range(40):  # all at once: more than the backlog of 3
        BUS.publish(key, frame(sequence))
    world.spin_until(lambda: 39 in [f.sequence for f in spec.expert.frames])
    assert [f.sequence for f in spec.expert.frames] == [37, 38, 39]
    assert node.counters()["not run"] == "37"


def test_the_same_over_topics(make_world):
    near, far = make_world(), make_world()
    specs = {name: fake_spec(name) for name in ("flow", "visual", "risk")}
    host(near, specs["visual"])
    host(far, specs["flow"], upstream=[""])
    host(far, specs["risk"], timeout_s=2.0)
    near.up(FakeIngest, input="fake", wait_for=["flow", "visual", "risk"])
    risk = specs["risk"].expert
    near.spin_until(lambda: len(risk.frames) == 5, others=[far])
    assert risk.frames[0] is not specs["visual"].expert.frames[0]
    np.testing.assert_array_equal(risk.frames[2].image, specs["visual"].expert.frames[2].image)
    got, sent = risk.upstreams[2].visual, detections(risk.frames[2].stamp_ns)
    assert got.items == sent.items
    assert got.detectors == ("motion",)
    np.testing.assert_array_equal(got.masks, sent.masks)
    np.testing.assert_array_equal(got.embeddings, sent.embeddings)


def test_a_skipped_upstream_is_not_waited_for(world):
    specs = {name: fake_spec(name) for name in ("flow", "visual", "risk")}
    host(world, specs["flow"])
    host(world, specs["visual"], enabled=False)
    host(world, specs["risk"], timeout_s=30.0)
    world.up(FakeIngest, input="fake", rate=0.0)
    world.spin_until(lambda: len(specs["risk"].expert.frames) == 5)
    assert all(u.visual is None and not u.stale for u in specs["risk"].expert.upstreams)


@pytest.mark.parametrize("own", [False, True])
def test_a_skip_in_another_process_is_not_waited_for(make_world, own):
    """Also by a node that says telemetry itself, and beside an expert of its own process."""
    near, far = make_world(), make_world()
    specs = {name: fake_spec(name) for name in ("flow", "visual", "risk")}
    host(far, specs["flow"], enabled=False)
    host(near if own else far, specs["visual"], enabled=False)
    host(near, specs["risk"], timeout_s=30.0)
    near.up(FakeIngest, input="fake", rate=0.0, wait_for=["flow", "visual", "risk"])
    risk = specs["risk"].expert
    near.spin_until(lambda: len(risk.frames) == 5, others=[far])
    assert all(u.flow is None and u.visual is None and not u.stale for u in risk.upstreams)


def test_telemetry_is_heard_once_from_here_and_from_elsewhere(make_world):
    near, far = make_world(), make_world()
    got = Counter()
    listener = near.up(WorkspaceNode)
    listener.hear(TELEMETRY, lambda t: got.update([t.expert]), producers=["flow", "risk"])
    host(near, fake_spec("flow"))
    risk = host(far, fake_spec("risk"), upstream=["flow"], timeout_s=30.0)
    host(far, fake_spec("visual"), upstream=["flow"])
    said = next(p for p in risk.publishers if p.topic_name.endswith("/telemetry"))
    near.spin_until(lambda: said.get_subscription_count() > 0, others=[far])
    near.up(FakeIngest, input="fake", rate=1.0, wait_for=["flow", "risk"])
    near.spin_until(lambda: got == {"flow": 5, "risk": 5}, others=[far])


def test_a_missing_upstream_is_stale_after_its_timeout(world):
    specs = {name: fake_spec(name) for name in ("flow", "risk")}
    host(world, specs["flow"])
    host(world, specs["risk"], timeout_s=0.05)
    world.up(FakeIngest, input="fake", rate=1.0)
    world.spin_until(lambda: len(specs["risk"].expert.frames) == 5)
    assert all(u.stale == ("visual",) for u in specs["risk"].expert.upstreams)


def test_an_absent_upstream_is_not_waited_for_when_told_so(world):
    risk = fake_spec("risk")
    host(world, risk, upstream=[""], timeout_s=30.0)
    world.up(FakeIngest, input="fake", rate=0.0)
    world.spin_until(lambda: len(risk.expert.frames) == 5)


def test_a_bad_frame_is_counted_and_a_bug_deactivates(world):
    flow = fake_spec("flow")
    node = host(world, flow)
    flow.expert.error = FrameError("the picture is odd")
    world.up(FakeIngest, input="fake", rate=1.0, wait_for=["flow"])
    world.spin_until(lambda: node.faults.skipped >= 2)
    assert node.phase == "active"
    flow.expert.error = ZeroDivisionError("a bug")
    world.spin_until(lambda: node.phase == "unconfigured")
    assert "a bug" in node.fatal
    assert node.trigger_configure() == TransitionCallbackReturn.SUCCESS
    assert not node.fatal


def test_channels_are_gone_while_inactive(world):
    flow = fake_spec("flow")
    node = host(world, flow)
    world.spin_until(lambda: node.count_subscribers("/image") == 1)
    node.trigger_deactivate()
    assert not BUS._producers
    assert not BUS._listeners
    assert not list(node.subscriptions)


def test_autostart_brings_a_node_up(world):
    node = world.add(partial(ExpertNode, fake_spec("flow")), autostart=True)
    world.spin_until(lambda: node.phase == "active")
