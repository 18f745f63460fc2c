# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Whole versions of the graph, subgraphs and what changed between two versions."""

from __future__ import annotations

from collections.abc import Iterable

from sgw_msgs.msg import CommitInfo, GraphDelta, GraphNode, GraphSnapshot
from sgw_ros.core.graph import EdgeUpdate, NodeUpdate
from sgw_ros.nodes.convert.graph import READ_NOTHING, edge_message, edge_of, node_message, node_of
from sgw_ros.nodes.convert.values import nanoseconds, time_message
from sgw_ros.workspace.commit import CommitRecord
from sgw_ros.workspace.graph import Snapshot
from sgw_ros.workspace.item import Node
from sgw_ros.workspace.mirror import Keyframe
from sgw_ros.workspace.query import Subgraph


def snapshot_message(snapshot: Snapshot) -> GraphSnapshot:
    """The whole graph, keys in order."""
    nodes = (snapshot.nodes[key] for key in sorted(snapshot.nodes))
    edges = (snapshot.edges[key].update for key in sorted(snapshot.edges))
    return _graph(snapshot, nodes, edges, snapshot.state_hash())


def subgraph_message(subgraph: Subgraph) -> GraphSnapshot:
    """What a query found; it is no whole state, so it has no state hash."""
    return _graph(subgraph.snapshot, subgraph.nodes, subgraph.edges, "")


def delta_message(epoch: str, record: CommitRecord) -> GraphDelta:
    """One commit as seen by mirrors."""
    return GraphDelta(
        epoch=epoch,
        from_version=record.version - 1,
        to_version=record.version,
        nodes=[node_message(n) for n in record.nodes],
        edges=[edge_message(e) for e in record.edges],
        commit=CommitInfo(
            handle=record.handle,
            expert=record.expert,
            base_version=READ_NOTHING if record.base_version is None else record.base_version,
            version=record.version,
            stamp=time_message(record.stamp_ns),
            committed=time_message(record.committed_ns),
            reason=record.reason,
            input_hashes=list(record.input_hashes),
        ),
    )


def _graph(
    snapshot: Snapshot, nodes: Iterable[Node], edges: Iterable[EdgeUpdate], state_hash: str
) -> GraphSnapshot:
    return GraphSnapshot(
        epoch=snapshot.epoch,
        version=snapshot.version,
        schema_version=str(snapshot.schema.version),
        state_hash=state_hash,
        nodes=[
            GraphNode(key=n.key, type=n.type, groups=[node_message(u) for u in _root_first(n, snapshot)])
            for n in nodes
        ],
        edges=[edge_message(e) for e in edges],
    )


def _root_first(node: Node, snapshot: Snapshot) -> list[NodeUpdate]:
    """A node's groups in the order that a mirror can take them in."""
    return [node.groups[name].update for name in snapshot.schema.root_first(node.type, node.groups)]


def keyframe_of(message: GraphSnapshot) -> Keyframe:
    """A whole version as mirrors take it."""
    nodes = tuple(node_of(update) for node in message.nodes for update in node.groups)
    edges = tuple(edge_of(edge) for edge in message.edges)
    return Keyframe(
        message.epoch, int(message.version), message.schema_version, nodes, edges, message.state_hash
    )


def record_of(message: GraphDelta) -> CommitRecord:
    """One commit as mirrors take it: without its reads, which stay with the workspace."""
    commit = message.commit
    return CommitRecord(
        commit.handle,
        "proposal",
        commit.expert,
        int(message.to_version),
        None if commit.base_version == READ_NOTHING else int(commit.base_version),
        nanoseconds(commit.stamp),
        nanoseconds(commit.committed),
        tuple(node_of(n) for n in message.nodes),
        tuple(edge_of(e) for e in message.edges),
        reason=commit.reason,
        input_hashes=tuple(commit.input_hashes),
    )
