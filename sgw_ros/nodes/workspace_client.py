# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The workspace's `propose_update` for experts: asynchronous, bounded, never waits."""

from __future__ import annotations

from collections import deque
from functools import partial
from typing import Any

from rclpy.node import Node

from sgw_msgs.srv import ProposeUpdate
from sgw_ros.core.graph import Proposal
from sgw_ros.nodes.convert.graph import proposal_message

MAX_OPEN = 16
"""Calls without an answer; a dead workspace must not make its clients grow."""


class WorkspaceClient:
    """Sends proposals and counts what became of them."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._client = node.create_client(ProposeUpdate, "workspace/propose_update")
        self._open: deque[Any] = deque()
        self.committed = self.pending = self.refused = self.lost = 0
        self.last_refusal = ""

    def propose(self, proposal: Proposal) -> None:
        """Send one proposal; without a workspace it is lost and counted."""
        if not self._client.service_is_ready():
            self.lost += 1
            return
        while len(self._open) >= MAX_OPEN:
            self._client.remove_pending_request(self._open.popleft())
            self.lost += 1
        future = self._client.call_async(ProposeUpdate.Request(proposal=proposal_message(proposal)))
        self._open.append(future)
        future.add_done_callback(partial(self._on_answer, proposal.expert))

    def counters(self) -> dict[str, str]:
        """What became of the proposals so far."""
        return {
            "proposals committed": str(self.committed),
            "proposals pending": str(self.pending),
            "proposals refused": str(self.refused),
            "proposals lost": str(self.lost),
        }

    def close(self) -> None:
        """Call no more."""
        self._node.destroy_client(self._client)
        self._open.clear()

    def _on_answer(self, expert: str, future: Any) -> None:
        if future in self._open:
            self._open.remove(future)
        answer = future.result()
        if answer is None:
            return
        if answer.status == ProposeUpdate.Response.COMMITTED:
            self.committed += 1
        elif answer.status == ProposeUpdate.Response.PENDING:
            self.pending += 1
        else:
            self.refused += 1
            if answer.message != self.last_refusal:
                self.last_refusal = answer.message
                self._node.get_logger().warning(f"proposal of {expert} refused: {answer.message}")
