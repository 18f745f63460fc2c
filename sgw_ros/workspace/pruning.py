# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What to forget: nodes that are old, uncertain, unimportant or too many, and duplicates to merge.

| strategy    | threshold                                                             |
| ----------- | --------------------------------------------------------------------- |
| age         | s since last seen, against the newest stamp in the graph              |
| uncertainty | standard deviation of the node's root group                           |
| importance  | 0-1; see `importance`                                                 |
| count       | nodes to keep per type, the most important and then the newest        |
| duplicates  | confidence of the `same_as` edge from which its source is merged away |
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from typing import Any, Literal, get_args

from sgw_ros.core.errors import WorkspaceError
from sgw_ros.core.graph import EdgeUpdate, NodeUpdate
from sgw_ros.workspace.address import QUERY_MARK, parse_address
from sgw_ros.workspace.commit import Pending
from sgw_ros.workspace.errors import SchemaError
from sgw_ros.workspace.graph import Snapshot
from sgw_ros.workspace.item import Node
from sgw_ros.workspace.query import Query, run, uncertainty_of
from sgw_ros.workspace.versions import Versions

Strategy = Literal["age", "uncertainty", "importance", "count", "duplicates"]
Doomed = Mapping[str, str]
"""Keys to remove, each with the key it is merged into, or an empty text."""

FADING_S = 60.0
"""Time constant of a node's importance after it was last seen."""


def choose(snapshot: Snapshot, strategy: Strategy, threshold: float, protected: Collection[str]) -> Doomed:
    """Which nodes go.

    Raises:
        WorkspaceError: for an unknown strategy or a threshold that makes no sense.
    """
    if strategy not in get_args(Strategy):
        raise WorkspaceError(f"prune: unknown strategy '{strategy}'; known: {', '.join(get_args(Strategy))}")
    if not isinstance(threshold, int | float) or not 0 <= threshold < math.inf:
        raise WorkspaceError(f"prune: the threshold is {threshold}; it must be finite and not negative")
    if strategy == "duplicates":
        return _duplicates(snapshot, threshold, protected)
    nodes = [
        node
        for node in snapshot.nodes.unordered()
        if node.key not in protected and not snapshot.schema.nodes[node.type].permanent
    ]
    if strategy == "age":
        oldest_ns = snapshot.latest_ns - round(threshold * 1e9)
        return {node.key: "" for node in nodes if node.last_seen_ns < oldest_ns}
    if strategy == "uncertainty":
        return {node.key: "" for node in nodes if uncertainty_of(node, snapshot) > threshold}
    if strategy == "importance":
        return {node.key: "" for node in nodes if importance(node, snapshot) < threshold}
    return _surplus(nodes, snapshot, int(threshold))


def importance(node: Node, snapshot: Snapshot) -> float:
    """How much a node matters, 0-1: its surprise, or how recently it was seen, whichever is more.

    Surprise is the highest score of a violation that the node is, or that an event names it for. It
    does not fade: what was inexplicable once stays until it is explained or too old by another rule.
    """
    age_s = (snapshot.latest_ns - node.last_seen_ns) / 1e9
    scores = [_number(item.update.attributes.get("score")) for item in node.groups.values()]
    for edge in snapshot.edges_of(node.key):
        other = snapshot.nodes[edge.source if edge.target == node.key else edge.target]
        if other.type == "event":
            scores.append(_number(other.value("event", "score")))
    return max(math.exp(-max(age_s, 0.0) / FADING_S), *scores, 0.0)


def protected_keys(pending: Iterable[Pending], versions: Versions) -> set[str]:
    """Nodes that an open proposal has read or wants to write."""
    keys: set[str] = set()
    for waiting in pending:
        proposal = waiting.proposal
        keys.update(u.key for u in proposal.nodes)
        for edge in proposal.edges:
            keys.update((edge.source, edge.target))
        base = versions.head if proposal.base_version is None else versions.get(proposal.base_version)
        for read in proposal.reads:
            if read.startswith(QUERY_MARK):
                keys.update(_seen_by(Query.parse(read), base))
            else:
                keys.update(_nodes_of(parse_address(read).key))
    return keys


def merging_updates(
    snapshot: Snapshot, doomed: Doomed
) -> tuple[tuple[NodeUpdate, ...], tuple[EdgeUpdate, ...]]:
    """Updates that take the doomed nodes out; what is merged leaves its newer groups and its edges behind."""
    nodes: list[NodeUpdate] = []
    edges: dict[str, EdgeUpdate] = {}
    for key in sorted(doomed):
        node, heir = snapshot.nodes[key], doomed[key]
        if heir:
            nodes += _inheritance(node, snapshot.nodes[heir])
            for edge in snapshot.edges_of(key):
                moved = edge._replace(
                    source=_heir(edge.source, doomed),
                    target=_heir(edge.target, doomed),
                )
                if moved.source != moved.target and moved.key not in snapshot.edges:
                    edges[moved.key] = moved
        nodes.append(NodeUpdate(key, "", {}, 0.0, node.last_seen_ns, remove=True))
    return tuple(nodes), tuple(edges[key] for key in sorted(edges))


def _duplicates(snapshot: Snapshot, threshold: float, protected: Collection[str]) -> Doomed:
    """Sources of sure `same_as` edges with their targets; no node is merged and inherits at once.

    A pair that cannot be one node, because its edges would close a cycle, stays as it is.
    """
    merged: dict[str, str] = {}
    heirs: set[str] = set()
    state = snapshot
    for key in snapshot.edges:
        edge = snapshot.edges[key].update
        if edge.type != "same_as" or _number(edge.attributes.get("confidence")) < threshold:
            continue
        source, target = edge.source, edge.target
        if {source, target} & {*merged, *protected} or source in heirs:
            continue
        kind = snapshot.nodes[source].type
        if kind != snapshot.nodes[target].type or snapshot.schema.nodes[kind].permanent:
            continue
        with suppress(SchemaError):
            state = state.evolve(state.version, "", *merging_updates(state, {source: target}))
            merged[source] = target
            heirs.add(target)
    return merged


def _seen_by(query: Query, base: Snapshot) -> set[str]:
    """What a query found; in a neighbourhood also what it went through on the way."""
    if query.around:
        query = Query(around=query.around, depth=query.depth)
    return {node.key for node in run(query, base).nodes}


def _inheritance(node: Node, heir: Node) -> list[NodeUpdate]:
    newer = []
    for name, item in sorted(node.groups.items()):
        known = heir.groups.get(name)
        if known is None or known.update.stamp_ns < item.update.stamp_ns:
            newer.append(item.update._replace(key=heir.key))
    return newer


def _heir(key: str, doomed: Doomed) -> str:
    return doomed.get(key) or key


def _surplus(nodes: Iterable[Node], snapshot: Snapshot, keep: int) -> Doomed:
    by_type: dict[str, list[Node]] = defaultdict(list)
    for node in nodes:
        by_type[node.type].append(node)
    doomed: dict[str, str] = {}
    for group in by_type.values():
        group.sort(key=lambda n: (-importance(n, snapshot), -n.last_seen_ns, n.key))
        doomed.update({node.key: "" for node in group[keep:]})
    return doomed


def _nodes_of(key: str) -> tuple[str, ...]:
    """The node of a key, or the two ends of an edge's."""
    if ">" not in key:
        return (key,)
    source, _, target = key.partition(":")[2].partition(">")
    return source, target


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
