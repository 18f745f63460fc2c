# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The workspace over its services and topics, and its mirror in another process."""

import resource
from functools import partial

import pytest
import rclpy
from rclpy.parameter import Parameter
from visualization_msgs.msg import MarkerArray

from sgw_msgs.msg import GraphDelta, GraphSnapshot, PendingProposal
from sgw_msgs.srv import CommitUpdate, ProposeUpdate, Prune, Query, ReadState, Rollback, Snapshot
from sgw_ros.core.graph import EdgeUpdate, NodeUpdate, Proposal
from sgw_ros.nodes.channels import Input
from sgw_ros.nodes.convert.graph import proposal_message
from sgw_ros.nodes.mailbox import Mailbox
from sgw_ros.nodes.mirror_reader import MirrorReader
from sgw_ros.nodes.qos import EVERY, LATCHED, RELIABLE
from sgw_ros.nodes.supervision_streams import HEAD
from sgw_ros.nodes.workspace_node import WorkspaceNode

pytestmark = pytest.mark.ros
STAMP_NS = 2_000_000_000


def motion(inliers, stamp_ns=STAMP_NS):
    update = NodeUpdate("camera/main", "motion", {"moving": inliers > 0}, 0.1, stamp_ns)
    return Proposal("flow", stamp_ns, (update,), reason="seen")


@pytest.fixture
def call(world):
    node = world.add(partial(rclpy.create_node, "caller"))

    def call(kind, name, **fields):
        client = node.create_client(kind, f"workspace/{name}")
        world.spin_until(client.service_is_ready)
        future = client.call_async(kind.Request(**fields))
        world.spin_until(future.done)
        return future.result()

    return call


def propose(call, proposal):
    return call(ProposeUpdate, "propose_update", proposal=proposal_message(proposal))


def test_propose_read_query_prune(world, call, tmp_path):
    journal = tmp_path / "journal.db"
    world.up(WorkspaceNode, journal=str(journal))
    deltas = world.listen(GraphDelta, "workspace/delta", EVERY)
    keyframes = world.listen(GraphSnapshot, "workspace/keyframe", LATCHED)
    world.spin_until(lambda: keyframes)
    answer = propose(call, motion(1))
    assert (answer.status, answer.version) == (ProposeUpdate.Response.COMMITTED, 1)
    world.spin_until(lambda: deltas)
    assert (deltas[0].from_version, deltas[0].to_version) == (0, 1)
    assert (deltas[0].commit.expert, deltas[0].commit.reason) == ("flow", "seen")
    state = call(ReadState, "read_state")
    assert state.ok
    assert [n.key for n in state.snapshot.nodes] == ["camera/main"]
    assert call(Snapshot, "snapshot", version=-1).snapshot.state_hash == state.snapshot.state_hash
    missing = call(Snapshot, "snapshot", version=99)
    assert not missing.ok
    assert missing.message
    found = call(Query, "query", types=["camera"], version=-1)
    assert [n.key for n in found.subgraph.nodes] == ["camera/main"]
    assert not call(Query, "query", types=["camera"], region=77, version=-1).ok
    assert call(Prune, "prune", strategy="age", threshold=1.0).ok
    assert "unknown strategy" in call(Prune, "prune", strategy="mood", threshold=1.0).message
    assert journal.exists()


def test_what_cannot_be_is_refused_with_a_reason(world, call):
    world.up(WorkspaceNode)
    bad = Proposal("flow", STAMP_NS, (NodeUpdate("ghost/1", "state", {}, 0.1, STAMP_NS),))
    answer = propose(call, bad)
    assert answer.status == ProposeUpdate.Response.REFUSED
    assert "ghost" in answer.message
    assert not call(CommitUpdate, "commit_update", handle="nobody", authority="forged").committed
    assert not call(Rollback, "rollback", handle="nobody", authority="forged").done


def test_a_held_proposal_is_told_and_settled_by_nobody_without_authority(world, call):
    world.up(WorkspaceNode).workspace.set_policy("flow", "*", "hold")
    waiting = world.listen(PendingProposal, "workspace/pending", RELIABLE)
    world.spin_until(lambda: world.nodes[0].count_subscribers("/workspace/pending") == 1)
    answer = propose(call, motion(1))
    assert answer.status == ProposeUpdate.Response.PENDING
    world.spin_until(lambda: waiting)
    assert (waiting[0].handle, list(waiting[0].held)) == (answer.handle, ["motion"])
    refused = call(CommitUpdate, "commit_update", handle=answer.handle, accept=True, authority="forged")
    assert not refused.committed
    assert refused.message


def test_who_looks_is_shown_the_graph(world):
    workspace = world.up(WorkspaceNode).workspace
    places = {"object/1": (1.0, 0.0, 0.0), "object/2": (2.0, 0.0, 0.5)}
    nodes = [NodeUpdate(key, "state", {"position": place}, 0.2, STAMP_NS) for key, place in places.items()]
    nodes.append(NodeUpdate("hypothesis/1", "claim", {"text": "has no place"}, 0.1, STAMP_NS))
    edges = (
        EdgeUpdate("near", "object/1", "object/2", {}, 0.1, STAMP_NS),
        EdgeUpdate("predicts", "hypothesis/1", "object/1", {}, 0.1, STAMP_NS),
    )
    workspace.propose_update(Proposal("memory", STAMP_NS, tuple(nodes), edges))
    shown = world.listen(MarkerArray, "workspace/markers", RELIABLE)
    world.spin_until(lambda: shown)
    by_name = {(marker.ns, marker.text or marker.id): marker for marker in shown[0].markers[1:]}
    assert {text for ns, text in by_name if ns == "keys"} == set(places)
    assert [(p.x, p.z) for p in by_name["near", 0].points] == [(1.0, 0.0), (2.0, 0.5)]
    assert by_name["nodes", 1].scale.x == pytest.approx(0.4)
    assert not any(ns == "predicts" for ns, _ in by_name)


def test_a_journal_survives_its_node(world, call, tmp_path):
    node = world.up(WorkspaceNode, journal=str(tmp_path / "journal.db"))
    propose(call, motion(1))
    before = node.workspace.head.state_hash()
    node.trigger_deactivate()
    node.trigger_cleanup()
    node.trigger_configure()
    node.trigger_activate()
    assert node.workspace.head.state_hash() == before


def test_appearance_is_kept_out_of_the_journal_where_it_must_be(world, call, tmp_path):
    node = world.up(WorkspaceNode, journal=str(tmp_path / "journal.db"), keep_sensitive=False)
    seen = NodeUpdate("object/1", "state", {"position": (0.0, 0.0, 0.0)}, 0.1, 1)
    known = NodeUpdate("object/1", "identity", {"embedding": (0.5, 0.5), "class_name": "cup"}, 0.1, 1)
    assert node.workspace.propose_update(Proposal("memory", 1, (seen, known))).status == "committed"
    assert node.workspace.head.nodes["object/1"].value("identity", "embedding") == (0.5, 0.5)
    for trigger in (node.trigger_deactivate, node.trigger_cleanup, node.trigger_configure):
        trigger()
    identity = node.workspace.head.nodes["object/1"].groups["identity"].update
    assert identity.attributes == {"class_name": "cup"}


def test_a_full_disk_refuses_commits_and_the_services_live(world, call, tmp_path):
    node = world.up(WorkspaceNode, journal=str(tmp_path / "journal.db"))
    propose(call, motion(1))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    largest = max(file.stat().st_size for file in tmp_path.iterdir())
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest, hard))
    try:
        answers = [propose(call, motion(k, STAMP_NS + k)) for k in range(2, 40)]
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert answers[-1].status == ProposeUpdate.Response.REFUSED
    assert "journal" in answers[-1].message
    version = node.workspace.head.version
    assert propose(call, motion(50, STAMP_NS + 50)).version == version + 1


def test_a_journal_that_cannot_be_opened(world, tmp_path):
    node = world.add(WorkspaceNode, journal=str(tmp_path))
    node.trigger_configure()
    assert node.phase == "unconfigured"
    assert str(tmp_path) in node.fatal


def test_heads_by_reference_and_by_mirror(make_world):
    near, far = make_world(), make_world()
    heads, ends = {}, []
    for world in (near, far):
        node = world.add(partial(rclpy.create_node, "reader"))
        reader = partial(MirrorReader, node, on_fault=pytest.fail)
        keep = partial(heads.__setitem__, world)
        ends.append(Input(node, Mailbox(node), HEAD, keep, reader))
    workspace = near.up(WorkspaceNode).workspace
    far.spin_until(lambda: far in heads, others=[near])
    for k in range(3):
        workspace.propose_update(motion(k, STAMP_NS + k))
    far.spin_until(lambda: heads[far].version == 3, others=[near])
    assert heads[near] is workspace.head
    assert heads[far].state_hash() == workspace.head.state_hash()
    for end in ends:
        end.close()


def test_parameters_that_start_it_are_fixed(world):
    node = world.up(WorkspaceNode)
    (result,) = node.set_parameters([Parameter("journal", value="x.db")])
    assert not result.successful
