# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import pytest

from sgw_ros.core.errors import WorkspaceError
from sgw_ros.core.graph import EdgeUpdate, NodeUpdate
from sgw_ros.workspace.journal import Journal

from .small import correction, gone, identity, near, proposal, state, workspace_with

S = 1_000_000_000


def same(a, b, confidence):
    return EdgeUpdate("same_as", f"object/{a}", f"object/{b}", {"confidence": confidence}, 0.0, 1)


def camera(stamp=0):
    return NodeUpdate("camera/main", "pose", {"position": (0.0, 0.0, 0.0)}, 0.0, stamp)


def violation(number, score):
    event = NodeUpdate(f"event/gravity-{number}", "event", {"kind": "gravity", "score": score}, 0.0, 0)
    return event, EdgeUpdate("predicts", event.key, f"object/{number}", {}, 0.0, 0)


def test_old_nodes_go_in_one_commit_and_permanent_ones_stay():
    workspace = workspace_with(state(1, stamp=0), camera(), proposal_free := state(2, stamp=90 * S))
    workspace.propose_update(proposal(state(3, stamp=100 * S), stamp=100 * S))
    result = workspace.prune("age", 20.0)
    assert (result.removed, result.version) == (("object/1",), 3)
    assert list(workspace.head.nodes) == ["camera/main", proposal_free.key, "object/3"]
    assert workspace.records()[-1].kind == "prune"
    assert "object/1" in workspace.snapshot(2).nodes
    assert workspace.prune("age", 20.0).removed == ()
    assert "object/1" in workspace.read_state(5 * S).nodes


def test_uncertain_and_surplus_nodes_go():
    workspace = workspace_with(*[state(n, stamp=n * S, uncertainty=0.1 * n) for n in range(1, 6)])
    assert workspace.prune("uncertainty", 0.45).removed == ("object/5",)
    assert workspace.prune("count", 2).removed == ("object/1", "object/2")


def test_surprise_protects():
    event, edge = violation(1, 0.99)
    workspace = workspace_with(state(1, stamp=0), state(2, stamp=0), event, edge, clock_ns=lambda: 600 * S)
    workspace.propose_update(proposal(state(3, stamp=600 * S), stamp=600 * S))
    assert workspace.prune("importance", 0.5).removed == ("object/2",)
    assert "object/1" in workspace.head.nodes


def test_what_an_open_proposal_has_read_or_writes_stays():
    workspace = workspace_with(*[state(n, stamp=0) for n in range(1, 6)], clock_ns=lambda: 100 * S)
    workspace.propose_update(proposal(state(9, stamp=100 * S), stamp=100 * S))
    open_one = proposal(
        correction(1, stamp=S), expert="physics", base=1, reads=["object/2", "near:object/3>object/4"]
    )
    assert workspace.propose_update(open_one).status == "pending"
    assert workspace.prune("age", 1.0).removed == ("object/5",)


def test_duplicates_are_merged_with_their_newer_groups_and_edges():
    workspace = workspace_with(
        state(1, stamp=1),
        identity(1, stamp=9, name="cat"),
        state(2, stamp=5),
        identity(2, stamp=5),
        state(3),
        near(1, 3),
        near(1, 2),
        same(1, 2, 0.9),
        same(3, 2, 0.1),
    )
    result = workspace.prune("duplicates", 0.5)
    assert result.removed == ("object/1",)
    node = workspace.head.nodes["object/2"]
    assert node.value("identity", "class_name") == "cat"
    assert node.groups["state"].update.stamp_ns == 5
    assert list(workspace.head.edges) == ["near:object/2>object/3", "same_as:object/3>object/2"]
    assert workspace.records()[-1].kind == "merge"


@pytest.mark.parametrize(
    ("strategy", "threshold"),
    [("mood", 1.0), ("age", -1.0), ("age", float("nan")), ("count", float("inf")), ("age", "old")],
)
def test_nonsense_is_a_named_error(strategy, threshold):
    with pytest.raises(WorkspaceError, match="prune"):
        workspace_with(state(1)).prune(strategy, threshold)


def test_after_the_clock_was_set_back_what_is_seen_now_is_not_old(tmp_path):
    workspace = workspace_with(journal=Journal(tmp_path / "journal"))
    for stamp, update in (
        (1200 * S, state(1, stamp=1200 * S)),
        (0, gone(1, stamp=0)),
        (2 * S, state(2, stamp=2 * S)),
        (9 * S, state(3, stamp=9 * S)),
    ):
        base = workspace.head.version
        result = workspace.propose_update(proposal(update, stamp=stamp, base=base))
        assert result.status == "committed", result
    assert workspace.prune("age", 300.0).removed == ()
    assert list(workspace.read_state(5 * S).nodes) == ["object/2"]
    assert workspace.head.latest_ns == 9 * S
    workspace.close()
    again = workspace_with(journal=Journal(tmp_path / "journal"))
    assert again.head.latest_ns == 9 * S
    assert again.prune("age", 300.0).removed == ()
    again.close()
