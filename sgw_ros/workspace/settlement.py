# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What a settlement writes and what its authority stands for; both sides of the border compute it here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from sgw_ros.core.graph import EdgeUpdate, NodeUpdate, Proposal
from sgw_ros.workspace.address import QUERY_MARK, Address, parse_address
from sgw_ros.workspace.authority import Decision, digest_of
from sgw_ros.workspace.commit import Pending
from sgw_ros.workspace.graph import Snapshot, Standing
from sgw_ros.workspace.intake import Writes, check_writes
from sgw_ros.workspace.schema import Schema
from sgw_ros.workspace.validation import History, conflicts_of
from sgw_ros.workspace.versions import Versions


class Sorted(NamedTuple):
    """Writes by age: what shows at the head, late facts of nodes, and keys of edges that are out of date."""

    nodes: tuple[NodeUpdate, ...]
    edges: tuple[EdgeUpdate, ...]
    late: tuple[NodeUpdate, ...] = ()
    outdated: tuple[str, ...] = ()

    @property
    def remark(self) -> str:
        """What the proposer should know; an edge keeps no older states, so one that is late is left out."""
        if not self.outdated:
            return ""
        return f"left out, because what stands is newer: {', '.join(self.outdated)}"


def judge(proposal: Proposal, versions: Versions) -> tuple[tuple[str, ...], Sorted]:
    """What stands in the way of a proposal at the head, and what it would write there.

    Raises:
        VersionError: when its base is no longer kept.
    """
    head, nodes, edges = versions.head, proposal.nodes, proposal.edges
    base = None if proposal.base_version is None else versions.get(proposal.base_version)
    if (base is None or base is head) and head.precedes(nodes, edges):
        return (), Sorted(nodes, edges)
    standing = head.standing(nodes, edges)
    conflicts = conflicts_of(proposal, base, head, standing, versions.since)
    return conflicts, sort_by_age(standing, nodes, edges, versions)


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


def decision_on(pending: Pending, accept: bool, writes: Writes, head: Snapshot) -> Decision:
    """What an authority stands for: a verdict and its writes, on what they concern as it was looked at.

    That is the contested items, and at `head` (or a mirror's) all that a resolution takes out.
    """
    digest = digest_of(*writes)
    if writes != (pending.proposal.nodes, pending.proposal.edges):
        digest += _digest_of_removed(*writes, head)
    return Decision(head.epoch, pending.handle, "accept" if accept else "refuse", digest, pending.conflicts)


def _digest_of_removed(nodes: Iterable[NodeUpdate], edges: Iterable[EdgeUpdate], head: Snapshot) -> str:
    found = [head.nodes[update.key] for update in nodes if update.remove and update.key in head.nodes]
    links = [head.edges[edge.key].update for edge in edges if edge.remove and edge.key in head.edges]
    groups = [update for node in found for update in node.updates]
    links += [edge for node in found for edge in head.edges_of(node.key)]
    return digest_of(groups, links) if groups or links else ""


def newly_contested(pending: Pending, writes: Writes, head: Snapshot, since: History) -> tuple[str, ...]:
    """What a resolution would overwrite at the head although its authority does not cover it."""
    nodes, edges = writes
    resolution = replace(pending.proposal, nodes=nodes, edges=edges, base_version=None, reads=())
    covered = {address for address, _ in pending.conflicts}
    found = conflicts_of(resolution, None, head, head.standing(nodes, edges), since)
    return tuple(address for address in found if address not in covered)


def contested_at(head: Snapshot, addresses: Iterable[str], since: History) -> tuple[tuple[str, int], ...]:
    """Addresses with the version that wrote each last."""
    return tuple((address, version_at(head, address, since)) for address in addresses)


def version_at(snapshot: Snapshot, address: str, since: History) -> int:
    """The version that wrote an address last; the head's for a query, 0 where nothing is."""
    if address.startswith(QUERY_MARK):
        return snapshot.version
    parsed = parse_address(address)
    if parsed.stamp_ns is not None:
        return _last_fact(parsed, since)
    if parsed.is_edge or parsed.group:
        item = snapshot.item(parsed.key, parsed.group)
        return 0 if item is None else item.version
    node = snapshot.nodes.get(parsed.key)
    return 0 if node is None else max(item.version for item in node.groups.values())


def _last_fact(address: Address, since: History) -> int:
    """The last version at hand that brought a fact which a read as of a stamp sees, late ones included."""
    place = (address.key, address.group)
    return max(
        (
            record.version
            for record in since(0)
            for update in (*record.nodes, *record.late)
            if (update.key, update.group) == place and update.stamp_ns <= (address.stamp_ns or 0)
        ),
        default=0,
    )


def sort_by_age(
    standing: Standing, nodes: Sequence[NodeUpdate], edges: Sequence[EdgeUpdate], versions: Versions
) -> Sorted:
    """Split writes into what shows at the head and what came too late to: newer is there, or it is gone."""
    is_outlived = versions.is_outlived
    if standing.is_older and not (any(map(is_outlived, nodes)) or any(map(is_outlived, edges))):
        return Sorted(tuple(nodes), tuple(edges))
    fresh: list[NodeUpdate] = []
    late: list[NodeUpdate] = []
    for update, item in zip(nodes, standing.nodes, strict=True):
        # A fact that stands already is written again: it must not go when who said it first is rolled back.
        is_late = is_outlived(update) if item is None else item.update.stamp_ns > update.stamp_ns
        (late if is_late else fresh).append(update)
    newer: list[EdgeUpdate] = []
    outdated: list[str] = []
    for edge, link in zip(edges, standing.edges, strict=True):
        if not is_outlived(edge) and (link is None or link.update.stamp_ns <= edge.stamp_ns):
            newer.append(edge)
        else:
            outdated.append(edge.key)
    return Sorted(tuple(fresh), tuple(newer), tuple(late), tuple(outdated))
