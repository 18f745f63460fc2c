# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
from dataclasses import replace

import pytest

from sgw_ros.workspace.authority import AuthorityKey, Decision
from sgw_ros.workspace.errors import AuthorityError
from sgw_ros.workspace.query import Query

from .small import Clock, correction, gone, identity, near, position_x, proposal, state, workspace_with


def held(workspace, *updates, **settings):
    result = workspace.propose_update(proposal(*updates, expert="physics", **settings))
    assert result.status == "pending", result
    return next(p for p in workspace.pending() if p.handle == result.handle)


def settle(workspace, pending, accept=True, nodes=(), edges=()):
    return workspace.commit_update(
        pending.handle, workspace.authorise(pending, accept, nodes, edges), accept, nodes, edges
    )


def test_policy_holds_a_group_until_it_is_settled():
    workspace = workspace_with(state(1))
    pending = held(workspace, correction(1, stamp=2))
    assert (pending.held, pending.conflicts) == (("correction",), ())
    assert settle(workspace, pending).done
    assert "correction" in workspace.head.nodes["object/1"].groups
    assert workspace.records()[-1].kind == "settlement"


def test_policies_are_set_per_expert_and_group():
    workspace = workspace_with(state(1))
    workspace.set_policy("physics", "correction", "auto")
    assert workspace.propose_update(proposal(correction(1, stamp=2), expert="physics")).status == "committed"
    workspace.set_policy("memory", "*", "hold")
    assert workspace.propose_update(proposal(state(1, stamp=3))).status == "pending"
    assert workspace.propose_update(proposal(state(1, stamp=4), expert="other")).status == "committed"
    workspace.set_policy("other", "near", "hold")
    assert workspace.propose_update(proposal(state(2), near(1, 2), expert="other")).status == "pending"


def test_a_refused_proposal_changes_nothing():
    workspace = workspace_with(state(1))
    before = workspace.head
    assert not settle(workspace, held(workspace, correction(1)), accept=False).done
    assert workspace.head is before
    assert workspace.pending() == ()


def test_a_resolution_takes_the_place_of_the_proposal():
    workspace = workspace_with(state(1))
    pending = held(workspace, correction(1, stamp=2), identity(1, stamp=2))
    assert settle(workspace, pending, nodes=[identity(1, stamp=2, name="dog")]).done
    node = workspace.head.nodes["object/1"]
    assert node.value("identity", "class_name") == "dog"
    assert "correction" not in node.groups


def test_a_contested_fact_is_overwritten_by_settlement_only():
    workspace = workspace_with(state(1, stamp=5, x=1.0))
    pending = held(workspace, state(1, stamp=5, x=2.0))
    assert pending.conflicts == (("object/1#state", 1),)
    assert settle(workspace, pending).done
    assert position_x(workspace.head, 1) == 2.0


def test_an_authority_is_bound_to_the_state_it_was_signed_for():
    workspace = workspace_with(state(1, stamp=5, x=1.0))
    pending = held(workspace, state(1, stamp=5, x=2.0))
    authority = workspace.authorise(pending, True)
    workspace.propose_update(proposal(state(1, stamp=6, x=3.0)))
    result = workspace.commit_update(pending.handle, authority)
    assert not result.done
    assert "is over" in result.message


def test_an_authority_is_bound_to_handle_verdict_and_writes():
    workspace = workspace_with(state(1))
    first, second = held(workspace, correction(1, stamp=2)), held(workspace, correction(1, stamp=3))
    authority = workspace.authorise(first, True)
    assert not workspace.commit_update(second.handle, authority).done
    assert not workspace.commit_update(first.handle, authority, accept=False).done
    assert not workspace.commit_update(first.handle, authority, nodes=[correction(1, x=9.0)]).done
    assert workspace.commit_update(first.handle, authority).done


@pytest.mark.parametrize("forged", ["", "sgw1", "sgw1.a.b.c", "sgw1.00.9999999999999999999.00", "é" * 200])
def test_a_forged_authority_is_refused(forged):
    workspace = workspace_with(state(1))
    pending = held(workspace, correction(1))
    assert not workspace.commit_update(pending.handle, forged).done
    other = AuthorityKey.generate()
    stranger = other.sign(Decision(workspace.epoch, pending.handle, "accept"), 10**18)
    assert not workspace.commit_update(pending.handle, stranger).done
    assert len(workspace.pending()) == 1


def test_an_authority_holds_once_and_not_forever():
    key, decision = AuthorityKey.generate(), Decision("epoch", "handle", "accept")
    token = key.sign(decision, now_ns=0, ttl_s=1.0)
    with pytest.raises(AuthorityError, match="expired"):
        key.spend(token, decision, now_ns=1_000_000_001)
    key.spend(token, decision, now_ns=1_000_000_000)
    with pytest.raises(AuthorityError, match="before"):
        key.spend(token, decision, now_ns=0)


def test_a_handle_is_settled_once_and_expires():
    clock = Clock()
    workspace = workspace_with(state(1), clock_ns=clock)
    pending = held(workspace, correction(1, stamp=2))
    assert settle(workspace, pending).done
    assert "already" in settle(workspace, pending).message
    late = held(workspace, correction(1, stamp=3))
    authority = workspace.authorise(late, True)
    clock.now_ns += 3_000_000_000
    assert "expired" in workspace.commit_update(late.handle, authority).message
    assert workspace.pending() == ()
    assert "no proposal" in workspace.commit_update("unknown", authority).message


def test_a_settlement_that_no_longer_fits_changes_nothing():
    workspace = workspace_with(state(1))
    pending = held(workspace, correction(1, stamp=2))
    workspace.propose_update(proposal(gone(1, stamp=3)))
    before = workspace.head
    assert "does not exist" in settle(workspace, pending).message
    assert workspace.head is before


def test_a_proposal_that_outlives_its_base_leaves():
    workspace = workspace_with(state(1), keep=4)
    pending = held(workspace, correction(1, stamp=2), base=1)
    authority = workspace.authorise(pending, True)
    for stamp in range(3, 10):
        workspace.propose_update(proposal(state(2, stamp=stamp)))
    assert "outlived" in workspace.commit_update(pending.handle, authority).message
    assert workspace.pending() == ()
    assert workspace.prune("count", 1).removed == ("object/1",)


def test_waiting_room_is_bounded():
    workspace = workspace_with(state(1))
    held_back = [proposal(correction(1, stamp=s), expert=f"expert {s % 8}") for s in range(2, 300)]
    results = [workspace.propose_update(one) for one in held_back]
    assert results[-1].status == "refused"
    assert len(workspace.pending()) == 256


def test_one_expert_leaves_room_for_the_others():
    workspace = workspace_with(state(1))
    read = Query(types=("object",)).text
    greedy = [proposal(correction(1, stamp=s), expert="greedy", base=1, reads=[read]) for s in range(2, 300)]
    results = [workspace.propose_update(one) for one in greedy]
    assert (results[0].status, results[-1].status) == ("pending", "refused")
    results = [workspace.propose_update(replace(one, reads=())) for one in greedy]
    assert "of 'greedy'" in results[-1].message
    assert len(workspace.pending()) == 64
    other = proposal(correction(1, stamp=400), expert="modest", base=1, reads=[read])
    assert workspace.propose_update(other).status == "pending"


def test_the_key_file_is_private(tmp_path):
    path = tmp_path / "keys" / "authority"
    key = AuthorityKey.load(path)
    assert path.stat().st_mode & 0o777 == 0o600
    decision = Decision("e", "h", "accept")
    AuthorityKey.load(path).spend(key.sign(decision, 0), decision, 0)
    assert path.read_bytes().hex() not in repr(key)
    path.chmod(0o644)
    with pytest.raises(AuthorityError, match="chmod 600"):
        AuthorityKey.load(path)
    path.chmod(0o600)
    path.write_bytes(b"short")
    with pytest.raises(AuthorityError, match="32 bytes"):
        AuthorityKey.load(path)


def test_an_authority_is_void_once_a_fact_came_late_to_what_was_read():
    workspace = workspace_with(state(1, stamp=10), state(2))
    workspace.propose_update(proposal(state(1, stamp=30), stamp=30))
    workspace.propose_update(proposal(state(1, stamp=20, x=1.0), stamp=20))
    pending = held(workspace, identity(2, stamp=25), base=2, reads=["object/1#state@25"])
    token = workspace.authorise(pending, True)
    workspace.propose_update(proposal(state(1, stamp=22, x=9.0), stamp=22, expert="other"))
    assert not workspace.commit_update(pending.handle, token, True).done
    [again] = workspace.pending()
    assert workspace.commit_update(again.handle, workspace.authorise(again, True), True).done


@pytest.mark.parametrize("late", [state(3, stamp=50, x=9.0), identity(3, stamp=1), near(3, 1, stamp=9)])
def test_an_authority_is_void_once_what_its_resolution_removes_has_changed(late):
    workspace = workspace_with(state(1), state(3))
    pending = held(workspace, correction(1, stamp=2))
    nodes = [gone(3, stamp=20)]
    token = workspace.authorise(pending, True, nodes)
    assert workspace.propose_update(proposal(late, expert="physics")).status == "committed"
    assert not workspace.commit_update(pending.handle, token, True, nodes).done
    assert "object/3" in workspace.head.nodes


def test_a_resolution_removes_what_its_authority_looked_at():
    workspace = workspace_with(state(1), state(3))
    pending = held(workspace, correction(1, stamp=2))
    nodes = [gone(3, stamp=20)]
    token = workspace.authorise(pending, True, nodes)
    workspace.propose_update(proposal(state(1, stamp=9)))
    assert workspace.commit_update(pending.handle, token, True, nodes).done
    assert list(workspace.head.nodes) == ["object/1"]
