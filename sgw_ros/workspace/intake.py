# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The door of the workspace: what comes in is checked, copied, and bounded in size."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sgw_ros.core.graph import EdgeUpdate, NodeUpdate, Proposal
from sgw_ros.workspace.address import QUERY_MARK, check_address, item_address
from sgw_ros.workspace.attribute import LATEST_NS, is_text
from sgw_ros.workspace.errors import SchemaError
from sgw_ros.workspace.query import Query
from sgw_ros.workspace.schema import MAX_UPDATES, Schema

MAX_READS = 10_000
MAX_QUERIES = 16
"""Queries among them: each looks through the graph."""
MAX_READ_TEXT = 500_000
MAX_TEXT = 2000
MAX_HASHES = 64
ALWAYS_SMALL = 32
"""So few updates cannot be too much in all: the schema bounds each."""
MAX_NUMBERS = 100_000
"""Numbers and characters in all attributes of one proposal: some 1 MB in the journal."""

Writes = tuple[tuple[NodeUpdate, ...], tuple[EdgeUpdate, ...]]


def check_proposal(proposal: Proposal, schema: Schema) -> Proposal:
    """A clean copy of a proposal.

    Raises:
        SchemaError: with the path of the offending field, or because something is of another type
            altogether.
        QueryError: for a read that is no address.
    """
    try:
        return _check(proposal, schema)
    except (TypeError, AttributeError) as error:
        raise SchemaError(f"this is no proposal: {error}") from error


def _check(proposal: Proposal, schema: Schema) -> Proposal:
    _check_text("expert", proposal.expert, 128)
    _check_text("reason", proposal.reason, MAX_TEXT)
    if not proposal.expert:
        raise SchemaError("expert: is empty; a proposal says whose it is")
    if type(proposal.stamp_ns) is not int or not 0 <= proposal.stamp_ns <= LATEST_NS:
        raise SchemaError(f"stamp_ns: is {proposal.stamp_ns!r}; it takes nanoseconds, 0 to {LATEST_NS}")
    base_version = proposal.base_version
    if base_version is not None and type(base_version) is not int:
        raise SchemaError(f"base_version: is {base_version!r}; it takes a version or None")
    _check_list("reads", proposal.reads, MAX_READS)
    _check_list("input_hashes", proposal.input_hashes, MAX_HASHES)
    for index, text in enumerate(proposal.input_hashes):
        _check_text(f"input_hashes[{index}]", text, 256)
    if proposal.reads:
        _check_reads(proposal.reads, base_version, schema)
    nodes, edges = check_writes(proposal.nodes, proposal.edges, schema)
    return Proposal(
        proposal.expert,
        proposal.stamp_ns,
        nodes,
        edges,
        proposal.base_version,
        tuple(proposal.reads),
        proposal.reason,
        tuple(proposal.input_hashes),
    )


def _check_reads(reads: Sequence[str], base_version: int | None, schema: Schema) -> None:
    if base_version is None:
        raise SchemaError("reads: say what was read, but base_version not in which version; give both")
    if sum(map(len, reads)) > MAX_READ_TEXT:
        raise SchemaError(f"reads: more than {MAX_READ_TEXT} characters in all")
    queries = [read for read in reads if read.startswith(QUERY_MARK)]
    if len(queries) > MAX_QUERIES:
        raise SchemaError(f"reads: has {len(queries)} queries; {MAX_QUERIES} are the limit")
    for read in reads:
        if not is_text(read):
            raise SchemaError(f"reads: {read[:80]!r} has a lone surrogate")
        if not read.startswith(QUERY_MARK):
            check_address(read, schema)
    for query in queries:
        Query.parse(query).check(schema)


def check_writes(nodes: tuple[NodeUpdate, ...], edges: tuple[EdgeUpdate, ...], schema: Schema) -> Writes:
    """Clean copies of a set of writes.

    Raises:
        SchemaError: with the path of the offending field, or because something is no update at all.
    """
    try:
        return _check_writes(nodes, edges, schema)
    except (TypeError, AttributeError) as error:
        raise SchemaError(f"nodes, edges: these are no updates: {error}") from error


def _check_writes(nodes: tuple[NodeUpdate, ...], edges: tuple[EdgeUpdate, ...], schema: Schema) -> Writes:
    if len(nodes) + len(edges) > MAX_UPDATES:
        raise SchemaError(f"nodes, edges: {len(nodes) + len(edges)} updates; {MAX_UPDATES} are the limit")
    clean_nodes: list[NodeUpdate] = []
    clean_edges: list[EdgeUpdate] = []
    try:
        clean_nodes.extend(map(schema.clean_node, nodes))
    except SchemaError as error:
        raise SchemaError(f"nodes[{len(clean_nodes)}].{error}") from None
    try:
        clean_edges.extend(map(schema.clean_edge, edges))
    except SchemaError as error:
        raise SchemaError(f"edges[{len(clean_edges)}].{error}") from None
    _check_once(clean_nodes, clean_edges)
    if len(clean_nodes) + len(clean_edges) > ALWAYS_SMALL:
        _check_bulk((*clean_nodes, *clean_edges))
    return tuple(clean_nodes), tuple(clean_edges)


def _check_once(nodes: list[NodeUpdate], edges: list[EdgeUpdate]) -> None:
    if len({u[:2] for u in nodes}) < len(nodes):
        twice = Counter(u[:2] for u in nodes).most_common(1)[0][0]
        raise SchemaError(f"nodes: '{item_address(*twice)}' is written twice in one proposal")
    if len({u[:3] for u in edges}) < len(edges):
        key = Counter(u.key for u in edges).most_common(1)[0][0]
        raise SchemaError(f"edges: '{key}' is written twice in one proposal")
    removed = {u.key for u in nodes if u.remove}
    if removed:
        for index, node in enumerate(nodes):
            if node.key in removed and not node.remove:
                raise SchemaError(f"nodes[{index}]: '{node.key}' is written and removed in one proposal")


def _check_bulk(updates: tuple[NodeUpdate | EdgeUpdate, ...]) -> None:
    values = [value for update in updates for value in update.attributes.values()]
    bulk = sum([len(value) for value in values if isinstance(value, tuple | str)])
    if bulk > MAX_NUMBERS:
        raise SchemaError(f"nodes, edges: {bulk} numbers and characters in all; {MAX_NUMBERS} are the limit")


def _check_list(path: str, values: object, limit: int) -> None:
    if not isinstance(values, tuple | list):
        raise SchemaError(f"{path}: takes a tuple of texts, not {type(values).__name__}")
    if len(values) > limit:
        raise SchemaError(f"{path}: has {len(values)} entries; {limit} are the limit")


def _check_text(path: str, value: object, limit: int) -> None:
    if not isinstance(value, str):
        raise SchemaError(f"{path}: takes a text, not {type(value).__name__}")
    if len(value) > limit:
        raise SchemaError(f"{path}: has {len(value)} characters; {limit} are the limit")
    if not is_text(value):
        raise SchemaError(f"{path}: has a lone surrogate, which no file and no message can hold")
