# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A jump back in time empties the scene once, and what comes late out of the pass before stays out."""

from sgw_ros.core.graph import NodeUpdate, Proposal
from sgw_ros.supervisor.restart import SceneRestart
from sgw_ros.workspace.workspace import Workspace

S = 1_000_000_000


def test_only_a_jump_back_empties_the_scene():
    workspace, subject = Workspace(), SceneRestart()
    update = NodeUpdate("object/1", "state", {"position": (1.0, 0.0, 0.0)}, 0.1, 100 * S)
    workspace.propose_update(Proposal("memory", 100 * S, (update,)))
    assert [subject.step(t * S, workspace.head) for t in (99, 100, 99)] == [None] * 3
    clearing = subject.step(5 * S, workspace.head)
    workspace.propose_update(clearing)
    assert not workspace.head.nodes
    assert subject.step(6 * S, workspace.head) is None
    assert subject.step(S, workspace.head) is None  # a jump, but nothing is there


def test_what_is_over():
    head, subject = Workspace().head, SceneRestart()
    subject.step(100 * S, head)
    assert not subject.is_over(100 * S)
    subject.step(5 * S, head)
    assert [subject.is_over(t * S) for t in (5, 6, 99, 100, 101)] == [False, False, True, True, False]
    subject.step(99 * S, head)
    assert not subject.is_over(100 * S)
