# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Keeps a mirror of a workspace that lives in another process."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from rclpy.node import Node

from sgw_msgs.msg import GraphDelta, GraphSnapshot
from sgw_msgs.srv import Snapshot as SnapshotService
from sgw_ros.nodes.convert.versions import keyframe_of, record_of
from sgw_ros.nodes.foreign import attempt
from sgw_ros.nodes.qos import EVERY, LATCHED
from sgw_ros.workspace.graph import Snapshot
from sgw_ros.workspace.mirror import Mirror

ANSWER_TIMEOUT_S = 2.0


class MirrorReader:
    """Follows `workspace/keyframe` and `workspace/delta`; heals a gap through `workspace/snapshot`."""

    def __init__(
        self, node: Node, deliver: Callable[[Snapshot], None], on_fault: Callable[[str], None]
    ) -> None:
        self._node, self._deliver, self._on_fault = node, deliver, on_fault
        self._mirror = Mirror()
        self._asked: Any = None
        self._asked_s = 0.0
        self._client = node.create_client(SnapshotService, "workspace/snapshot")
        self._subscriptions = [
            node.create_subscription(GraphSnapshot, "workspace/keyframe", self._on_keyframe, LATCHED),
            node.create_subscription(GraphDelta, "workspace/delta", self._on_delta, EVERY),
        ]

    def close(self) -> None:
        """Follow no more."""
        for subscription in self._subscriptions:
            self._node.destroy_subscription(subscription)
        self._subscriptions = []
        self._node.destroy_client(self._client)

    def _on_keyframe(self, message: GraphSnapshot) -> None:
        if attempt("workspace/keyframe", self._on_fault, self._apply_keyframe, message):
            self._deliver(self._mirror.head)

    def _apply_keyframe(self, message: GraphSnapshot) -> bool:
        return self._mirror.apply_keyframe(keyframe_of(message))

    def _on_delta(self, message: GraphDelta) -> None:
        if attempt("workspace/delta", self._on_fault, self._apply_delta, message):
            self._deliver(self._mirror.head)
        elif self._mirror.needs_keyframe:
            self._ask()

    def _apply_delta(self, message: GraphDelta) -> bool:
        return self._mirror.apply_delta(message.epoch, record_of(message))

    def _ask(self) -> None:
        """Ask for the whole graph, again when no answer came: a workspace may have died over it."""
        now_s = time.monotonic()
        if self._asked is not None and now_s - self._asked_s > ANSWER_TIMEOUT_S:
            self._client.remove_pending_request(self._asked)
            self._asked = None
        if self._asked is None and self._client.service_is_ready():
            self._asked, self._asked_s = self._client.call_async(SnapshotService.Request(version=-1)), now_s
            self._asked.add_done_callback(self._on_answer)

    def _on_answer(self, future: Any) -> None:
        if future is not self._asked:
            return
        self._asked = None
        answer = future.result()
        if answer is not None and answer.ok:
            self._on_keyframe(answer.snapshot)
