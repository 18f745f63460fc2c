# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""How many episodes carry which label, by scenario."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

COLUMNS = (
    "scenario",
    "episodes",
    "frames",
    "touch yes",
    "touch no",
    "impossible",
    "possible",
    "pairs",
    "high risk",
    "no high",
)


def label_balance(summaries: Iterable[Mapping[str, Any]]) -> list[tuple[str, ...]]:
    """Rows under `COLUMNS`, one per scenario, in the order of their names."""
    counts: dict[str, Counter[str]] = {}
    pairs: dict[str, set[str]] = {}
    for summary in summaries:
        scenario = str(summary["scenario"])
        count = counts.setdefault(scenario, Counter())
        count["episodes"] += 1
        count["frames"] += summary["frames"]
        if summary["answer"] is not None:
            count["touch yes" if summary["answer"] else "touch no"] += 1
        if summary["high_risk"] is not None:
            count["high risk" if summary["high_risk"] else "no high"] += 1
        if summary["pair"]:
            count["impossible" if summary["violation"] else "possible"] += 1
            pairs.setdefault(scenario, set()).add(summary["pair"])
            count["pairs"] = len(pairs[scenario])
    return [(name, *(str(count[column]) for column in COLUMNS[1:])) for name, count in sorted(counts.items())]
