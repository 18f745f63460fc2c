# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The supervisor looks at every frame, sets other nodes' parameters, and settles what waits."""

from functools import partial

import pytest
import rclpy
from rclpy.parameter import Parameter

from sgw_msgs.msg import RoutingDecision
from sgw_ros.core.graph import NodeUpdate, Proposal
from sgw_ros.nodes.expert_node import ExpertNode
from sgw_ros.nodes.parameter_clients import ParameterClients
from sgw_ros.nodes.qos import RELIABLE
from sgw_ros.nodes.supervisor_node import SupervisorNode
from sgw_ros.nodes.workspace_node import WorkspaceNode
from test.nodes.fakes import Deaf, FakeSource, fake_spec, frame
from test.nodes.test_graph_by_reference import FakeIngest

pytestmark = pytest.mark.ros


class StillSource(FakeSource):
    """Two seconds at 50 Hz in which nothing moves, then everything, if there is more."""

    def __iter__(self):
        for sequence in range(self._count):
            yield frame(sequence, activity=0.0 if sequence < 100 else 0.5)


class StillIngest(FakeIngest):
    count = 110

    def _open(self):
        return StillSource(self.count)


class StillToTheEnd(StillIngest):
    count = 100


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


def test_a_threshold_set_while_running_holds_from_the_next_frame_on(world):
    flow = world.up(partial(ExpertNode, fake_spec("flow")))
    world.up(partial(ExpertNode, fake_spec("risk")), upstream=["flow"])
    supervisor = world.up(SupervisorNode, experts=["flow", "risk"], settle_s=0.1)
    world.spin_until(lambda: not supervisor._unknown)
    world.up(StillToTheEnd, input="fake", rate=1.0)
    world.spin_until(lambda: flow.config.rate_hz > 0.0)
    (result,) = supervisor.set_parameters([Parameter("throttle", value=False)])
    assert result.successful
    world.spin_until(lambda: flow.config.rate_hz == 0.0)


def contest(workspace):
    """A conflict: physics corrects what memory wrote after physics had read, and knows better."""
    seen, known_better = (
        NodeUpdate("object/1", "state", {"position": (x, 0.0, 0.0)}, uncertainty, 10 + k)
        for k, (x, uncertainty) in enumerate(((1.0, 0.5), (2.0, 0.1)))
    )
    workspace._offered.propose(Proposal("memory", 10, (seen,)))
    answer = workspace._offered.propose(Proposal("physics", 11, (known_better,), base_version=0))
    assert answer.status.value == "pending"
    assert answer.conflicts


@pytest.mark.parametrize("late", [False, True])
def test_a_conflict_is_settled_by_a_supervisor_in_another_process(make_world, late):
    """Also by one that came late, and knows the graph by its keyframe alone."""
    near, far = make_world(), make_world()
    near.up(partial(ExpertNode, fake_spec("risk")), upstream=[""])
    workspace = near.up(WorkspaceNode)
    head = Proposal("memory", 5, (NodeUpdate("object/1", "state", {"position": (0.0,) * 3}, 0.5, 5),))
    if late:
        workspace._offered.propose(head)
    supervisor = far.up(SupervisorNode, experts=["risk"])
    near.spin_until(lambda: supervisor._head is not None and not supervisor._unknown, others=[far])
    near.spin_until(lambda: near.nodes[1].count_subscribers("/workspace/pending") == 1, others=[far])
    contest(workspace)
    near.spin_until(lambda: supervisor._waiting, others=[far])
    near.up(FakeIngest, input="fake", rate=0.0, wait_for=["risk"])
    near.spin_until(lambda: not workspace.workspace.pending(), others=[far])
    state = workspace.workspace.head.item("object/1", "state").update
    assert state.attributes["position"] == (2.0, 0.0, 0.0)
    assert not supervisor.faults.last


def test_what_the_workspace_holds_is_the_users_word_alone(world):
    world.up(partial(ExpertNode, fake_spec("risk")), upstream=[""])
    workspace = world.up(WorkspaceNode, hold=[""])
    supervisor = world.up(SupervisorNode, experts=["risk"])
    world.up(FakeIngest, input="fake", rate=0.0, wait_for=["risk"])
    world.spin_until(lambda: supervisor.counters()["frames"] == "5")
    assert workspace.config.hold == ("",)
    assert [c.srv_name for c in supervisor.clients if "workspace/set_parameters" in c.srv_name] == []


def test_who_never_answers_is_not_asked_for_ever(world, monkeypatch):
    node, deaf, now_s = world.add(partial(rclpy.create_node, "asker")), Deaf(), [0.0]
    monkeypatch.setattr(node, "create_client", lambda *_: deaf)
    subject = ParameterClients(node, ["flow"], clock=lambda: now_s[0])
    for now_s[0] in (0.0, 0.2, 1.9, 2.1, 2.3):
        subject.get("flow", ("rate_hz",), pytest.fail)
    assert len(deaf.calls) == 2
    assert len(deaf.pending) == 1


def test_who_was_away_is_told_again(world, monkeypatch):
    node, deaf = world.add(partial(rclpy.create_node, "setter")), Deaf()
    monkeypatch.setattr(node, "create_client", lambda *_: deaf)
    subject = ParameterClients(node, ["flow"])
    for deaf.ready in (True, True, False, True):
        subject.set("flow", {"rate_hz": 2.0})
    assert len(deaf.calls) == 2


def test_stopping_gives_the_experts_their_rate_back(world):
    flow = world.up(partial(ExpertNode, fake_spec("flow")))
    supervisor = world.up(SupervisorNode, experts=["flow"])
    world.spin_until(lambda: not supervisor._unknown)
    supervisor._settings_of_others.set("flow", {"rate_hz": 1.0})
    world.spin_until(lambda: flow.config.rate_hz == 1.0)
    supervisor.trigger_deactivate()
    world.spin_until(lambda: flow.config.rate_hz == 0.0)


def test_stopping_leaves_an_expert_alone_whose_rate_was_never_learned(world, monkeypatch):
    monkeypatch.setattr(ParameterClients, "get", lambda *_: None)
    supervisor, told = world.up(SupervisorNode, experts=["flow"]), []
    monkeypatch.setattr(ParameterClients, "set", lambda _, *what: told.append(what))
    supervisor.trigger_deactivate()
    assert told == []
