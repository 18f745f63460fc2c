# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import pytest

from sgw_ros.workspace.query import Query
from sgw_ros.workspace.region import Sphere

from .small import gone, identity, near, position_x, proposal, state, workspace_with


def test_a_conflict_free_proposal_is_committed_at_once():
    workspace = workspace_with(state(1))
    result = workspace.propose_update(proposal(state(1, stamp=2, x=5.0), base=1, reads=["object/1"]))
    assert (result.status, result.version) == ("committed", 2)
    assert position_x(workspace.head, 1) == 5.0
    assert position_x(workspace.snapshot(1), 1) == 0.0


def test_what_was_read_and_then_written_conflicts():
    workspace = workspace_with(state(1), state(2))
    workspace.propose_update(proposal(state(1, stamp=2)))
    late = workspace.propose_update(
        proposal(state(2, stamp=2), expert="physics", base=1, reads=["object/1#state"])
    )
    assert (late.status, late.conflicts) == ("pending", ("object/1#state",))
    unrelated = proposal(identity(2, stamp=3), expert="visual", base=1, reads=["object/2#state"])
    assert workspace.propose_update(unrelated).status == "committed"


def test_a_missing_key_that_was_looked_for_counts_as_a_read():
    workspace = workspace_with(state(1))
    workspace.propose_update(proposal(state(2)))
    result = workspace.propose_update(proposal(identity(1, stamp=2), expert="x", base=1, reads=["object/2"]))
    assert result.conflicts == ("object/2",)


def test_phantoms_of_a_query_conflict():
    query = Query(types=("object",), region=Sphere((0.0, 0.0, 0.0), 2.0)).text
    workspace = workspace_with(state(1))
    workspace.propose_update(proposal(state(2, x=50.0)))
    outside = workspace.propose_update(proposal(identity(1, stamp=2), expert="x", base=1, reads=[query]))
    assert outside.status == "committed"
    workspace.propose_update(proposal(state(3, x=1.0)))
    inside = workspace.propose_update(proposal(identity(1, stamp=3), expert="x", base=2, reads=[query]))
    assert inside.conflicts == (query,)


def test_reading_as_of_a_stamp_does_not_conflict_with_later_stamps():
    workspace = workspace_with(state(1, stamp=10))
    workspace.propose_update(proposal(state(1, stamp=20)))
    joined = proposal(identity(1, stamp=10), expert="physics", base=1, reads=["object/1#state@10"])
    assert workspace.propose_update(joined).status == "committed"
    late_fact = workspace.propose_update(proposal(state(1, stamp=15)))
    assert late_fact.status == "committed"
    overtaken = proposal(identity(1, stamp=16), expert="x", base=1, reads=["object/1#state@16"])
    assert workspace.propose_update(overtaken).conflicts == ("object/1#identity", "object/1#state@16")


def test_a_fact_that_came_late_conflicts_with_who_read_without_it():
    workspace = workspace_with(state(1, stamp=10), state(2))
    workspace.propose_update(proposal(state(1, stamp=30)))
    workspace.propose_update(proposal(state(1, stamp=20)))
    for stamp, conflicts in ((25, ("object/1#state@25",)), (15, ())):
        reads = [f"object/1#state@{stamp}"]
        result = workspace.propose_update(proposal(identity(2, stamp=stamp), base=2, reads=reads))
        assert result.conflicts == conflicts


def test_a_fact_is_immutable():
    workspace = workspace_with(state(1, stamp=10, x=1.0))
    same = workspace.propose_update(proposal(state(1, stamp=10, x=1.0), expert="other"))
    other = workspace.propose_update(proposal(state(1, stamp=10, x=2.0), expert="other"))
    assert (same.status, other.status) == ("committed", "pending")
    assert position_x(workspace.head, 1) == 1.0


def test_a_late_fact_is_kept_but_does_not_hide_a_newer_one():
    workspace = workspace_with(state(1, stamp=10, x=1.0))
    workspace.propose_update(proposal(state(1, stamp=30, x=3.0), stamp=30))
    workspace.propose_update(proposal(state(1, stamp=20, x=2.0), stamp=20))
    assert position_x(workspace.head, 1) == 3.0
    assert position_x(workspace.read_state(25), 1) == 2.0
    assert position_x(workspace.read_state(15), 1) == 1.0
    again = workspace.propose_update(proposal(state(1, stamp=20, x=9.0), stamp=20))
    assert again.conflicts == ("object/1#state",)


def test_a_blind_write_conflicts_only_with_another_at_its_stamp():
    workspace = workspace_with(state(1, stamp=1))
    assert workspace.propose_update(proposal(state(1, stamp=2), expert="other")).status == "committed"
    contested = workspace.propose_update(proposal(state(1, stamp=2, x=1.0), expert="third"))
    assert contested.conflicts == ("object/1#state",)


def test_with_a_base_a_write_conflicts_with_any_other_writer_since():
    workspace = workspace_with(state(1, stamp=1))
    workspace.propose_update(proposal(state(1, stamp=2), expert="other"))
    assert workspace.propose_update(proposal(state(1, stamp=3), base=1)).conflicts == ("object/1#state",)


def test_a_removal_takes_the_edges_and_yields_to_who_saw_the_node_since():
    workspace = workspace_with(state(1), state(2), near(1, 2))
    workspace.propose_update(proposal(identity(1, stamp=5), expert="visual"))
    assert workspace.propose_update(proposal(gone(1, stamp=4))).conflicts == ("object/1",)
    assert workspace.propose_update(proposal(gone(1, stamp=6))).status == "committed"
    assert (list(workspace.head.nodes), len(workspace.head.edges)) == (["object/2"], 0)
    assert list(workspace.head.edges_of("object/2")) == []


def test_a_node_does_not_come_back_by_a_side_group():
    workspace = workspace_with(state(1))
    workspace.propose_update(proposal(gone(1, stamp=2)))
    zombie = workspace.propose_update(proposal(identity(1, stamp=3), expert="visual"))
    assert zombie.status == "refused"
    assert "does not exist" in zombie.message


@pytest.mark.parametrize("base", [-1, 7])
def test_a_base_that_never_was_is_refused(base):
    workspace = workspace_with(state(1))
    result = workspace.propose_update(proposal(state(2), base=base))
    assert (result.status, len(workspace.head.nodes)) == ("refused", 1)


def test_a_base_that_is_no_longer_kept_or_of_another_epoch_is_refused():
    workspace = workspace_with(state(1), keep=4)
    for stamp in range(2, 12):
        workspace.propose_update(proposal(state(1, stamp=stamp)))
    assert "no longer kept" in workspace.propose_update(proposal(state(2), base=1)).message
    assert "epoch" in workspace.propose_update(proposal(state(2), base=11), epoch="before").message


def test_a_proposal_is_all_or_nothing():
    workspace = workspace_with(state(1))
    before = workspace.head
    result = workspace.propose_update(proposal(state(2), near(2, 9)))
    assert result.status == "refused"
    assert workspace.head is before


def test_a_state_of_the_past_shows_no_later_fact_whatever_its_proposal_says():
    workspace = workspace_with(state(1, stamp=10, x=1.0), state(2))
    workspace.propose_update(proposal(state(1, stamp=30, x=3.0), near(1, 2, stamp=40), stamp=1))
    assert position_x(workspace.read_state(25), 1) == 1.0
    assert list(workspace.read_state(35).edges) == []
    assert workspace.head.latest_ns == 40


def test_read_state_says_when_it_is_too_old():
    workspace = workspace_with(state(1, stamp=5), keep=2)
    assert "object/1" not in workspace.read_state(0).nodes
    for stamp in range(6, 12):
        workspace.propose_update(proposal(state(1, stamp=stamp), stamp=stamp))
    with pytest.raises(Exception, match="no longer kept"):
        workspace.read_state(5)


def test_listeners_hear_every_commit_in_order():
    workspace = workspace_with()
    heard = []
    workspace.add_listener(heard.append)
    for number in range(3):
        workspace.propose_update(proposal(state(number)))
    assert [record.version for record in heard] == [1, 2, 3]


def test_equal_graphs_have_equal_hashes_whatever_the_way():
    one = workspace_with(state(1), state(2), near(1, 2))
    other = workspace_with(state(2))
    other.propose_update(proposal(state(3), state(1)))
    other.propose_update(proposal(near(1, 2), gone(3, stamp=9)))
    assert one.head.state_hash() == other.head.state_hash()
    other.propose_update(proposal(state(1, stamp=2)))
    assert one.head.state_hash() != other.head.state_hash()


def test_an_edge_that_comes_too_late_is_left_out_and_named():
    workspace = workspace_with(state(1), state(2))
    workspace.propose_update(proposal(near(1, 2, stamp=5)))
    result = workspace.propose_update(proposal(near(1, 2, stamp=3, distance=9.0)))
    assert (result.status, result.message) == (
        "committed",
        "left out, because what stands is newer: near:object/1>object/2",
    )
    assert workspace.head.edges["near:object/1>object/2"].update.attributes == {"distance": 1.0}


def test_a_late_fact_may_not_contradict_an_earlier_late_one_whatever_its_base():
    workspace = workspace_with(state(1, stamp=9))
    workspace.propose_update(proposal(state(1, stamp=5, x=1.0)))
    base = workspace.head.version
    assert workspace.propose_update(proposal(state(1, stamp=5, x=2.0), base=base)).status == "pending"


def test_the_past_keeps_what_fits_of_a_commit_whose_rest_came_into_being_later():
    workspace = workspace_with(state(2, stamp=1))
    workspace.propose_update(proposal(state(1, stamp=6), stamp=6))
    both = proposal(identity(1, stamp=5, name="cat"), identity(2, stamp=5, name="dog"), stamp=5)
    workspace.propose_update(both)
    past = workspace.read_state(5)
    assert list(past.nodes) == ["object/2"]
    assert past.nodes["object/2"].value("identity", "class_name") == "dog"


def test_what_came_before_a_removal_brings_nothing_back():
    workspace = workspace_with(state(1, stamp=10), state(2, stamp=10), near(1, 2, stamp=10))
    cut = near(1, 2, stamp=20)._replace(remove=True, attributes={})
    workspace.propose_update(proposal(cut, stamp=20))
    assert "left out" in workspace.propose_update(proposal(near(1, 2, stamp=15), stamp=15)).message
    assert not list(workspace.head.edges)
    workspace.propose_update(proposal(gone(1, stamp=30), stamp=30))
    late = workspace.propose_update(proposal(state(1, stamp=25, x=7.0), stamp=25, expert="slow"))
    assert late.status == "committed"
    assert list(workspace.head.nodes) == ["object/2"]
    workspace.propose_update(proposal(state(2, stamp=40), stamp=40))
    assert position_x(workspace.read_state(27), 1) == 7.0
    assert workspace.propose_update(proposal(state(1, stamp=31), stamp=31)).status == "committed"
    assert "object/1" in workspace.head.nodes
