# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The workspace's operations as ROS services."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from rclpy.node import Node

from sgw_msgs.srv import CommitUpdate, ProposeUpdate, Prune, Query, ReadState, Rollback, Snapshot
from sgw_ros.core.errors import WorkspaceError
from sgw_ros.core.faults import reason
from sgw_ros.core.graph import Proposal
from sgw_ros.nodes.convert.graph import edge_of, node_of, proposal_of
from sgw_ros.nodes.convert.query import query_of
from sgw_ros.nodes.convert.values import nanoseconds
from sgw_ros.nodes.convert.versions import snapshot_message, subgraph_message
from sgw_ros.workspace.commit import Pending, ProposalResult, Status
from sgw_ros.workspace.workspace import Workspace

STATUS = {
    Status.COMMITTED: ProposeUpdate.Response.COMMITTED,
    Status.PENDING: ProposeUpdate.Response.PENDING,
    Status.REFUSED: ProposeUpdate.Response.REFUSED,
}
HEAD_VERSION = -1


class WorkspaceServices:
    """Answers `workspace/*`; `on_pending` hears of each proposal that has to wait.

    Proposals about stamps that are `over` come out of a pass through the input that another one followed.
    Whatever a request holds, it is answered: what goes wrong stands in the answer, and `on_fault` hears of
    what the workspace itself did not expect.
    """

    def __init__(
        self,
        node: Node,
        workspace: Workspace,
        on_pending: Callable[[Pending], None],
        is_over: Callable[[int], bool],
        on_fault: Callable[[str], None],
    ) -> None:
        self._node, self._workspace, self._on_pending = node, workspace, on_pending
        self._is_over, self._on_fault = is_over, on_fault
        offered: tuple[tuple[Any, str, Any], ...] = (
            (ProposeUpdate, "propose_update", self._propose),
            (CommitUpdate, "commit_update", self._commit),
            (Rollback, "rollback", self._rollback),
            (Prune, "prune", self._prune),
            (ReadState, "read_state", self._read_state),
            (Snapshot, "snapshot", self._read_version),
            (Query, "query", self._query),
        )
        self._offered = [
            node.create_service(kind, f"workspace/{name}", partial(self._answer, name, call))
            for kind, name, call in offered
        ]

    def close(self) -> None:
        """Answer no more."""
        for service in self._offered:
            self._node.destroy_service(service)
        self._offered = []

    def propose(self, proposal: Proposal, epoch: str = "") -> ProposalResult:
        """Propose, and tell of it when it has to wait."""
        if self._is_over(proposal.stamp_ns):
            return ProposalResult("", Status.REFUSED, message="the input has started again since that stamp")
        result = self._workspace.propose_update(proposal, epoch)
        if result.status == Status.PENDING:
            with suppress(WorkspaceError):  # somebody may have settled it by now
                self._on_pending(self._workspace.find_pending(result.handle))
        return result

    def _answer(self, name: str, call: Callable[[Any, Any], Any], request: Any, response: Any) -> Any:
        try:
            return call(request, response)
        except Exception as error:
            if not isinstance(error, WorkspaceError):
                self._on_fault(f"workspace/{name}: {reason(error)}")
            failed = type(response)(message=reason(error))
            if isinstance(failed, ProposeUpdate.Response):
                failed.status = ProposeUpdate.Response.REFUSED
            return failed

    def _propose(
        self, request: ProposeUpdate.Request, response: ProposeUpdate.Response
    ) -> ProposeUpdate.Response:
        result = self.propose(proposal_of(request.proposal), request.proposal.epoch)
        response.handle, response.status = result.handle, STATUS[result.status]
        response.version, response.message = result.version, result.message
        response.conflicts = list(result.conflicts)
        return response

    def _commit(
        self, request: CommitUpdate.Request, response: CommitUpdate.Response
    ) -> CommitUpdate.Response:
        nodes = [node_of(n) for n in request.nodes]
        edges = [edge_of(e) for e in request.edges]
        result = self._workspace.commit_update(
            request.handle, request.authority, request.accept, nodes, edges
        )
        response.committed, response.version, response.message = result.done, result.version, result.message
        return response

    def _rollback(self, request: Rollback.Request, response: Rollback.Response) -> Rollback.Response:
        result = self._workspace.rollback(request.handle, request.authority)
        response.done, response.version, response.message = result.done, result.version, result.message
        response.blocked_by = list(result.blocked_by)
        return response

    def _prune(self, request: Prune.Request, response: Prune.Response) -> Prune.Response:
        result = self._workspace.prune(request.strategy, request.threshold)
        response.ok, response.version, response.message = True, result.version, result.message
        response.removed = list(result.removed)
        return response

    def _read_state(self, request: ReadState.Request, response: ReadState.Response) -> ReadState.Response:
        snapshot = self._workspace.read_state(nanoseconds(request.stamp) or None)
        response.ok, response.snapshot = True, snapshot_message(snapshot)
        return response

    def _read_version(self, request: Snapshot.Request, response: Snapshot.Response) -> Snapshot.Response:
        snapshot = self._at(request.version)
        response.ok, response.snapshot = True, snapshot_message(snapshot)
        return response

    def _query(self, request: Query.Request, response: Query.Response) -> Query.Response:
        version = None if request.version == HEAD_VERSION else int(request.version)
        found = self._workspace.query(query_of(request), version)
        response.ok, response.subgraph = True, subgraph_message(found)
        return response

    def _at(self, version: int) -> Any:
        return self._workspace.head if version == HEAD_VERSION else self._workspace.snapshot(int(version))
