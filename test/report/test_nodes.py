# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
from sgw_ros.core.types import Telemetry
from sgw_ros.report.nodes import node_rows
from sgw_ros.report.totals import LAST_FAULT, MAX_NODES, RunTotals


def rows(totals):
    return {row["name"]: row for row in node_rows(totals, totals.told)}


def test_ingest_comes_first_then_the_experts_as_they_judge_then_the_others():
    totals = RunTotals()
    for name in ("visual", "memory"):
        totals.add_telemetry(Telemetry(name, 1, True, 2.0))
    for name in ("workspace", "memory", "view", "ingest"):
        totals.tell(name, {})
    assert list(rows(totals)) == ["ingest", "visual", "memory", "view", "workspace"]


def test_an_expert_has_what_telemetry_tells_and_its_faults():
    totals = RunTotals()
    for ran in (True, False, True):
        totals.add_telemetry(Telemetry("flow", 1, ran, 2.0, drops=1))
    totals.tell("flow", {"skipped": "1", "noted": "2", "ran": "2", "not run": "1", "proposals lost": "0"})
    assert rows(totals)["flow"] == {
        "name": "flow",
        "frames": 3,
        "ran": 2,
        "skipped": 1,
        "drops": 1,
        "compute": {"p50": 2.0, "p99": 2.0},
        "total_s": 0.004,
        "faults": 3,
        "besides": "",
        "last_fault": "",
    }


def test_what_others_tell_is_shown_beside_the_columns():
    totals = RunTotals()
    totals.tell("workspace", {"version": "9", "nodes": "2", "edges": "0", "journal": "disk is full"})
    totals.tell("ingest", {"frames": "5", "skipped": "1", "noted": "0", "input": "a.mcap"})
    row = rows(totals)["workspace"]
    assert row["besides"] == "version 9, nodes 2, journal disk is full"
    assert row["frames"] is row["faults"] is row["ran"] is row["drops"] is None
    row = rows(totals)["ingest"]
    assert (row["frames"], row["skipped"], row["faults"], row["besides"]) == (5, 1, 1, "")


def test_a_fault_holds_until_another_and_nonsense_is_no_figure():
    totals = RunTotals()
    totals.tell("view", {"frames": "1"}, "active: broken")
    totals.tell("view", {"frames": "many", "skipped": "-3"})
    assert totals.told["view"][LAST_FAULT] == "active: broken"
    assert rows(totals)["view"]["frames"] is None
    for i in range(2 * MAX_NODES):
        totals.tell(f"node_{i}", {})
    assert len(totals.told) == MAX_NODES
