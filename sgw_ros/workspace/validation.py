# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Whether a proposal still holds at the head: reads and writes against all writes since its base.

Versions share what did not change, so "was this written since?" is one identity comparison between
two snapshots. Only reads as of a stamp, and facts older than the head, look into the records between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from sgw_ros.core.graph import EdgeUpdate, NodeUpdate, Proposal
from sgw_ros.workspace.address import QUERY_MARK, Address, item_address, parse_address
from sgw_ros.workspace.commit import CommitRecord, undone
from sgw_ros.workspace.graph import Snapshot, Standing
from sgw_ros.workspace.item import Item
from sgw_ros.workspace.query import Query, run

History = Callable[[int], Sequence[CommitRecord]]
"""Gives the commits after a version, oldest first; a call, because they are rarely needed."""


def conflicts_of(
    proposal: Proposal, base: Snapshot | None, head: Snapshot, standing: Standing, since: History
) -> tuple[str, ...]:
    """Addresses that stand in the way of committing `proposal` at `head`; empty means serialisable.

    Args:
        proposal: with clean updates.
        base: the snapshot of its base version; None where it read nothing.
        head: the newest snapshot.
        standing: what stands at `head` where it writes (`Snapshot.standing`).
        since: the commits at hand.
    """
    unread = base is None or base is head
    if unread and standing.is_older:
        return ()
    found = set(_write_conflicts(proposal, base, head, standing, since))
    if base is not None and not unread:
        found.update(read for read in proposal.reads if touched(read, base, head, since))
    return tuple(sorted(found))


def touched(read: str, base: Snapshot, head: Snapshot, since: History) -> bool:
    """Whether what `read` names differs between two versions."""
    if read.startswith(QUERY_MARK):
        query = Query.parse(read)
        return run(query, base).items() != run(query, head).items()
    address = parse_address(read)
    if address.stamp_ns is None:
        return _look(base, address) is not _look(head, address)
    # A fact that came late changes what was read as of its stamp, and nothing that stands at the head.
    return _written_as_of(address, since(base.version))


def _look(snapshot: Snapshot, address: Address) -> Any:
    """The object that stands for an address; the same object means nothing was written."""
    if address.is_edge:
        return snapshot.edges.get(address.key)
    node = snapshot.nodes.get(address.key)
    if node is None:
        return None
    return node.groups.get(address.group) if address.group else node.groups


def _written_as_of(address: Address, records: Iterable[CommitRecord]) -> bool:
    """Whether a commit wrote the fact with a stamp that the reader would have seen."""
    stamp_ns = address.stamp_ns or 0
    for record in records:
        for update in (*record.nodes, *record.late):
            same = update.key == address.key and (update.remove or update.group == address.group)
            if same and update.stamp_ns <= stamp_ns:
                return True
    return False


def _write_conflicts(
    proposal: Proposal, base: Snapshot | None, head: Snapshot, standing: Standing, since: History
) -> Iterator[str]:
    expert = proposal.expert
    for node, fact in zip(proposal.nodes, standing.nodes, strict=True):
        if node.remove:
            if _removal_conflicts(node, expert, base, head):
                yield node.key
        elif _fact_conflicts(node, fact, expert, base, head, since):
            yield item_address(node.key, node.group)
    for edge, link in zip(proposal.edges, standing.edges, strict=True):
        if link is not None and _edge_conflicts(edge, link, expert, base, head):
            yield edge.key


def _fact_conflicts(
    update: NodeUpdate,
    item: Item[NodeUpdate] | None,
    expert: str,
    base: Snapshot | None,
    head: Snapshot,
    since: History,
) -> bool:
    """A fact (key, group, stamp) is immutable; with a base, another writer since then conflicts too."""
    earlier = None if base is head else base
    if item is None:
        return earlier is not None and earlier.item(update.key, update.group) is not None
    written = item.update
    if earlier is not None and item.expert != expert and earlier.item(update.key, update.group) is not item:
        return True
    if written.stamp_ns < update.stamp_ns:
        return False
    if written.stamp_ns == update.stamp_ns:
        return not same_content(written, update)
    return any(not same_content(fact, update) for fact in _facts_at(update, since(0)))


def _facts_at(update: NodeUpdate, records: Sequence[CommitRecord]) -> Iterator[NodeUpdate]:
    taken_back = undone(records)
    for record in records:
        if record.undoes or record.handle in taken_back:
            continue
        for fact in (*record.nodes, *record.late):
            if (fact.key, fact.group, fact.stamp_ns) == (update.key, update.group, update.stamp_ns):
                yield fact


def _removal_conflicts(update: NodeUpdate, expert: str, base: Snapshot | None, head: Snapshot) -> bool:
    """A node goes unless it or its edges changed since the base, or somebody else saw it just now."""
    node = head.nodes.get(update.key)
    if node is None:
        return False
    if base is not None:
        return base.nodes.get(update.key) is not node
    return any(i.expert != expert and i.update.stamp_ns >= update.stamp_ns for i in node.groups.values())


def _edge_conflicts(
    update: EdgeUpdate, item: Item[EdgeUpdate], expert: str, base: Snapshot | None, head: Snapshot
) -> bool:
    written = item.update
    if item.expert == expert:
        if update.remove:
            return False
    elif base is not None and base is not head and base.edges.get(update.key) is not item:
        return True
    return written.stamp_ns == update.stamp_ns and not same_content(written, update)


def same_content(a: NodeUpdate | EdgeUpdate, b: NodeUpdate | EdgeUpdate) -> bool:
    """Whether two updates of one address say the same."""
    return a.remove == b.remove and a.uncertainty == b.uncertainty and a.attributes == b.attributes
