# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The workspace's state at the end of a run."""

from __future__ import annotations

from typing import Any

from rclpy.node import Node

from sgw_msgs.msg import GraphSnapshot
from sgw_msgs.srv import Snapshot
from sgw_ros.core.errors import FrameError
from sgw_ros.nodes.recorder.raw import read_message


class LastWord:
    """Asks the workspace, once; without one, or one that answers, the last keyframe has to do."""

    def __init__(self, node: Node) -> None:
        self.known = False
        self._client = node.create_client(Snapshot, "workspace/snapshot")
        self._asked: Any = None
        self._state_hash = ""
        self._keyframe = b""

    def on_keyframe(self, data: bytes) -> None:
        """A keyframe is here."""
        self._keyframe = data

    def ask(self, last_chance: bool) -> None:
        """Ask, unless that was done; `known` once there is an answer, or none is to come."""
        if self._asked is None and self._client.service_is_ready():
            self._asked = self._client.call_async(Snapshot.Request(version=-1))
            self._asked.add_done_callback(self._on_answer)
        elif self._asked is None or last_chance:
            self.known = True

    @property
    def state_hash(self) -> str:
        """The last state that is known; empty without a workspace."""
        try:
            return self._state_hash or read_message(self._keyframe, GraphSnapshot).state_hash
        except FrameError:
            return ""

    def _on_answer(self, future: Any) -> None:
        answer = future.result()
        if answer is not None and answer.ok:
            self._state_hash = answer.snapshot.state_hash
        self.known = True
