# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import pytest

from sgw_ros.core.graph import NodeUpdate, Proposal
from sgw_ros.supervisor.authority import apply, sign
from sgw_ros.supervisor.supervisor import Supervisor
from sgw_ros.workspace.workspace import Workspace

from .moments import FRAME_NS, detections, objects, track

NOW_NS = 10 * FRAME_NS


def state(x=0.0, uncertainty=0.1, stamp=1):
    return NodeUpdate("object/1", "state", {"position": (x, 0.0, 0.0)}, uncertainty, stamp)


def group(name, attributes, stamp=2):
    return NodeUpdate("object/1", name, attributes, 0.1, stamp)


CORRECTION = group("correction", {"position": (1.0, 0.0, 0.0)})
PREDICTION = group("prediction", {"horizons": (1.0,)})


def workspace_with_pending(*updates, expert="physics"):
    workspace = Workspace(clock_ns=lambda: NOW_NS)
    workspace.propose_update(Proposal("memory", 1, (state(),)))
    assert workspace.propose_update(Proposal(expert, 2, updates)).status == "pending"
    return workspace


def settle(workspace, memory, visual=None, supervisor=None):
    supervisor = supervisor or Supervisor()
    output = supervisor.observe(
        NOW_NS, 0.1, memory=memory, visual=visual, pending=workspace.pending(), head=workspace.head
    )
    [settlement] = output.settlements
    return settlement, apply(settlement, workspace), output


@pytest.mark.parametrize(
    ("seen", "score", "verdict"),
    [
        (track(visible=True), 0.9, "refuse"),
        (track(visible=True), 0.3, "ask again"),
        (track(visible=False), 0.9, "accept"),
        (track(visible=True, deviation_m=2.0), 0.9, "accept"),
        (track(number=2), 0.9, "refuse"),
    ],
)
def test_physics_is_believed_where_seeing_is_not(seen, score, verdict):
    workspace = workspace_with_pending(CORRECTION)
    settlement, _, output = settle(workspace, objects(NOW_NS, seen), detections(NOW_NS, score))
    assert settlement.verdict == verdict
    assert ("correction" in workspace.head.nodes["object/1"].groups) == (verdict == "accept")
    assert workspace.pending() == ()
    assert [trace.event for trace in output.traces] == [f"conflict: {verdict}"]


def test_a_refused_correction_does_not_take_the_forecast_with_it():
    workspace = workspace_with_pending(CORRECTION, PREDICTION)
    _, result, _ = settle(workspace, objects(NOW_NS, track()), detections(NOW_NS))
    assert result.done
    assert sorted(workspace.head.nodes["object/1"].groups) == ["prediction", "state"]


@pytest.mark.parametrize(("uncertainty", "verdict", "x"), [(0.01, "accept", 5.0), (0.5, "refuse", 0.0)])
def test_of_two_statements_the_better_known_stays(uncertainty, verdict, x):
    workspace = workspace_with_pending(state(5.0, uncertainty), expert="other")
    settlement, _, _ = settle(workspace, objects(NOW_NS))
    assert settlement.verdict == verdict
    assert workspace.head.nodes["object/1"].value("state", "position")[0] == x


def test_stale_ground_is_asked_for_anew():
    workspace = Workspace(clock_ns=lambda: NOW_NS)
    workspace.propose_update(Proposal("memory", 1, (state(),)))
    workspace.propose_update(Proposal("memory", 2, (state(stamp=2),)))
    workspace.propose_update(Proposal("physics", 2, (PREDICTION,), (), 1, ("object/1#state",)))
    settlement, _, _ = settle(workspace, objects(NOW_NS))
    assert settlement.verdict == "ask again"
    assert "prediction" not in workspace.head.nodes["object/1"].groups


def test_a_supervisor_elsewhere_signs_with_the_shared_key():
    workspace = workspace_with_pending(CORRECTION)
    output = Supervisor().observe(
        NOW_NS,
        0.1,
        memory=objects(NOW_NS, track(visible=False)),
        pending=workspace.pending(),
        head=workspace.head,
    )
    [settlement] = output.settlements
    token = sign(settlement, workspace.authority, workspace.head, NOW_NS)
    assert workspace.commit_update(
        settlement.handle, token, settlement.accept, settlement.nodes, settlement.edges
    ).done


@pytest.mark.parametrize(("visible", "verdict"), [(True, "refuse"), (False, "accept")])
def test_to_win_a_conflict_does_not_carry_a_correction_through(visible, verdict):
    workspace = workspace_with_pending(state(5.0, 0.01), CORRECTION, expert="other")
    [waiting] = workspace.pending()
    assert waiting.conflicts
    assert waiting.held == ("correction",)
    settlement, result, _ = settle(workspace, objects(NOW_NS, track(visible=visible)), detections(NOW_NS))
    assert settlement.verdict == verdict
    assert result.done
    groups = workspace.head.nodes["object/1"].groups
    assert ("correction" in groups) == (not visible)
    assert workspace.head.nodes["object/1"].value("state", "position")[0] == 5.0
