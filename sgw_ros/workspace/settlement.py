# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What a settlement writes and what its authority stands for; both sides of the border compute it here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sgw_ros.core.graph import EdgeUpdate, NodeUpdate
from sgw_ros.workspace.address import QUERY_MARK, parse_address
from sgw_ros.workspace.authority import Decision, digest_of
from sgw_ros.workspace.commit import Pending
from sgw_ros.workspace.graph import Node, Snapshot
from sgw_ros.workspace.intake import Writes, check_writes
from sgw_ros.workspace.schema import Schema
from sgw_ros.workspace.validation import History, conflicts_of, same_content


def resolve(
    pending: Pending,
    accept: bool,
    nodes: Sequence[NodeUpdate],
    edges: Sequence[EdgeUpdate],
    schema: Schema,
) -> Writes:
    """The clean writes of a settlement: the resolution, or the proposal as it stands; none to refuse it.

    Raises:
        SchemaError: with the path of the offending field.
    """
    if not accept:
        return (), ()
    if not nodes and not edges:
        return pending.proposal.nodes, pending.proposal.edges
    return check_writes(tuple(nodes), tuple(edges), schema)


def decision_on(pending: Pending, accept: bool, writes: Writes, epoch: str) -> Decision:
    """What an authority stands for: a verdict and its writes, on contested items as they were looked at."""
    return Decision(
        epoch, pending.handle, "accept" if accept else "refuse", digest_of(*writes), pending.conflicts
    )


def newly_contested(pending: Pending, writes: Writes, head: Snapshot, since: History) -> tuple[str, ...]:
    """What a resolution would overwrite at the head although its authority does not cover it."""
    nodes, edges = writes
    resolution = replace(pending.proposal, nodes=nodes, edges=edges, base_version=None, reads=())
    covered = {address for address, _ in pending.conflicts}
    return tuple(a for a in conflicts_of(resolution, None, head, since) if a not in covered)


def contested_at(head: Snapshot, addresses: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """Addresses with the version that wrote each last."""
    return tuple((address, version_at(head, address)) for address in addresses)


def version_at(snapshot: Snapshot, address: str) -> int:
    """The version that wrote an address last; 0 where nothing is, or where it is a query."""
    if address.startswith(QUERY_MARK):
        return snapshot.version
    parsed = parse_address(address)
    if parsed.is_edge or parsed.group:
        item = snapshot.item(parsed.key, parsed.group)
        return 0 if item is None else item.version
    node = snapshot.nodes.get(parsed.key)
    return 0 if node is None else max(item.version for item in node.groups.values())


def sort_by_age(
    head: Snapshot, nodes: Sequence[NodeUpdate], edges: Sequence[EdgeUpdate]
) -> tuple[list[NodeUpdate], list[EdgeUpdate], tuple[NodeUpdate, ...]]:
    """Split writes into what shows at the head and facts that came late; what is known already goes."""
    fresh: list[NodeUpdate] = []
    late: list[NodeUpdate] = []
    for update in nodes:
        node: Node | None = head.nodes.get(update.key)
        item = None if node is None or update.remove else node.groups.get(update.group)
        if item is None or item.update.stamp_ns < update.stamp_ns:
            fresh.append(update)
        elif item.update.stamp_ns > update.stamp_ns:
            late.append(update)
        elif not same_content(item.update, update):
            fresh.append(update)
    newer = [e for e in edges if (i := head.edges.get(e.key)) is None or i.update.stamp_ns <= e.stamp_ns]
    return fresh, newer, tuple(late)
