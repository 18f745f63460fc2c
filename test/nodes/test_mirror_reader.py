# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A mirror with a gap asks for the whole graph, again when the workspace died over the question."""

from functools import partial

import pytest
import rclpy

from sgw_msgs.msg import GraphDelta
from sgw_msgs.srv import Snapshot
from sgw_ros.nodes import mirror_reader
from sgw_ros.nodes.convert.versions import snapshot_message
from sgw_ros.nodes.mirror_reader import MirrorReader
from sgw_ros.workspace.workspace import Workspace
from test.nodes.fakes import Deaf

pytestmark = pytest.mark.ros


def test_a_question_without_an_answer_is_asked_again(world, monkeypatch):
    node, deaf, heads = world.add(partial(rclpy.create_node, "reader")), Deaf(), []
    monkeypatch.setattr(node, "create_client", lambda *_: deaf)
    reader = MirrorReader(node, heads.append, pytest.fail)
    (on_delta,) = (s.callback for s in node.subscriptions if s.msg_type is GraphDelta)
    for version, timeout_s, calls in ((5, 60.0, 1), (6, 60.0, 1), (7, -1.0, 2)):
        monkeypatch.setattr(mirror_reader, "ANSWER_TIMEOUT_S", timeout_s)
        on_delta(GraphDelta(epoch="e", from_version=version - 1, to_version=version))
        assert len(deaf.calls) == calls
    (answered,) = deaf.pending
    answered.set_result(Snapshot.Response(ok=True, snapshot=snapshot_message(Workspace().head)))
    assert len(heads) == 1
    reader.close()
