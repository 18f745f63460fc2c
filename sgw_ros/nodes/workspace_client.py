# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The workspace's `propose_update` for experts: asynchronous, bounded, never waits."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from rclpy.node import Node

from sgw_msgs.srv import ProposeUpdate
from sgw_ros.core.graph import Proposal
from sgw_ros.nodes.channels import bus_key
from sgw_ros.nodes.convert.graph import proposal_message
from sgw_ros.nodes.local_bus import BUS
from sgw_ros.nodes.mailbox import Mailbox
from sgw_ros.workspace.commit import ProposalResult, Status

SERVICE = "workspace/propose_update"
MAX_OPEN = 16
"""Calls without an answer; a dead workspace must not make its clients grow."""
STATUS = {
    ProposeUpdate.Response.COMMITTED: Status.COMMITTED,
    ProposeUpdate.Response.PENDING: Status.PENDING,
    ProposeUpdate.Response.REFUSED: Status.REFUSED,
}


@dataclass(frozen=True, slots=True)
class LocalProposal:
    """A proposal to a workspace in this process; `answer` takes the result, in any thread."""

    proposal: Proposal
    answer: Callable[[ProposalResult], None]


class WorkspaceClient:
    """Sends proposals, by reference to a workspace in this process, and counts what became of them."""

    def __init__(self, node: Node, mailbox: Mailbox) -> None:
        self._node, self._mailbox = node, mailbox
        self._key = bus_key(node, SERVICE)
        self._client = node.create_client(ProposeUpdate, SERVICE)
        self._open: deque[Any] = deque()
        self.counts = dict.fromkeys([*Status, "lost"], 0)
        self._last_refusal = ""

    def propose(self, proposal: Proposal) -> None:
        """Send one proposal; without a workspace it is lost and counted."""
        if BUS.has_listener(self._key):
            answer = partial(self._mailbox.post, partial(self._on_result, proposal.expert))
            BUS.publish(self._key, LocalProposal(proposal, answer))
            return
        if not self._client.service_is_ready():
            self.counts["lost"] += 1
            return
        while len(self._open) >= MAX_OPEN:
            self._client.remove_pending_request(self._open.popleft())
            self.counts["lost"] += 1
        future = self._client.call_async(ProposeUpdate.Request(proposal=proposal_message(proposal)))
        self._open.append(future)
        future.add_done_callback(partial(self._on_answer, proposal.expert))

    def counters(self) -> dict[str, str]:
        """What became of the proposals so far."""
        return {f"proposals {getattr(k, 'value', k)}": str(count) for k, count in self.counts.items()}

    def close(self) -> None:
        """Call no more."""
        self._node.destroy_client(self._client)
        self._open.clear()

    def _on_answer(self, expert: str, future: Any) -> None:
        if future in self._open:
            self._open.remove(future)
        answer = future.result()
        if answer is not None and answer.status in STATUS:
            conflicts = tuple(answer.conflicts)
            status = STATUS[answer.status]
            self._on_result(
                expert, ProposalResult(answer.handle, status, int(answer.version), conflicts, answer.message)
            )

    def _on_result(self, expert: str, result: ProposalResult) -> None:
        self.counts[result.status] += 1
        if result.status is Status.REFUSED and result.message != self._last_refusal:
            self._last_refusal = result.message
            self._node.get_logger().warning(f"proposal of {expert} refused: {result.message}")
