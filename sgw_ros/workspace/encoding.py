# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Updates as JSON: one canonical text per content, for digests and the journal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sgw_ros.core.graph import EdgeUpdate, NodeUpdate, Value

_canonical = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, check_circular=False, sort_keys=True, separators=(",", ":")
).encode
_compact = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, check_circular=False, separators=(",", ":")
).encode


def canonical_bytes(update: NodeUpdate | EdgeUpdate) -> bytes:
    """The same bytes for the same content, whatever the order of the attributes."""
    return _canonical(as_list(update)).encode()


def dump(value: Any) -> bytes:
    """Compact JSON."""
    return _compact(value).encode()


def as_list(update: NodeUpdate | EdgeUpdate) -> list[Any]:
    """An update as JSON values."""
    u = update
    if isinstance(u, NodeUpdate):
        return [u.key, u.group, u.attributes, u.uncertainty, u.stamp_ns, u.remove]
    return [u.type, u.source, u.target, u.attributes, u.uncertainty, u.stamp_ns, u.remove]


def node_from(values: list[Any]) -> NodeUpdate:
    """A node update from `as_list`'s values."""
    key, group, attributes, uncertainty, stamp_ns, remove = values
    return NodeUpdate(key, group, _attributes(attributes), uncertainty, stamp_ns, remove)


def edge_from(values: list[Any]) -> EdgeUpdate:
    """An edge update from `as_list`'s values."""
    kind, source, target, attributes, uncertainty, stamp_ns, remove = values
    return EdgeUpdate(kind, source, target, _attributes(attributes), uncertainty, stamp_ns, remove)


def _attributes(values: Mapping[str, Any]) -> dict[str, Value]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
