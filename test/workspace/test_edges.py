# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
from .small import gone, identity, near, proposal, state, support, workspace_with


def test_edges_are_a_mapping_by_key():
    edges = workspace_with(state(1), state(2), support(1, 2), near(2, 1), near(1, 2)).head.edges
    assert list(edges) == ["near:object/1>object/2", "near:object/2>object/1", "support:object/1>object/2"]
    assert (len(edges), edges["near:object/2>object/1"].update.source) == (3, "object/2")
    assert edges.get("near:object/1>object/9") is None
    assert "near:object/9>object/1" not in edges
    assert edges.get("no edge at all") is None


def test_changes_of_edges_are_exactly_the_differences():
    workspace = workspace_with(state(1), state(2), state(3), near(1, 2), near(2, 3))
    before = workspace.head
    workspace.propose_update(
        proposal(gone(3, stamp=2), near(1, 2, stamp=2, distance=5.0), support(2, 1, stamp=2))
    )
    changes = {key: (a, b) for key, a, b in before.edges.changes(workspace.head.edges)}
    assert set(changes) == {"near:object/1>object/2", "near:object/2>object/3", "support:object/2>object/1"}
    assert changes["near:object/2>object/3"][1] is None
    assert changes["support:object/2>object/1"][0] is None


def test_whoever_read_a_node_as_a_whole_does_not_mind_its_edges():
    workspace = workspace_with(state(1), state(2))
    workspace.propose_update(proposal(near(1, 2, stamp=2)))
    result = workspace.propose_update(proposal(identity(2, stamp=3), base=1, reads=["object/1"]))
    assert result.status == "committed"


def test_a_removal_yields_to_an_edge_that_came_since():
    workspace = workspace_with(state(1), state(2))
    workspace.propose_update(proposal(near(1, 2, stamp=2)))
    for number in (1, 2):
        assert workspace.propose_update(proposal(gone(number, stamp=3), base=1)).conflicts == (
            f"object/{number}",
        )
