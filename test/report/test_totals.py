# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import numpy as np
import pytest

from sgw_ros.core.types import Telemetry
from sgw_ros.report.totals import RunTotals, Sample, percentiles


def test_percentiles_are_exact_while_all_values_fit():
    sample = Sample(size=200)
    for value in range(101):
        sample.add(value)
    assert sample.percentiles() == {"p50": 50.0, "p99": 99.0}
    assert sample.percentiles([-10.0]) == {"p50": 40.0, "p99": 89.0}
    assert Sample().percentiles() == percentiles([]) == {}


def test_percentiles_of_a_long_stream_are_near_in_bounded_memory():
    rng = np.random.default_rng(3)
    values = rng.gamma(4.0, 6.0, 60_000) + np.linspace(0.0, 40.0, 60_000)
    sample = Sample(size=5000)
    for value in values:
        sample.add(value)
    found = sample.percentiles()
    assert found["p50"] == pytest.approx(np.percentile(values, 50), rel=0.03)
    assert np.percentile(values, 98.5) < found["p99"] < np.percentile(values, 99.5)
    assert len(sample._values) == 5000


def test_nodes_are_summed_up():
    totals = RunTotals()
    for i in range(4):
        totals.add_telemetry(Telemetry("flow", i, i > 0, 2.0 if i else 0.0, drops=i))
    node = totals.nodes["flow"]
    assert (node.frames, node.ran, node.total_ms, node.drops) == (4, 3, 6.0, 3)
    assert totals.per_node() == {
        "per_node_ms": {"flow": {"p50": 2.0, "p99": 2.0}},
        "per_node_runs": {"flow": 3},
        "per_node_told": {},
    }
