# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A row of the page per node: what telemetry tells of experts, and what every node tells of itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sgw_ros.report.totals import LAST_FAULT, NodeTotals, RunTotals, Told

INGEST = "ingest"
IN_COLUMNS = ("frames", "skipped", "noted", "ran", "not run", LAST_FAULT)
OF_THE_RUN = ("input", "bag")
"""Told at the top of the page."""


def node_rows(totals: RunTotals, told: Mapping[str, Told]) -> Iterator[dict[str, Any]]:
    """Ingest, the experts in the order they judge, then all others; None where there is no such figure."""
    for name in sorted({*totals.nodes, *told}, key=lambda name: _place(name, totals)):
        values = told.get(name, {})
        yield {
            "name": name,
            **(_judged(totals.nodes[name]) if name in totals.nodes else _passed(values)),
            "faults": _sum(values, "skipped", "noted"),
            "besides": ", ".join(_besides(values)),
            "last_fault": values.get(LAST_FAULT, ""),
        }


def _place(name: str, totals: RunTotals) -> tuple[bool, int, str]:
    experts = [*totals.nodes]
    return name != INGEST, experts.index(name) if name in experts else len(experts), name


def _judged(node: NodeTotals) -> dict[str, Any]:
    return {
        "frames": node.frames,
        "ran": node.ran,
        "skipped": node.frames - node.ran,
        "drops": node.drops,
        "compute": node.compute_ms.percentiles(),
        "total_s": round(node.total_ms / 1e3, 3),
    }


def _passed(values: Told) -> dict[str, Any]:
    """Of a node without telemetry: frames are what it hands on, draws or looks at."""
    return {
        "frames": _sum(values, "frames"),
        "ran": None,
        "skipped": _sum(values, "skipped"),
        "drops": None,
        "compute": {},
        "total_s": None,
    }


def _sum(values: Told, *keys: str) -> int | None:
    """None where none of them is a number: anybody may say anything on `/diagnostics`."""
    numbers = [int(values[key]) for key in keys if values.get(key, "").isdecimal()]
    return sum(numbers) if numbers else None


def _besides(values: Told) -> Iterator[str]:
    for key, value in values.items():
        if key not in (*IN_COLUMNS, *OF_THE_RUN) and value not in ("", "0"):
            yield f"{key} {value}"
