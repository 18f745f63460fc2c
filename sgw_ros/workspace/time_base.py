# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""How far ahead a stamp may lie: one from the far future would make all that was ever seen old.

The first stamps of an empty graph say what its time is: that of a running robot, of a recording, of a
simulation. From then on a stamp follows what was seen and this machine's clock, whichever is later.
"""

from __future__ import annotations

from collections.abc import Iterable

from sgw_ros.core.graph import EdgeUpdate, NodeUpdate
from sgw_ros.workspace.errors import StampError
from sgw_ros.workspace.graph import Snapshot

MINUTE_NS = 60_000_000_000
LIVE_WITHIN_NS = 60 * MINUTE_NS
"""A graph whose newest stamp is this near to the clock lives by the clock."""
LEAD_LIVE_NS = MINUTE_NS
LEAD_NS = 24 * 60 * MINUTE_NS
"""Where the clock says nothing: a recording may have gaps."""


def check_stamps(
    stamp_ns: int,
    nodes: Iterable[NodeUpdate],
    edges: Iterable[EdgeUpdate],
    head: Snapshot,
    clock_ns: int,
) -> None:
    """Refuse what is stamped too far ahead of the graph and of the clock.

    Raises:
        StampError: with the path of the stamp.
    """
    latest_ns = head.latest_ns
    lead_ns = LEAD_LIVE_NS if abs(latest_ns - clock_ns) < LIVE_WITHIN_NS else LEAD_NS
    bound_ns = (clock_ns if clock_ns > latest_ns else latest_ns) + lead_ns
    early = stamp_ns <= bound_ns
    # Lists, because a generator costs more than the few updates do.
    late_nodes = [node.key for node in nodes if node.stamp_ns > bound_ns]
    late_edges = [edge.key for edge in edges if edge.stamp_ns > bound_ns]
    if (early and not late_nodes and not late_edges) or not head.nodes:
        return
    what = "stamp_ns" if not early else f"stamp_ns of '{(late_nodes + late_edges)[0]}'"
    raise StampError(
        f"{what}: is more than {lead_ns // MINUTE_NS} min ahead of all that was seen and of this machine's "
        "clock; check the clock that stamped it"
    )
