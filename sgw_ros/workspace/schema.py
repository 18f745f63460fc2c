# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The schema language: which nodes, edges, attribute groups and values a workspace takes.

Every write is checked here and copied on the way, so that nothing in the graph can be changed from
outside and NaN never enters it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sgw_ros.core.graph import EdgeUpdate, NodeUpdate, Value
from sgw_ros.workspace.attribute import LARGEST, LATEST_NS, Attribute, brief
from sgw_ros.workspace.errors import SchemaError

MAX_UPDATES = 1000
"""Updates in one proposal; a frame's worth is some dozens."""

Group = Mapping[str, "Attribute"]

_KEY = re.compile(r"([a-z][a-z_]*)/[A-Za-z0-9_.\-]{1,128}")


@dataclass(frozen=True)
class NodeType:
    """A kind of node: its attribute groups, the group that brings it into being, where it stands.

    `root` empty: any group may create the node. `place` is (group, attribute) of its position [3] m,
    odom. A `permanent` node is never pruned.
    """

    text: str
    groups: Mapping[str, Group]
    root: str = ""
    place: tuple[str, str] | None = None
    permanent: bool = False


@dataclass(frozen=True)
class EdgeType:
    """A kind of edge: what it may join and what it carries; `acyclic` forbids directed cycles."""

    text: str
    attributes: Group = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    acyclic: bool = False


def _same_node(update: NodeUpdate) -> NodeUpdate:
    return update


def _same_edge(update: EdgeUpdate) -> EdgeUpdate:
    return update


@dataclass(frozen=True)
class Migration:
    """How updates of one version of a schema are said in the next one."""

    source: str
    target: str
    node: Callable[[NodeUpdate], NodeUpdate] = _same_node
    edge: Callable[[EdgeUpdate], EdgeUpdate] = _same_edge


@dataclass(frozen=True)
class Schema:
    """A named, versioned set of node and edge types, with the way from its earlier versions."""

    name: str
    version: str
    nodes: Mapping[str, NodeType]
    edges: Mapping[str, EdgeType]
    migrations: tuple[Migration, ...] = ()

    def steps_from(self, version: str) -> list[Migration] | None:
        """The migrations from an earlier version to this one, in order; None where no way leads."""
        steps: list[Migration] = []
        while version != self.version:
            step = next((m for m in self.migrations if m.source == version), None)
            if step is None or len(steps) > len(self.migrations):
                return None
            steps.append(step)
            version = step.target
        return steps

    @property
    def roots(self) -> frozenset[str]:
        """The groups that bring nodes into being."""
        return frozenset(kind.root for kind in self.nodes.values() if kind.root)

    def root_first(self, node_type: str, groups: Iterable[str]) -> list[str]:
        """Names of a node's groups in the order that a graph can take them in."""
        root = self.nodes[node_type].root
        return sorted(groups, key=lambda name: (name != root, name))

    @property
    def sensitive(self) -> tuple[str, ...]:
        """`group.attribute` of everything that a journal may be told not to store."""
        groups = [(name, group) for kind in self.nodes.values() for name, group in kind.groups.items()]
        return tuple(
            sorted({f"{g}.{a}" for g, group in groups for a, kind in group.items() if kind.sensitive})
        )

    def clean_node(self, update: NodeUpdate) -> NodeUpdate:
        """Return a checked copy of `update`.

        Raises:
            SchemaError: with the path of the offending field.
        """
        kind = self.nodes.get(_parse_type(update.key) or type_of(update.key))
        if kind is None:
            raise SchemaError(f"key: unknown node type in '{update.key}'; known: {_names(self.nodes)}")
        if update.remove:
            _check_meta(update)
            return update._replace(group="", attributes={})
        group = kind.groups.get(update.group)
        if group is None:
            raise SchemaError(
                f"group: '{update.key}' has no group '{update.group}'; known: {_names(kind.groups)}"
            )
        attributes = _clean_attributes(update.attributes, group)
        _check_meta(update)
        return NodeUpdate(update.key, update.group, attributes, float(update.uncertainty), update.stamp_ns)

    def clean_edge(self, update: EdgeUpdate) -> EdgeUpdate:
        """Return a checked copy of `update`.

        Raises:
            SchemaError: with the path of the offending field.
        """
        kind = self.edges.get(update.type)
        if kind is None:
            raise SchemaError(f"type: unknown edge type '{update.type}'; known: {_names(self.edges)}")
        if _parse_type(update.source) not in (kind.sources or self.nodes):
            raise SchemaError(f"source: '{update.source}' cannot stand here; {_ends(kind.sources)}")
        if _parse_type(update.target) not in (kind.targets or self.nodes):
            raise SchemaError(f"target: '{update.target}' cannot stand here; {_ends(kind.targets)}")
        if update.source == update.target:
            raise SchemaError(f"target: an edge joins two nodes, '{update.target}' is the source too")
        attributes = {} if update.remove else _clean_attributes(update.attributes, kind.attributes)
        _check_meta(update)
        return EdgeUpdate(
            update.type,
            update.source,
            update.target,
            attributes,
            float(update.uncertainty),
            update.stamp_ns,
            update.remove,
        )


def type_of(key: str, path: str = "key") -> str:
    """The node type that a key names.

    Raises:
        SchemaError: when it is no `<type>/<name>`.
    """
    kind = _parse_type(key) if isinstance(key, str) else ""
    if not kind:
        raise SchemaError(f"{path}: {brief(key)} is no key; write '<node type>/<name>'")
    return kind


def _parse_type(key: str) -> str:
    # No cache: among many nodes it would be cold, and slower than the match.
    match = _KEY.fullmatch(key)
    return match[1] if match else ""


def _clean_attributes(attributes: Mapping[str, Value], group: Group) -> dict[str, Value]:
    cleaned: dict[str, Value] = {}
    name = ""
    try:
        for name, value in attributes.items():
            cleaned[name] = group[name].clean(value)
    except KeyError:
        raise SchemaError(f"attributes.{name}: unknown; known: {_names(group)}") from None
    except ValueError as error:
        raise SchemaError(f"attributes.{name} {error}".replace(" [", "[", 1)) from None
    if len(cleaned) < len(group):
        for name, kind in group.items():
            if kind.required and name not in cleaned:
                raise SchemaError(f"attributes.{name} is missing")
    return cleaned


def _check_meta(update: NodeUpdate | EdgeUpdate) -> None:
    uncertainty, stamp_ns = update.uncertainty, update.stamp_ns
    if type(update.remove) is not bool:
        raise SchemaError(f"remove takes True or False, not {brief(update.remove)}")
    if type(uncertainty) is not float and (
        isinstance(uncertainty, bool) or not isinstance(uncertainty, int | float)
    ):
        raise SchemaError(f"uncertainty takes a number, not {brief(uncertainty)}")
    if not 0 <= uncertainty <= LARGEST:
        raise SchemaError(f"uncertainty is {uncertainty!r}; it must be finite and not negative")
    if type(stamp_ns) is not int or not 0 <= stamp_ns <= LATEST_NS:
        raise SchemaError(f"stamp_ns is {brief(stamp_ns)}; it takes nanoseconds, 0 to {LATEST_NS}")


def _ends(types: tuple[str, ...]) -> str:
    return f"allowed types: {_names(types)}" if types else "write '<node type>/<name>' of a known type"


def _names(known: Any) -> str:
    return ", ".join(sorted(known)) or "none"
