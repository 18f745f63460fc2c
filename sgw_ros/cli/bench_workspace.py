# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""`sgw bench workspace`: commits, journal, reads beside a writer, queries, memory and growth.

The graph has 1,000 nodes and 3,000 edges, a commit writes 5 nodes and 5 edges that it has read, and
objects move by centimetres, as they do from frame to frame. Proposals are made outside the clock.
"""

from __future__ import annotations

import argparse
import copy
import importlib
import json
import random
import sqlite3
import tempfile
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import count, islice
from pathlib import Path
from statistics import median
from typing import Any

from sgw_ros.cli.bench_crowd import SPACING_M, commit, crowded, filling, object_at, proposals, timed
from sgw_ros.core.collecting import collect_seldom
from sgw_ros.core.errors import WorkspaceError
from sgw_ros.core.graph import Proposal
from sgw_ros.workspace.journal import Journal
from sgw_ros.workspace.query import Query
from sgw_ros.workspace.region import Sphere
from sgw_ros.workspace.workspace import Workspace

NODES = 1000
QUERIED_NODES, QUERY_RADIUS_M = 10_000, 3.5
LARGE_NODES, SMALL_NODES = 100_000, 100
TURN = 100
"""Commits before it is another graph's turn."""
INSERT = "INSERT INTO commits VALUES (?, ?, ?)"
WARM_UP = 600
"""Commits outside the clock: by then as many versions are forgotten as are made, as in a long run."""


def add_parser(benches: Any) -> None:
    """Add the subcommand."""
    parser = benches.add_parser("workspace", help="measure commits, journal, reads, queries and memory")
    parser.add_argument("--commits", type=int, default=3000, help="commits per measurement")
    parser.add_argument("--json", action="store_true", help="print one JSON object last")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Measure everything and print it."""
    report: dict[str, Any] = {"growth": round(growth(options.commits // 3), 2)}
    report |= {"commits_per_s": {}, "commit_ms": {}}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for sync in ("memory", "interval", "commit"):
            journal = Journal(":memory:") if sync == "memory" else Journal(folder / sync, sync)  # type: ignore[arg-type]
            times = commit_times(crowded(NODES, journal), NODES, options.commits)
            report["commits_per_s"][sync] = round(len(times) / sum(times))
            if sync == "interval":
                report["commit_ms"] = percentiles(times, 1e3)
        report["journal_overhead"] = round(journal_overhead(folder, options.commits), 2)
    report |= service_figures(options.commits // 3)
    read, deep_copy_s = reads_beside_a_writer(options.commits)
    report["read_us"] = percentiles(read, 1e6)
    report["read_vs_deepcopy"] = round(deep_copy_s / median(read))
    report["query_ms"] = percentiles(query_times(), 1e3)
    report["bytes_per_version"] = bytes_per_version()
    for key, value in report.items():
        if not options.json:
            print(f"{key}: {value}")
    if options.json:
        print(json.dumps(report))


def commit_times(workspace: Workspace, count: int, commits: int) -> list[float]:
    """Seconds per commit, first to last; closes the workspace."""
    times = list(islice(steady_commits(workspace, count), commits))
    workspace.close()
    return times


def steady_commits(workspace: Workspace, count: int) -> Iterator[float]:
    """Seconds per commit, without end, once the workspace has run warm.

    The garbage collector is set as the container of the nodes sets it: a graph is no garbage, and to
    look through it again and again costs a quarter of the rate.
    """
    collect_seldom()
    for number, proposal in enumerate(proposals(workspace, count)):
        seconds = timed(commit, workspace, proposal)
        if number >= WARM_UP:
            yield seconds


def journal_overhead(folder: Path, commits: int) -> float:
    """What a durable journal adds to a commit, in bare SQLite commits of the same bytes, side by side.

    A disk's flushes cost now this, now that, and on one file more than on another: the two take turns in
    being first, each pair is compared by itself, and there are several pairs of files.
    """
    ratios: list[float] = []
    for name in "abcdef":
        (folder / name).mkdir()
        ratios += islice(_paired_with_bare(folder / name), commits // 6)
    return median(ratios)


def _paired_with_bare(folder: Path) -> Iterator[float]:
    plain, durable = crowded(NODES), crowded(NODES, Journal(folder / "durable", "commit"))
    bare = sqlite3.connect(folder / "bare", isolation_level=None)
    bare.execute("PRAGMA journal_mode=WAL")
    bare.execute("PRAGMA synchronous=FULL")
    bare.execute("PRAGMA wal_autocheckpoint=0")
    bare.execute("CREATE TABLE commits (version INTEGER PRIMARY KEY, chain BLOB, body BLOB)")
    reader = Journal(folder / "durable", read_only=True)
    ours, theirs = proposals(plain, NODES), proposals(durable, NODES)
    # Both files hold the same; bare SQLite writes each row when the journal has.
    bare.executemany(INSERT, reader.rows())
    commit(durable, next(theirs))
    try:
        for number in count():
            [row] = reader.rows(durable.head.version - 1)
            plain_s = timed(commit, plain, next(ours))
            steps: dict[str, Callable[..., Any]] = {
                "durable": partial(commit, durable, next(theirs)),
                "bare": partial(bare.execute, INSERT, row),
            }
            times = {name: timed(steps[name]) for name in (steps if number % 2 else reversed(steps))}
            yield (times["durable"] - plain_s) / times["bare"]
    finally:
        durable.close()


def service_figures(calls: int) -> dict[str, Any]:
    """One client's auto-committed proposals through the service; None where there is no ROS 2."""
    try:
        service = importlib.import_module("sgw_ros.nodes.service_bench")
    except ImportError:
        return {"service_ms": None, "service_per_s": None}
    blind = (replace(p, base_version=None, reads=()) for p in proposals(Workspace(), NODES))
    times: list[float] = service.service_times(blind, list(filling(NODES)), calls)
    return {"service_ms": percentiles(times, 1e3), "service_per_s": round(len(times) / sum(times))}


def reads_beside_a_writer(commits: int) -> tuple[list[float], float]:
    """Seconds per read of a fresh snapshot while another thread commits; seconds per deep copy."""
    workspace = crowded(NODES)
    done = threading.Event()

    def write() -> None:
        for proposal in proposals(workspace, NODES):
            if done.is_set():
                return
            commit(workspace, proposal)

    writer = threading.Thread(target=write)
    writer.start()
    goal = workspace.head.version + commits
    times = []
    try:
        while workspace.head.version < goal:
            start = time.perf_counter()
            head = workspace.head
            found = head.nodes["object/7"].groups["state"].update.attributes["position"]
            times.append(time.perf_counter() - start)
            del head, found
    finally:
        done.set()
        writer.join()
    head = workspace.head
    plain = {
        "nodes": {key: {u.group: dict(u.attributes) for u in head.nodes[key].updates} for key in head.nodes},
        "edges": {key: dict(head.edges[key].update.attributes) for key in head.edges},
    }
    return times, min(timed(copy.deepcopy, plain) for _ in range(3))


def query_times(queries: int = 500) -> list[float]:
    """Seconds per region query that finds at most 50 of 10,000 objects."""
    workspace = Workspace()
    for start in range(0, QUERIED_NODES, 500):
        nodes = tuple(object_at(n, QUERIED_NODES, 1, 0.0) for n in range(start, start + 500))
        commit(workspace, Proposal("memory", 1, nodes))
    rng = random.Random(2)
    side_m = QUERIED_NODES**0.5 * SPACING_M
    times = []
    for _ in range(queries):
        center = (rng.uniform(0, side_m), rng.uniform(0, side_m), 0.0)
        query = Query(types=("object",), region=Sphere(center, QUERY_RADIUS_M))
        start_s = time.perf_counter()
        found = workspace.query(query)
        times.append(time.perf_counter() - start_s)
        if len(found.nodes) > 50:
            raise WorkspaceError(f"{len(found.nodes)} results: the bench asks for at most 50")
    return times


def bytes_per_version(commits: int = 300) -> int:
    """Memory that one more retained version takes."""
    workspace = crowded(NODES, keep=10_000)
    source = proposals(workspace, NODES)
    tracemalloc.start()
    try:
        commit(workspace, next(source))
        before = tracemalloc.get_traced_memory()[0]
        for _ in range(commits):
            commit(workspace, next(source))
        return (tracemalloc.get_traced_memory()[0] - before) // commits
    finally:
        tracemalloc.stop()


def growth(commits: int) -> float:
    """Cost of a commit among 100,000 nodes in commits among 100, in turns.

    It comes first: in the heap that other measurements have left, a large graph lies scattered.
    """
    few = steady_commits(crowded(SMALL_NODES), SMALL_NODES)
    many = steady_commits(crowded(LARGE_NODES), LARGE_NODES)
    turns = range(commits // TURN)
    return median([median(islice(many, TURN)) / median(islice(few, TURN)) for _ in turns])


def percentiles(times_s: list[float], scale: float) -> dict[str, float]:
    """Median and 99th percentile."""
    ordered = sorted(times_s)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    return {"p50": round(median(ordered) * scale, 3), "p99": round(p99 * scale, 3)}
