# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""An input that jumps back in time is judged by the nodes as by the loop: from a clean slate."""

from collections import Counter
from dataclasses import replace
from functools import partial

import pytest
from sensor_msgs.msg import CompressedImage

from sgw_msgs.msg import RiskAssessment, RoutingDecision
from sgw_ros.core.graph import NodeUpdate, Proposal
from sgw_ros.nodes.convert.values import stamp_of
from sgw_ros.nodes.expert_node import ExpertNode
from sgw_ros.nodes.qos import EVERY, RELIABLE, SHOWN
from sgw_ros.nodes.supervisor_node import SupervisorNode
from sgw_ros.nodes.view_node import ViewNode
from sgw_ros.nodes.workspace_node import WorkspaceNode
from test.nodes.fakes import START_NS, FakeSource, fake_spec, frame
from test.nodes.test_graph_by_reference import FakeIngest

pytestmark = pytest.mark.ros
COUNT = 8
LATER_NS = 100_000_000_000
OLD = NodeUpdate("object/9", "state", {"position": (1.0, 0.0, 0.0)}, 0.1, START_NS + LATER_NS)


class TwiceSource(FakeSource):
    """The same frames twice; the first time they are said to be later."""

    def __iter__(self):
        first = [frame(i) for i in range(COUNT)]
        yield from (replace(f, stamp_ns=f.stamp_ns + LATER_NS) for f in first)
        yield from first


class TwiceIngest(FakeIngest):
    def _open(self):
        return TwiceSource(2 * COUNT)


def all_up(world_of, **timeout):
    """Ingest, two experts, workspace, supervisor and view, each in the world that `world_of` names."""
    specs = {name: fake_spec(name) for name in ("flow", "risk")}
    for name, spec in specs.items():
        upstream = ["flow"] if name == "risk" else [""]
        world_of(name).up(partial(ExpertNode, spec), upstream=upstream, **timeout)
    workspace = world_of("workspace").up(WorkspaceNode)
    supervisor = world_of("supervisor").up(SupervisorNode, experts=list(specs))
    world_of("view").up(ViewNode)
    return specs, workspace.workspace, supervisor


def check(world, others, specs, workspace, supervisor):
    risks = world.listen(RiskAssessment, "risk", EVERY)
    routes = world.listen(RoutingDecision, "supervisor/routing", RELIABLE)
    pictures = world.listen(CompressedImage, "overlay/compressed", SHOWN)
    workspace.propose_update(Proposal("memory", OLD.stamp_ns, (OLD,)))
    world.spin_until(lambda: not supervisor._unknown, others=others)
    world.up(TwiceIngest, input="fake", rate=0.0, wait_for=list(specs))
    world.spin_until(lambda: supervisor._observed == 2 * COUNT, timeout_s=20.0, others=others)
    stamps = [frame(i).stamp_ns for i in range(COUNT)]
    world.spin_until(lambda: len(risks) == 2 * COUNT, others=others)
    assert Counter(map(stamp_of, risks)) == Counter([*stamps, *(s + LATER_NS for s in stamps)])
    assert not [r for r in risks if r.stale_inputs]
    assert [f.stamp_ns for f in specs["risk"].expert.frames] == stamps  # its reset forgot the others
    world.spin_until(lambda: "camera/main" in workspace.head.nodes, others=others)
    assert list(workspace.head.nodes) == ["camera/main"]
    assert workspace.head.nodes["camera/main"].last_seen_ns < LATER_NS
    world.spin_until(lambda: len(routes) >= 2, others=others)
    assert [r.rationale.startswith("start") for r in routes] == [True, True]
    world.spin_until(lambda: {stamp_of(p) < LATER_NS for p in pictures} == {True, False}, others=others)


def test_in_one_process(world):
    check(world, (), *all_up(lambda _: world))


def test_across_processes(make_world):
    near, far = make_world(), make_world()
    parts = all_up(lambda name: far if name in ("flow", "supervisor") else near, timeout_s=5.0)
    check(near, (far,), *parts)
