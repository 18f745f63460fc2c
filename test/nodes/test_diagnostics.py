# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import pytest
from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus

from sgw_ros.core.graph import NodeUpdate, Proposal
from sgw_ros.nodes.qos import SHOWN
from sgw_ros.nodes.workspace_node import WorkspaceNode

pytestmark = pytest.mark.ros


def test_a_figure_that_cannot_be_told_is_an_error_and_not_the_end_of_the_node(world, monkeypatch):
    node = world.up(WorkspaceNode)

    def counters():
        raise OverflowError("cannot be counted")

    monkeypatch.setattr(node, "counters", counters)
    told = world.listen(DiagnosticArray, "/diagnostics", SHOWN)
    world.spin_until(lambda: len(told) > 1)
    status = told[0].status[0]
    assert (status.level, status.name) == (DiagnosticStatus.ERROR, "/workspace")
    assert status.message == "its diagnostics failed: OverflowError: cannot be counted"
    monkeypatch.undo()
    world.spin_until(lambda: told[-1].status[0].level == DiagnosticStatus.OK)


def test_a_listener_that_fails_is_told(world):
    node = world.up(WorkspaceNode)
    told = world.listen(DiagnosticArray, "/diagnostics", SHOWN)

    def fail(record):
        raise ValueError("not heard")

    node.workspace.add_listener(fail)
    update = NodeUpdate("camera/main", "motion", {"moving": True}, 0.1, 5)
    assert node.workspace.propose_update(Proposal("flow", 5, (update,))).version == 1
    told.clear()
    world.spin_until(lambda: told)
    values = {entry.key: entry.value for entry in told[0].status[0].values}
    assert values["listener"] == "at version 1: ValueError: not heard"
