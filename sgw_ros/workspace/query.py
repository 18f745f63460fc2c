# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Queries: which part of the graph, by type, attributes, time, uncertainty, place and neighbourhood."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sgw_ros.core.graph import EdgeUpdate
from sgw_ros.workspace.address import QUERY_MARK
from sgw_ros.workspace.attribute import brief
from sgw_ros.workspace.encoding import dump
from sgw_ros.workspace.errors import QueryError
from sgw_ros.workspace.graph import Snapshot
from sgw_ros.workspace.item import Item, Node
from sgw_ros.workspace.predicate import compile_predicate
from sgw_ros.workspace.region import Nearest, Point, Region, region_from, region_values
from sgw_ros.workspace.schema import Schema, type_of


@dataclass(frozen=True, slots=True)
class Query:
    """A filter on nodes; every field narrows, an empty one does not.

    `from_ns` and `to_ns` bound a node's last-seen stamp, `max_uncertainty` that of its root group.
    `around` and `depth` give the neighbourhood over edges. `groups` names the attribute groups that
    matter: a query that counts as a read conflicts only with writes to these.

    Raises:
        QueryError: for a field that is of another kind, negative or not finite.
    """

    types: tuple[str, ...] = ()
    where: str = ""
    from_ns: int = 0
    to_ns: int = 0
    max_uncertainty: float = 0.0
    region: Region | None = None
    around: tuple[str, ...] = ()
    depth: int = 0
    groups: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("types", "around", "groups"):
            texts = getattr(self, name)
            if not isinstance(texts, tuple) or not all(isinstance(text, str) for text in texts):
                raise QueryError(f"{name}: takes texts, not {brief(texts)}")
        for name in ("from_ns", "to_ns", "depth"):
            number = getattr(self, name)
            if type(number) is not int or number < 0:
                raise QueryError(f"{name}: takes a whole number, 0 or more, not {brief(number)}")
        bound = self.max_uncertainty
        if type(bound) not in (int, float) or not 0 <= bound < math.inf:
            raise QueryError(f"max_uncertainty: takes a finite number, 0 or more, not {brief(bound)}")

    @property
    def text(self) -> str:
        """The query as an address for `Proposal.reads`."""
        values: dict[str, Any] = {
            name: value
            for name in ("types", "where", "from_ns", "to_ns", "max_uncertainty", "around", "depth", "groups")
            if (value := getattr(self, name))
        }
        if self.region is not None:
            values["region"] = region_values(self.region)
        return QUERY_MARK + dump(values).decode()

    def check(self, schema: Schema) -> None:
        """Refuse names that the schema does not know: such a query finds nothing, now and ever.

        Raises:
            QueryError: that says which.
        """
        known = {group for kind in schema.nodes.values() for group in kind.groups}
        for field, names, choice in (("types", self.types, schema.nodes), ("groups", self.groups, known)):
            for name in names:
                if name not in choice:
                    raise QueryError(f"{field}: '{name}' is unknown; known: {', '.join(sorted(choice))}")
        for key in self.around:
            if type_of(key, "around") not in schema.nodes:
                raise QueryError(f"around: '{key}' is of no known type; known: {', '.join(schema.nodes)}")

    @staticmethod
    def parse(text: str) -> Query:
        """The query of an address.

        Raises:
            QueryError: when it is none.
        """
        return _parse(text)


@lru_cache(maxsize=256)
def _parse(text: str) -> Query:
    try:
        values = json.loads(text[len(QUERY_MARK) :])
        if "region" in values:
            kind, numbers = values["region"]
            values["region"] = region_from(kind, tuple(map(float, numbers)))
        for name in ("types", "around", "groups"):
            texts = values.get(name, [])
            values[name] = tuple(texts) if isinstance(texts, list) else texts
        query = Query(**values)
        compile_predicate(query.where or "True == True")
    except QueryError:
        raise
    except (ValueError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        raise QueryError(f"'{text[:80]}' is no query: {error}") from None
    return query


@dataclass(frozen=True, slots=True, eq=False)
class Subgraph:
    """What a query found: nodes in order of their keys (nearest first where it asked for the nearest).

    `edges` are those between found nodes.
    """

    snapshot: Snapshot
    nodes: tuple[Node, ...]
    groups: tuple[str, ...] = ()

    @property
    def edges(self) -> tuple[EdgeUpdate, ...]:
        """Edges between the nodes, in order of their keys."""
        return tuple(item.update for _, item in sorted(self._edge_items()))

    def _edge_items(self) -> Iterator[tuple[str, Item[EdgeUpdate]]]:
        keys = {node.key for node in self.nodes}
        for node in self.nodes:
            for item in node.links.unordered():
                if item.update.target in keys:
                    yield item.update.key, item

    def items(self) -> dict[str, object]:
        """What was read, by address; equal for two versions exactly when nothing of it was written."""
        seen: dict[str, object] = {}
        for place, node in enumerate(self.nodes):
            seen[node.key] = place  # the nearest have an order
            for name, item in node.groups.items():
                if not self.groups or name in self.groups:
                    seen[f"{node.key}#{name}"] = item
        if not self.groups:
            seen.update(self._edge_items())
        return seen


def run(query: Query, snapshot: Snapshot) -> Subgraph:
    """Evaluate a query on one version.

    Raises:
        QueryError: for a predicate that cannot be understood.
    """
    test = _filter(query, snapshot)
    if isinstance(query.region, Nearest):
        nodes = _nearest(query.region, snapshot, test, _candidates(query, snapshot))
    else:
        inside = query.region
        nodes = []
        for node in _found(query, snapshot):
            if inside is not None:
                position = snapshot.position_of(node)
                if position is None or not inside.contains(position):
                    continue
            if test(node):
                nodes.append(node)
        nodes.sort(key=lambda node: node.key)
    return Subgraph(snapshot, tuple(nodes), query.groups)


def _found(query: Query, snapshot: Snapshot) -> Iterable[Node]:
    """Nodes that may match, from the cheapest index: neighbourhood, then place, then all."""
    around = _candidates(query, snapshot)
    if around is not None:
        return (snapshot.nodes[key] for key in around)
    if query.region is not None and not isinstance(query.region, Nearest):
        return (snapshot.nodes[key] for key in snapshot.places.within(*query.region.bounds()))
    return snapshot.nodes.unordered()


def _candidates(query: Query, snapshot: Snapshot) -> set[str] | None:
    """Keys in the neighbourhood that the query starts from, or None for everywhere."""
    if not query.around:
        return None
    reached = {key for key in query.around if key in snapshot.nodes}
    border = set(reached)
    for _ in range(query.depth):
        ends = {
            end for key in border for edge in snapshot.edges_of(key) for end in (edge.source, edge.target)
        }
        border = ends - reached
        if not border:
            break
        reached |= border
    return reached


def _filter(query: Query, snapshot: Snapshot) -> Callable[[Node], bool]:
    tests: list[Callable[[Node], bool]] = []
    if query.types:
        types = frozenset(query.types)
        tests.append(lambda node: node.type in types)
    if query.from_ns:
        tests.append(lambda node: node.last_seen_ns >= query.from_ns)
    if query.to_ns:
        tests.append(lambda node: node.last_seen_ns <= query.to_ns)
    if query.max_uncertainty:
        tests.append(lambda node: uncertainty_of(node, snapshot) <= query.max_uncertainty)
    if query.where:
        tests.append(compile_predicate(query.where))
    return lambda node: all(test(node) for test in tests)


def uncertainty_of(node: Node, snapshot: Snapshot) -> float:
    """The standard deviation of a node's root group, else the largest of all its groups."""
    root = snapshot.schema.nodes[node.type].root
    if root in node.groups:
        return node.groups[root].update.uncertainty
    return max(item.update.uncertainty for item in node.groups.values())


def _nearest(
    region: Nearest, snapshot: Snapshot, test: Callable[[Node], bool], around: set[str] | None
) -> list[Node]:
    center = region.center

    def distance(key: str) -> float | None:
        node = snapshot.nodes[key]
        position = snapshot.position_of(node)
        if position is None or (around is not None and key not in around) or not test(node):
            return None
        return _distance(position, center)

    nodes = []
    for _, key in snapshot.places.nearest(center[0], center[1], distance):
        nodes.append(snapshot.nodes[key])
        if len(nodes) == region.count:
            break
    return nodes


def _distance(a: Point, b: Point) -> float:
    return math.dist(a, b)
