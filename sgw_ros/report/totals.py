# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What a run sums up to, in memory that does not grow with its length."""

from __future__ import annotations

import random
from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.types import Risk, Telemetry

SAMPLE_SIZE = 10_000
"""Beyond this many values the 99th percentile is off by 0.1 % of the ranks (one standard deviation)."""

MAX_NODES = 100
"""A graph has a dozen; whoever invents names must not fill the memory."""
LAST_FAULT = "last fault"
Told = Mapping[str, str]
"""What a node told of itself: figures by name, and its last fault."""


def percentiles(values: Sequence[float] | NDArray[np.float64]) -> dict[str, float]:
    """`{p50, p99}` in the values' unit; empty without values."""
    return {f"p{p}": round(float(np.percentile(values, p)), 3) for p in (50, 99)} if len(values) else {}


class Sample:
    """Percentiles of a stream: exact up to `size` values, from then on those of a uniform sample.

    Source: Vitter 1985, "Random sampling with a reservoir", algorithm R.
    """

    def __init__(self, size: int = SAMPLE_SIZE) -> None:
        self._size = size
        self._values, self._runs = array("d"), array("I")
        self._seen = 0
        self._random = random.Random(0)

    def add(self, value: float, run: int = 0) -> None:
        """Take one value; those of one run are corrected alike."""
        self._seen += 1
        if len(self._values) < self._size:
            self._values.append(value)
            self._runs.append(run)
        elif (place := self._random.randrange(self._seen)) < self._size:
            self._values[place], self._runs[place] = value, run

    def percentiles(self, corrections: Sequence[float] = (0.0,)) -> dict[str, float]:
        """`{p50, p99}` with its run's correction added to every value; empty without values."""
        runs = np.asarray(self._runs, dtype=np.int64)
        return percentiles(np.asarray(self._values) + np.asarray(corrections)[runs])


@dataclass(eq=False)
class NodeTotals:
    """What one expert did: frames seen and judged, compute time, frames lost in its queue."""

    frames: int = 0
    ran: int = 0
    total_ms: float = 0.0
    drops: int = 0
    compute_ms: Sample = field(default_factory=Sample)

    def add(self, telemetry: Telemetry) -> None:
        """Take what it did with one frame."""
        self.frames += 1
        self.drops = max(self.drops, telemetry.drops)
        if telemetry.ran:
            self.ran += 1
            self.total_ms += telemetry.compute_ms
            self.compute_ms.add(telemetry.compute_ms)


@dataclass(eq=False)
class RunTotals:
    """What all frames of a run sum up to; `risk` counts frames by level, `told` is each node's last word."""

    nodes: dict[str, NodeTotals] = field(default_factory=dict)
    told: dict[str, Told] = field(default_factory=dict)
    risk: Counter[Risk] = field(default_factory=Counter)
    violations: int = 0

    def add_telemetry(self, telemetry: Telemetry) -> None:
        """Take what one expert did with one frame."""
        self.nodes.setdefault(telemetry.expert, NodeTotals()).add(telemetry)

    def tell(self, name: str, values: Told, fault: str = "") -> None:
        """Take what a node tells of itself; a fault holds until it tells of another."""
        if name in self.told or len(self.told) < MAX_NODES:
            fault = fault or self.told.get(name, {}).get(LAST_FAULT, "")
            self.told[name] = {**values, **({LAST_FAULT: fault} if fault else {})}

    def per_node(self) -> dict[str, dict[str, Any]]:
        """The keys `per_node_ms`, `per_node_runs` and `per_node_told` of a summary."""
        nodes = sorted(self.nodes.items())
        return {
            "per_node_ms": {name: node.compute_ms.percentiles() for name, node in nodes},
            "per_node_runs": {name: node.ran for name, node in nodes},
            "per_node_told": {name: dict(told) for name, told in sorted(self.told.items())},
        }
