# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Tiny updates, proposals and workspaces for the tests."""

from sgw_ros.core.graph import EdgeUpdate, NodeUpdate, Proposal
from sgw_ros.workspace.workspace import Workspace


def state(number, stamp=1, x=0.0, y=0.0, z=0.0, uncertainty=0.1):
    return NodeUpdate(f"object/{number}", "state", {"position": (x, y, z)}, uncertainty, stamp)


def identity(number, stamp=1, name="person", uncertainty=0.1):
    return NodeUpdate(f"object/{number}", "identity", {"class_name": name}, uncertainty, stamp)


def correction(number, stamp=1, x=0.0):
    return NodeUpdate(f"object/{number}", "correction", {"position": (x, 0.0, 0.0)}, 0.1, stamp)


def gone(number, stamp=1):
    return NodeUpdate(f"object/{number}", "", {}, 0.0, stamp, remove=True)


def near(a, b, stamp=1, distance=1.0):
    return EdgeUpdate("near", f"object/{a}", f"object/{b}", {"distance": distance}, 0.1, stamp)


def support(a, b, stamp=1):
    return EdgeUpdate("support", f"object/{a}", f"object/{b}", {}, 0.1, stamp)


def proposal(*updates, expert="memory", base=None, reads=(), stamp=1):
    nodes = tuple(u for u in updates if isinstance(u, NodeUpdate))
    edges = tuple(u for u in updates if isinstance(u, EdgeUpdate))
    return Proposal(expert, stamp, nodes, edges, base, tuple(reads))


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self):
        self.now_ns = 1_000_000_000

    def __call__(self):
        return self.now_ns


def workspace_with(*updates, **settings):
    workspace = Workspace(**{"clock_ns": Clock(), **settings})
    if updates:
        result = workspace.propose_update(proposal(*updates))
        assert result.status == "committed", result
    return workspace


def position_x(snapshot, number):
    return snapshot.nodes[f"object/{number}"].groups["state"].update.attributes["position"][0]
