# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What pruning and merging leave alone."""

from sgw_ros.core.graph import EdgeUpdate, NodeUpdate
from sgw_ros.workspace.query import Query

from .small import correction, near, proposal, state, support, workspace_with

S = 1_000_000_000


def same(source, target, stamp=1):
    return EdgeUpdate("same_as", source, target, {"confidence": 1.0}, 0.0, stamp)


def test_a_merge_that_would_close_a_cycle_is_left_and_the_others_are_done():
    workspace = workspace_with(
        *[state(n) for n in range(1, 6)],
        support(1, 2),
        support(2, 3),
        same("object/1", "object/3"),
        same("object/4", "object/5"),
    )
    assert workspace.prune("duplicates", 0.5).removed == ("object/4",)
    assert {"object/1", "object/3"} <= set(workspace.head.nodes)


def test_merges_that_close_a_cycle_only_together_are_not_both_done():
    workspace = workspace_with(
        *[state(n) for n in range(1, 5)],
        support(1, 2),
        support(3, 4),
        same("object/1", "object/4"),
        same("object/3", "object/2"),
    )
    assert workspace.prune("duplicates", 0.5).removed == ("object/1",)
    assert "support:object/4>object/2" in workspace.head.edges


def test_a_chain_of_merges_moves_edges_between_the_merged():
    workspace = workspace_with(
        *[state(n) for n in range(1, 5)],
        support(1, 3),
        same("object/1", "object/2"),
        same("object/3", "object/4"),
    )
    assert workspace.prune("duplicates", 0.5).removed == ("object/1", "object/3")
    assert list(workspace.head.edges) == ["support:object/2>object/4"]


def test_a_permanent_node_is_not_merged_away():
    cameras = [
        NodeUpdate(f"camera/{name}", "pose", {"position": (0.0, 0.0, 0.0)}, 0.0, 0) for name in ("a", "b")
    ]
    workspace = workspace_with(*cameras, same("camera/a", "camera/b"))
    assert workspace.prune("duplicates", 0.5).removed == ()
    assert len(workspace.head.nodes) == 2


def test_the_way_to_what_an_open_proposal_found_stays():
    surface = NodeUpdate("surface/1", "state", {"position": (0.0, 0.0, 0.0)}, 0.0, 100 * S)
    workspace = workspace_with(
        state(1, stamp=100 * S),
        state(5, stamp=0),
        state(6, stamp=0),
        surface,
        near(1, 5, stamp=0),
        EdgeUpdate("near", "object/5", "surface/1", {"distance": 1.0}, 0.1, 0),
        clock_ns=lambda: 100 * S,
    )
    query = Query(types=("surface",), around=("object/1",), depth=2).text
    open_one = proposal(correction(1, stamp=100 * S), expert="physics", base=1, reads=[query])
    assert workspace.propose_update(open_one).status == "pending"
    assert workspace.prune("age", 10.0).removed == ("object/6",)
    assert workspace.pending()[0].conflicts == ()
