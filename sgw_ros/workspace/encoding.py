# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Updates as JSON: one canonical text per content, for digests and capabilities."""

from __future__ import annotations

import json
from typing import Any

from sgw_ros.core.graph import EdgeUpdate, NodeUpdate

_canonical = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, check_circular=False, sort_keys=True, separators=(",", ":")
).encode
_compact = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, check_circular=False, separators=(",", ":")
).encode


def canonical_bytes(update: NodeUpdate | EdgeUpdate) -> bytes:
    """The same bytes for the same content, whatever the order of the attributes."""
    return _canonical(update).encode()


def dump(value: Any) -> bytes:
    """Compact JSON."""
    return _compact(value).encode()
