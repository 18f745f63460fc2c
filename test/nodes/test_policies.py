# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Policies as a parameter: texts there and back, and what changes when one is set."""

import pytest
from rclpy.parameter import Parameter

from sgw_ros.core.errors import ConfigError
from sgw_ros.core.graph import NodeUpdate, Proposal
from sgw_ros.nodes.policies import read_held, rules_of, write_held
from sgw_ros.nodes.workspace_node import WorkspaceNode

pytestmark = pytest.mark.ros


def test_texts_there_and_back():
    held = read_held(["physics:correction", "*:state", ""])
    assert held == {("physics", "correction"), ("*", "state")}
    assert write_held(held) == ["*:state", "physics:correction"]
    assert write_held(frozenset()) == [""]


@pytest.mark.parametrize("text", ["state", ":state", "memory:"])
def test_other_texts_are_refused(text):
    with pytest.raises(ConfigError, match=f"not '{text}'"):
        read_held([text])


def test_a_change_releases_and_holds():
    assert rules_of(read_held(["c:d"]), before=read_held(["a:b"])) == [("a", "b", "auto"), ("c", "d", "hold")]


def test_a_policy_set_while_running_holds_the_next_proposal(world):
    node = world.up(WorkspaceNode, hold=[""])

    def propose(stamp_ns):
        update = NodeUpdate("camera/main", "motion", {"moving": True}, 0.1, stamp_ns)
        return node.workspace.propose_update(Proposal("flow", stamp_ns, (update,))).status.value

    def hold(*texts):
        (result,) = node.set_parameters([Parameter("hold", value=list(texts))])
        return result

    assert propose(1) == "committed"
    assert hold("flow:motion").successful
    assert propose(2) == "pending"
    assert "not 'flow'" in hold("flow").reason
    assert hold("").successful
    assert propose(3) == "committed"
