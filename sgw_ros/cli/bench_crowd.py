# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A workspace full of objects, and proposals for it as experts make them: what the benches work on."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from typing import Any

from sgw_ros.core.errors import WorkspaceError
from sgw_ros.core.graph import EdgeUpdate, NodeUpdate, Proposal, Value
from sgw_ros.workspace.commit import Status
from sgw_ros.workspace.journal import Journal
from sgw_ros.workspace.workspace import Workspace

EDGES_PER_NODE, WRITES = 3, 5
SPACING_M = 1.0


def crowded(count: int, journal: Journal | None = None, keep: int = 512) -> Workspace:
    """A workspace with `count` objects on a grid, each linked to the next three."""
    workspace = Workspace(journal=journal, keep=keep)
    for proposal in filling(count):
        commit(workspace, proposal)
    return workspace


def filling(count: int) -> Iterator[Proposal]:
    """Proposals that make the graph of `crowded`."""
    for start in range(0, count, 500):
        nodes = tuple(object_at(n, count, 1, 0.0) for n in range(start, min(start + 500, count)))
        yield Proposal("memory", 1, nodes)
    links = [(n, (n + hop) % count) for n in range(count) for hop in range(1, EDGES_PER_NODE + 1)]
    for start in range(0, len(links), 500):
        edges = tuple(_near(a, b, 1) for a, b in links[start : start + 500])
        yield Proposal("physics", 1, edges=edges)


def proposals(workspace: Workspace, count: int) -> Iterator[Proposal]:
    """Proposals without end, each made from the head as it is when asked for."""
    rng = random.Random(1)
    stamp_ns = 1
    while True:
        stamp_ns += 1
        chosen = rng.sample(range(count), WRITES)
        drift_m = rng.gauss(0.0, 0.05)
        yield Proposal(
            "memory",
            stamp_ns,
            tuple(object_at(n, count, stamp_ns, drift_m) for n in chosen),
            tuple(_near(n, (n + 1) % count, stamp_ns) for n in chosen),
            workspace.head.version,
            tuple(f"object/{n}#state" for n in chosen),
            "bench",
        )


def commit(workspace: Workspace, proposal: Proposal) -> None:
    """Propose, and insist that it is committed.

    Raises:
        WorkspaceError: when it is not.
    """
    result = workspace.propose_update(proposal)
    if result.status is not Status.COMMITTED:
        raise WorkspaceError(f"bench: {result.message}")


def timed(action: Callable[..., Any], *arguments: Any) -> float:
    """Seconds that a call takes."""
    start = time.perf_counter()
    action(*arguments)
    return time.perf_counter() - start


def object_at(number: int, count: int, stamp_ns: int, drift_m: float) -> NodeUpdate:
    """The state of one object on the grid, as far from its place as it has drifted."""
    columns = int(count**0.5)
    # Golden-ratio offsets: some objects stand on the edge of an index cell and change it.
    x = (number % columns + number * 0.618 % 1.0) * SPACING_M + drift_m
    y = (number // columns + 0.5) * SPACING_M
    attributes: dict[str, Value] = {
        "position": (x, y, 0.3 + drift_m),
        "velocity": (drift_m, 0.1 * drift_m, 0.0),
        "visible": True,
    }
    return NodeUpdate(f"object/{number}", "state", attributes, 0.1, stamp_ns)


def _near(a: int, b: int, stamp_ns: int) -> EdgeUpdate:
    return EdgeUpdate("near", f"object/{a}", f"object/{b}", {"distance": 1.0}, 0.1, stamp_ns)
