# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The graph in other tools' formats: GraphML, JSON, and networkx where it is installed."""

from __future__ import annotations

import importlib
import json
from typing import Any
from xml.etree import ElementTree

from sgw_ros.core.errors import WorkspaceError
from sgw_ros.core.graph import EdgeUpdate, NodeUpdate, Value
from sgw_ros.workspace.graph import Snapshot
from sgw_ros.workspace.item import Node

FORMATS = ("graphml", "json", "networkx")
GRAPHML = "http://graphml.graphdrawing.org/xmlns"


def to_json(snapshot: Snapshot) -> dict[str, Any]:
    """Nodes and edges as JSON values, in order of their keys."""
    return {
        "schema": {"name": snapshot.schema.name, "version": snapshot.schema.version},
        "epoch": snapshot.epoch,
        "version": snapshot.version,
        "state_hash": snapshot.state_hash(),
        "nodes": [
            {"key": key, "type": node.type, "groups": {u.group: _facts(u) for u in node.updates}}
            for key, node in ((key, snapshot.nodes[key]) for key in snapshot.nodes)
        ],
        "edges": [
            {"type": edge.type, "source": edge.source, "target": edge.target, **_facts(edge)}
            for edge in (snapshot.edges[key].update for key in snapshot.edges)
        ],
    }


def to_graphml(snapshot: Snapshot) -> str:
    """A GraphML document; vectors are texts of numbers with spaces between."""
    nodes = {key: _flat_node(snapshot.nodes[key]) for key in snapshot.nodes}
    edges = [(e, _flat_edge(e)) for e in (snapshot.edges[key].update for key in snapshot.edges)]
    root = ElementTree.Element("graphml", xmlns=GRAPHML)
    ids: dict[tuple[str, str], str] = {}
    for kind, tables in (("node", list(nodes.values())), ("edge", [table for _, table in edges])):
        for name, value in sorted({n: v for table in tables for n, v in table.items()}.items()):
            ids[kind, name] = f"{kind[0]}{len(ids)}"
            attributes = {
                "id": ids[kind, name],
                "for": kind,
                "attr.name": name,
                "attr.type": _graphml_type(value),
            }
            ElementTree.SubElement(root, "key", attributes)
    graph = ElementTree.SubElement(root, "graph", edgedefault="directed")
    for key, table in nodes.items():
        _add_data(ElementTree.SubElement(graph, "node", id=key), "node", table, ids)
    for edge, table in edges:
        element = ElementTree.SubElement(graph, "edge", id=edge.key, source=edge.source, target=edge.target)
        _add_data(element, "edge", table, ids)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def to_networkx(snapshot: Snapshot) -> Any:
    """A `networkx.MultiDiGraph` with `group.attribute` as node data and the edge key as edge key.

    Raises:
        WorkspaceError: when networkx is not installed.
    """
    try:
        networkx = importlib.import_module("networkx")
    except ImportError:
        raise WorkspaceError("networkx is not installed: pip install networkx") from None
    graph = networkx.MultiDiGraph(epoch=snapshot.epoch, version=snapshot.version)
    for key in snapshot.nodes:
        graph.add_node(key, **_flat_node(snapshot.nodes[key]))
    for key in snapshot.edges:
        edge = snapshot.edges[key].update
        graph.add_edge(edge.source, edge.target, key=key, **_flat_edge(edge))
    return graph


def to_node_link(snapshot: Snapshot) -> dict[str, Any]:
    """The same graph as JSON values that `networkx.node_link_graph(..., edges="edges")` reads."""
    edges = (snapshot.edges[key].update for key in snapshot.edges)
    return {
        "directed": True,
        "multigraph": True,
        "graph": {"epoch": snapshot.epoch, "version": snapshot.version},
        "nodes": [{"id": key, **_flat_node(snapshot.nodes[key])} for key in snapshot.nodes],
        "edges": [{"source": e.source, "target": e.target, "key": e.key, **_flat_edge(e)} for e in edges],
    }


def to_text(snapshot: Snapshot, form: str) -> str:
    """One of the formats as text.

    Raises:
        WorkspaceError: for an unknown format.
    """
    if form == "graphml":
        return to_graphml(snapshot)
    if form in ("json", "networkx"):
        values = to_json(snapshot) if form == "json" else to_node_link(snapshot)
        return json.dumps(values, indent=1) + "\n"
    raise WorkspaceError(f"unknown format '{form}'; known: {', '.join(FORMATS)}")


def _facts(update: NodeUpdate | EdgeUpdate) -> dict[str, Any]:
    return {
        "attributes": dict(update.attributes),
        "uncertainty": update.uncertainty,
        "stamp_ns": update.stamp_ns,
    }


def _flat_node(node: Node) -> dict[str, Value]:
    table: dict[str, Value] = {"type": node.type}
    for update in node.updates:
        table.update({f"{update.group}.{name}": value for name, value in update.attributes.items()})
        table[f"{update.group}.uncertainty"] = update.uncertainty
        table[f"{update.group}.stamp_ns"] = update.stamp_ns
    return table


def _flat_edge(edge: EdgeUpdate) -> dict[str, Value]:
    table: dict[str, Value] = dict(edge.attributes)
    table.update(type=edge.type, uncertainty=edge.uncertainty, stamp_ns=edge.stamp_ns)
    return table


def _graphml_type(value: Value) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "long"
    return "double" if isinstance(value, float) else "string"


def _add_data(
    element: ElementTree.Element, kind: str, table: dict[str, Value], ids: dict[tuple[str, str], str]
) -> None:
    for name, value in sorted(table.items()):
        data = ElementTree.SubElement(element, "data", key=ids[kind, name])
        if isinstance(value, bool):
            data.text = "true" if value else "false"
        elif isinstance(value, tuple):
            data.text = " ".join(map(repr, value))
        else:
            data.text = str(value)
