# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
from sgw_ros.workspace.authority import Decision
from sgw_ros.workspace.query import Query

from .small import gone, identity, near, position_x, proposal, state, support, workspace_with


def rollback(workspace, handle):
    token = workspace.authority.sign(Decision(workspace.epoch, handle, "rollback"), 1_000_000_000)
    return workspace.rollback(handle, token)


def test_rollback_restores_exactly_what_was_there():
    workspace = workspace_with(state(1), state(2), identity(1), near(1, 2))
    before = workspace.head.state_hash()
    changes = proposal(state(1, stamp=2, x=3.0), gone(2, stamp=2), state(3), identity(3))
    handle = workspace.propose_update(changes).handle
    result = rollback(workspace, handle)
    assert (result.done, result.version) == (True, 3)
    assert workspace.head.state_hash() == before
    assert workspace.records()[-1].kind == "rollback"


def test_rollback_takes_out_a_group_and_keeps_the_rest():
    workspace = workspace_with(state(1), state(2), near(1, 2))
    before = workspace.head.state_hash()
    handle = workspace.propose_update(proposal(identity(1, stamp=2))).handle
    workspace.propose_update(proposal(state(4)))
    assert rollback(workspace, handle).done
    assert rollback(workspace, workspace.records()[-2].handle).done
    assert workspace.head.state_hash() == before


def test_rollback_is_refused_when_later_commits_wrote_or_read_its_items():
    workspace = workspace_with(state(1), state(2))
    first = workspace.propose_update(proposal(state(1, stamp=2, x=1.0))).handle
    reads = proposal(identity(2, stamp=3), base=2, reads=["object/1#state"])
    reader = workspace.propose_update(reads).handle
    writer = workspace.propose_update(proposal(state(1, stamp=4))).handle
    assert rollback(workspace, first).blocked_by == (reader, writer)
    assert rollback(workspace, writer).done
    assert position_x(workspace.head, 1) == 1.0


def test_commits_on_one_item_are_undone_in_turn():
    workspace = workspace_with(state(1), state(2), near(1, 2))
    before = workspace.head.state_hash()
    first = workspace.propose_update(proposal(state(1, stamp=2, x=1.0), state(3, stamp=2), near(1, 3))).handle
    between = workspace.head.state_hash()
    second = workspace.propose_update(proposal(state(1, stamp=3, x=2.0), gone(3, stamp=3))).handle
    assert rollback(workspace, first).blocked_by == (second,)
    assert rollback(workspace, second).done
    assert workspace.head.state_hash() == between
    assert rollback(workspace, first).done
    assert workspace.head.state_hash() == before
    assert position_x(workspace.read_state(3), 1) == 0.0


def test_what_was_brought_back_is_in_the_way_again():
    workspace = workspace_with(state(1))
    first = workspace.propose_update(proposal(state(1, stamp=2, x=1.0))).handle
    second = workspace.propose_update(proposal(state(1, stamp=3, x=2.0))).handle
    assert rollback(workspace, second).done
    assert rollback(workspace, workspace.records()[-1].handle).done
    assert position_x(workspace.head, 1) == 2.0
    assert rollback(workspace, first).blocked_by == (second,)


def test_rollback_is_refused_when_a_later_query_would_have_found_something_else():
    workspace = workspace_with(state(1), state(2))
    first = workspace.propose_update(proposal(state(1, stamp=2, x=9.0))).handle
    query = Query(where="state.position[0] > 5").text
    reader = workspace.propose_update(proposal(identity(2, stamp=3), base=2, reads=[query])).handle
    assert rollback(workspace, first).blocked_by == (reader,)


def test_rolling_back_a_birth_is_refused_once_others_built_on_it():
    workspace = workspace_with(state(1))
    birth = workspace.propose_update(proposal(state(2))).handle
    edge = workspace.propose_update(proposal(near(1, 2))).handle
    assert rollback(workspace, birth).blocked_by == (edge,)


def test_rollback_needs_its_own_authority():
    workspace = workspace_with(state(1))
    handle = workspace.propose_update(proposal(state(2))).handle
    other = workspace.authority.sign(Decision(workspace.epoch, "other", "rollback"), 1_000_000_000)
    assert not workspace.rollback(handle, other).done
    assert "no commit" in rollback(workspace, "unknown").message


def test_the_past_knows_nothing_of_what_was_rolled_back():
    workspace = workspace_with(state(1, stamp=10, x=1.0))
    handle = workspace.propose_update(proposal(state(1, stamp=20, x=2.0), stamp=20)).handle
    workspace.propose_update(proposal(state(2, stamp=30), stamp=30))
    assert position_x(workspace.read_state(25), 1) == 2.0
    undoing = workspace.snapshot(rollback(workspace, handle).version)
    assert position_x(workspace.read_state(25), 1) == position_x(undoing, 1) == 1.0
    assert "already" in rollback(workspace, handle).message
    again = workspace.records()[-1].handle
    assert rollback(workspace, again).done
    assert position_x(workspace.read_state(25), 1) == 2.0


def test_a_fact_that_came_late_is_taken_back_too():
    workspace = workspace_with(state(1, stamp=10, x=1.0))
    workspace.propose_update(proposal(state(1, stamp=30, x=3.0), stamp=30))
    handle = workspace.propose_update(proposal(state(1, stamp=20, x=2.0), stamp=20)).handle
    assert rollback(workspace, handle).done
    assert position_x(workspace.read_state(25), 1) == 1.0
    stale = proposal(identity(1, stamp=25), base=3, reads=["object/1#state@25"], expert="physics")
    assert workspace.propose_update(stale).conflicts == ("object/1#state@25",)
    assert workspace.propose_update(proposal(state(1, stamp=20, x=4.0), stamp=20)).status == "committed"
    assert position_x(workspace.read_state(25), 1) == 4.0


def test_rollback_is_refused_when_a_late_fact_was_read():
    workspace = workspace_with(state(1, stamp=10), state(2))
    workspace.propose_update(proposal(state(1, stamp=30), stamp=30))
    late = workspace.propose_update(proposal(state(1, stamp=20), stamp=20)).handle
    reads = proposal(identity(2, stamp=25), base=3, reads=["object/1#state@25"])
    reader = workspace.propose_update(reads).handle
    assert rollback(workspace, late).blocked_by == (reader,)


def test_rollback_is_refused_when_a_query_needed_it_beside_something_else():
    workspace = workspace_with(state(1, stamp=1), state(2))
    moved = workspace.propose_update(proposal(state(1, stamp=2, x=9.0), expert="a"))
    workspace.propose_update(proposal(identity(1, stamp=3, name="cat"), expert="b"))
    query = Query(where="state.position[0] > 5 and identity.class_name == 'cat'").text
    base = workspace.head.version
    resting = workspace.propose_update(proposal(identity(2, stamp=4), base=base, reads=[query]))
    assert rollback(workspace, moved.handle).blocked_by == (resting.handle,)


def test_a_turned_support_is_turned_back():
    workspace = workspace_with(state(1), state(2), support(1, 2, stamp=1))
    before = workspace.head.state_hash()
    taken = support(1, 2, stamp=2)._replace(remove=True, attributes={})
    handle = workspace.propose_update(proposal(taken, support(2, 1, stamp=2))).handle
    assert rollback(workspace, handle).done
    assert workspace.head.state_hash() == before


def test_a_fact_that_two_stated_is_not_lost_with_the_first():
    workspace = workspace_with(state(1, stamp=1))
    first = workspace.propose_update(proposal(state(1, stamp=5, x=2.0), expert="a"))
    second = workspace.propose_update(proposal(state(1, stamp=5, x=2.0), expert="b"))
    assert rollback(workspace, first.handle).blocked_by == (second.handle,)
    assert position_x(workspace.head, 1) == 2.0
