# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Communication statuses of readers and writers: which happened, and their counters."""

import ctypes
from ctypes import byref, c_int32, c_int64, c_uint32, c_void_p
from typing import Any

from embedded_ros.dds.native import check, declare, take_status

# Bits of the status mask.
OFFERED_DEADLINE_MISSED = 1 << 1
REQUESTED_DEADLINE_MISSED = 1 << 2
OFFERED_INCOMPATIBLE_QOS = 1 << 3
REQUESTED_INCOMPATIBLE_QOS = 1 << 4
SAMPLE_LOST = 1 << 5
DATA_AVAILABLE = 1 << 8
LIVELINESS_LOST = 1 << 9
LIVELINESS_CHANGED = 1 << 10
PUBLICATION_MATCHED = 1 << 11
SUBSCRIPTION_MATCHED = 1 << 12


def _structure(name: str, **fields: Any) -> type[ctypes.Structure]:
    return type(name, (ctypes.Structure,), {"_fields_": list(fields.items())})


_counts = {"total_count": c_uint32, "total_count_change": c_int32}
_deadline = _structure("Deadline", **_counts, last_instance_handle=c_int64)
_incompatible = _structure("Incompatible", **_counts, last_policy_id=c_uint32)
_total = _structure("Total", **_counts)
_matched = _structure(
    "Matched", **_counts, current_count=c_uint32, current_count_change=c_int32, last_handle=c_int64
)
_liveliness = _structure(
    "Liveliness",
    alive_count=c_uint32,
    not_alive_count=c_uint32,
    alive_count_change=c_int32,
    not_alive_count_change=c_int32,
    last_publication_handle=c_int64,
)

_GETTERS = {
    OFFERED_DEADLINE_MISSED: (_deadline, "dds_get_offered_deadline_missed_status"),
    REQUESTED_DEADLINE_MISSED: (_deadline, "dds_get_requested_deadline_missed_status"),
    OFFERED_INCOMPATIBLE_QOS: (_incompatible, "dds_get_offered_incompatible_qos_status"),
    REQUESTED_INCOMPATIBLE_QOS: (_incompatible, "dds_get_requested_incompatible_qos_status"),
    SAMPLE_LOST: (_total, "dds_get_sample_lost_status"),
    LIVELINESS_LOST: (_total, "dds_get_liveliness_lost_status"),
    LIVELINESS_CHANGED: (_liveliness, "dds_get_liveliness_changed_status"),
    PUBLICATION_MATCHED: (_matched, "dds_get_publication_matched_status"),
    SUBSCRIPTION_MATCHED: (_matched, "dds_get_subscription_matched_status"),
}


def read(entity: int, status: int) -> dict[str, int]:
    """Return the counters of one status and set their changes back to zero."""
    kind, function = _GETTERS[status]
    values = kind()
    check(declare(function, c_int32, c_int32, c_void_p)(entity, byref(values)), "read an endpoint's status")
    return {field[0]: getattr(values, field[0]) for field in values._fields_}


def happened(entity: int, mask: int) -> int:
    """Return and clear the bits of `mask` that were raised since the last call; 0 for a deleted entity."""
    bits = c_uint32(0)
    return bits.value if take_status(entity, byref(bits), mask) >= 0 else 0
