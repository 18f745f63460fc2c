# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The supervisor looks at every frame, sets other nodes' parameters, and settles what waits."""

from functools import partial

import pytest

from sgw_msgs.msg import RoutingDecision
from sgw_ros.core.graph import NodeUpdate, Proposal
from sgw_ros.nodes.expert_node import ExpertNode
from sgw_ros.nodes.qos import RELIABLE
from sgw_ros.nodes.supervisor_node import SupervisorNode
from sgw_ros.nodes.workspace_node import WorkspaceNode
from test.nodes.fakes import FakeSource, fake_spec, frame
from test.nodes.test_graph_by_reference import FakeIngest

pytestmark = pytest.mark.ros


class StillSource(FakeSource):
    """Two seconds at 50 Hz in which nothing moves, then everything."""

    def __iter__(self):
        for sequence in range(110):
            yield frame(sequence, activity=0.0 if sequence < 100 else 0.5)


class StillIngest(FakeIngest):
    def _open(self):
        return StillSource(110)


def test_still_scenes_slow_the_experts_and_motion_wakes_them(world):
    experts = {name: world.up(partial(ExpertNode, fake_spec(name))) for name in ("flow", "visual", "risk")}
    world.up(WorkspaceNode)
    supervisor = world.up(SupervisorNode, experts=list(experts), settle_s=0.5)
    routes = world.listen(RoutingDecision, "supervisor/routing", RELIABLE)
    world.spin_until(lambda: not supervisor._unknown)
    ingest = world.up(StillIngest, input="fake", rate=0.0)
    world.spin_until(lambda: experts["flow"].config.rate_hz > 0, timeout_s=10.0)
    world.spin_until(lambda: supervisor._observed == 110, timeout_s=10.0)
    world.spin_until(lambda: experts["flow"].config.rate_hz == 0.0)
    assert experts["risk"].config.rate_hz == 0.0
    assert ingest.config.rate == 0.0
    world.spin_until(lambda: len(routes) >= 2)
    assert "slow down" in " ".join(r.rationale for r in routes)


def test_a_users_rate_comes_back(world):
    flow = world.up(partial(ExpertNode, fake_spec("flow")), rate_hz=25.0)
    risk = world.up(partial(ExpertNode, fake_spec("risk")), upstream=["flow"])
    world.up(WorkspaceNode)
    supervisor = world.up(SupervisorNode, experts=["flow", "risk"], settle_s=0.2)
    world.spin_until(lambda: not supervisor._unknown)
    assert supervisor._awake["flow"].rate_hz == 25.0
    world.up(StillIngest, input="fake", rate=0.0)
    world.spin_until(lambda: 0.0 < flow.config.rate_hz < 25.0, timeout_s=10.0)
    world.spin_until(lambda: flow.config.rate_hz == 25.0, timeout_s=10.0)
    assert risk.config.rate_hz == 0.0


def test_what_waits_is_settled(world):
    world.up(partial(ExpertNode, fake_spec("risk")), upstream=[""])
    workspace = world.up(WorkspaceNode)
    workspace.workspace.set_policy("memory", "*", "hold")
    supervisor = world.up(SupervisorNode, experts=["risk"])
    update = NodeUpdate("camera/main", "motion", {"moving": True}, 0.1, 10)
    pending = workspace._offered.propose(Proposal("memory", 10, (update,)))
    assert pending.status.value == "pending"
    world.up(FakeIngest, input="fake", rate=0.0)
    world.spin_until(lambda: workspace.workspace.head.version == 1)
    assert supervisor._settled == 1
    assert not workspace.workspace.pending()


def test_stopping_gives_the_experts_their_rate_back(world):
    flow = world.up(partial(ExpertNode, fake_spec("flow")))
    supervisor = world.up(SupervisorNode, experts=["flow"])
    supervisor._experts.set("flow", {"rate_hz": 1.0})
    world.spin_until(lambda: flow.config.rate_hz == 1.0)
    supervisor.trigger_deactivate()
    world.spin_until(lambda: flow.config.rate_hz == 0.0)
