# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What one hostile or careless proposal may not do: never conflict, cost too much, or stop the others."""

import pytest

from sgw_ros.core.graph import Proposal
from sgw_ros.workspace import settlement, waiting
from sgw_ros.workspace.query import Query
from sgw_ros.workspace.region import Frustum, Nearest, Sphere

from .small import Clock, correction, identity, near, proposal, state, workspace_with


@pytest.mark.parametrize(
    "read",
    [
        "object/1@9",
        "near:object/1>object/2#edge@9",
        "near:object/1>object/2@9",
        "near:object/1>object/2#state",
        "nearby:object/1>object/2",
        "near:objct/1>object/2",
        "objct/1",
        "object/1#stat",
        "object/1#state@",
        "object/1#state@99999999999999999999",
        " object/1",
        "object/1 ",
        "object/1\n",
        '?{"types":["objct"]}',
        '?{"groups":["stat"]}',
        '?{"around":["object"]}',
        '?{"around":["objct/1"]}',
        '?{"around":["near:object/1>object/2"]}',
    ],
)
def test_a_read_that_could_never_conflict_is_refused(read):
    workspace = workspace_with(state(1), state(2), near(1, 2))
    workspace.propose_update(proposal(state(1, stamp=3), near(1, 2, stamp=3)))
    result = workspace.propose_update(proposal(identity(2, stamp=5), expert="p", base=1, reads=[read]))
    assert (result.status, workspace.head.version) == ("refused", 2)


def test_reads_are_a_list_of_texts_read_at_a_version():
    workspace = workspace_with(state(1), state(2))
    for base, reads in ((1, "object/1"), (None, ("object/1",))):
        result = workspace.propose_update(Proposal("p", 5, (identity(2, stamp=5),), (), base, reads))
        assert (result.status, result.message[:6]) == ("refused", "reads:")


@pytest.mark.parametrize(
    "read",
    [
        '?{"region":["sphere",[1e308,0,0,1e308]]}',
        '?{"region":["nearest",[1e200,0,0,2]]}',
        '?{"region":["frustum",[0,0,0,0,0,0,1,1e-300,1e-300,0,0,1e9,1e9,0,1e9]]}',
        '?{"region":["sphere",[0,0,0,1' + "0" * 400 + "]]}",
        '?{"where":"' + "-" * 980 + '1 < 2"}',
        '?{"where":"' + "not " * 40 + 'has(state)"}',
    ],
)
def test_a_query_that_cannot_be_evaluated_is_refused(read):
    workspace = workspace_with(state(1))
    result = workspace.propose_update(proposal(correction(1, stamp=2), base=1, reads=[read]))
    assert (result.status, workspace.pending()) == ("refused", ())


def test_regions_at_the_bounds_can_be_evaluated():
    head = workspace_with(state(1), state(2, x=2.0))
    regions = (
        Sphere((1e9, 0.0, 0.0), 1e9),
        Nearest((-1e9, 1e9, 1e9), 2),
        Frustum((0.0, 0.0, 0.0), (0.0, 0.0, 0.0, 1.0), (1.0, 1.0, 0.0, 0.0, 1e9, 1e9), 0.0, 1e9),
    )
    assert [len(head.query(Query(region=region)).nodes) for region in regions] == [2, 2, 0]


def test_a_proposal_that_cannot_be_judged_leaves_and_the_others_stay(monkeypatch):
    workspace = workspace_with(state(1), state(2))
    bad = workspace.propose_update(proposal(correction(1, stamp=2), expert="bad"))
    good = workspace.propose_update(proposal(correction(2, stamp=2), expert="good"))

    def judge(judged, versions):
        if judged.expert == "bad":
            raise OverflowError("too far")
        return settlement.judge(judged, versions)

    monkeypatch.setattr(waiting, "judge", judge)
    workspace.propose_update(proposal(state(2, stamp=9)))
    assert [pending.handle for pending in workspace.pending()] == [good.handle]
    assert "OverflowError: too far" in workspace.commit_update(bad.handle, "").message


def test_queries_of_a_proposal_and_of_all_that_wait_are_bounded():
    workspace = workspace_with(state(1))
    reads = [Query(to_ns=n + 5).text for n in range(17)]
    assert (
        "16 are the limit"
        in workspace.propose_update(proposal(correction(1, stamp=2), base=1, reads=reads)).message
    )
    results = [
        workspace.propose_update(
            proposal(correction(1, stamp=2 + n), expert=f"expert {n}", base=1, reads=reads[:16])
        )
        for n in range(5)
    ]
    assert [result.status.value for result in results] == ["pending"] * 4 + ["refused"]
    assert workspace.propose_update(proposal(correction(1, stamp=9))).status == "pending"


def test_what_waits_is_judged_once_per_version(monkeypatch):
    workspace = workspace_with(state(1), state(2))
    workspace.propose_update(proposal(correction(1, stamp=2), base=1, reads=[Query().text]))
    judged = []

    def judge(*args):
        judged.append(args)
        return settlement.judge(*args)

    monkeypatch.setattr(waiting, "judge", judge)
    assert workspace.count_pending() == len(workspace.pending()) == 1
    assert judged == []
    workspace.propose_update(proposal(state(2, stamp=9)))
    contested = [workspace.pending()[0].conflicts for _ in range(3)]
    assert contested == [((Query().text, 2),)] * 3
    assert len(judged) == 1


@pytest.mark.parametrize("token", ["sgw1.a.5.\ud800", "sgw1.\ud800.5.00"])
def test_a_token_that_is_no_text_is_refused(token):
    workspace = workspace_with(state(1))
    handle = workspace.propose_update(proposal(correction(1, stamp=2))).handle
    assert "no capability" in workspace.commit_update(handle, token).message


S = 10**9
YEAR = 365 * 86_400 * S


@pytest.mark.parametrize(
    ("seen_s", "clock_s", "ahead_s", "is_taken"),
    [
        pytest.param(0, 1, 2e9, False, id="from a clock that is wrong"),
        pytest.param(1000, 1010, 90, False, id="live, too far ahead"),
        pytest.param(1000, 1010, 60, True, id="live, clocks that differ by less than a minute"),
        pytest.param(1000, 4000, 3000, True, id="live, nothing was seen for long"),
        pytest.param(1000, 800, 50, True, id="live, sensors with a clock that is fast"),
        pytest.param(50, 1e9, 1e6, True, id="one recording after another"),
        pytest.param(1e9, 50, 3600, True, id="a machine that does not know the time"),
        pytest.param(1e9, 50, 90_000, False, id="that machine, a day later at once"),
    ],
)
def test_stamps_far_ahead_of_graph_and_clock_are_refused(seen_s, clock_s, ahead_s, is_taken):
    clock = Clock()
    clock.now_ns = round(clock_s * S)
    seen, stamp = round(seen_s * S), round((seen_s + ahead_s) * S)
    workspace = workspace_with(state(1, stamp=seen), state(3, stamp=seen), clock_ns=clock)
    for far in (proposal(state(2, stamp=stamp)), proposal(near(1, 3, stamp=stamp)), proposal(stamp=stamp)):
        result = workspace.propose_update(far)
        assert (result.status == "committed") is is_taken, result
        assert is_taken or workspace.prune("age", 300.0).removed == ()


def test_who_writes_nothing_does_not_tell_the_time():
    workspace = workspace_with()
    assert workspace.propose_update(proposal(stamp=2 * YEAR)).status == "committed"
    workspace.propose_update(proposal(state(1, stamp=5)))
    assert workspace.head.latest_ns == 5


def test_a_resolution_is_bound_by_the_time_too():
    workspace = workspace_with(state(1))
    workspace.propose_update(proposal(correction(1, stamp=2)))
    [pending] = workspace.pending()
    nodes = [correction(1, stamp=YEAR)]
    result = workspace.commit_update(pending.handle, workspace.authorise(pending, True, nodes), True, nodes)
    assert "ahead" in result.message


def test_a_stamp_that_no_message_can_hold_is_refused():
    workspace = workspace_with()
    assert workspace.propose_update(proposal(stamp=2**62)).status == "refused"
    assert workspace.propose_update(proposal(state(1, stamp=2**31 * S))).status == "refused"


def test_a_closed_workspace_takes_nothing_more():
    workspace = workspace_with(state(1))
    waiting_one = workspace.propose_update(proposal(correction(1, stamp=2)))
    authority = workspace.authorise(workspace.pending()[0], True)
    workspace.close()
    for update in (state(2), correction(1, stamp=3)):
        result = workspace.propose_update(proposal(update))
        assert (result.status, "closed" in result.message) == ("refused", True)
    assert "closed" in workspace.commit_update(waiting_one.handle, authority).message
    assert list(workspace.head.nodes) == ["object/1"]


def test_a_listener_that_raises_stops_neither_the_commit_nor_the_others():
    workspace = workspace_with()
    heard = []
    workspace.add_listener(lambda record: 1 / 0)
    workspace.add_listener(heard.append)
    assert workspace.propose_update(proposal(state(1))).version == 1
    assert [record.version for record in heard] == [1]
    assert workspace.faults == {"listener": "at version 1: ZeroDivisionError: division by zero"}
