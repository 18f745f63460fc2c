# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What becomes of the scene when the input starts again: a bag played twice, a simulation reset."""

from __future__ import annotations

from sgw_ros.core.graph import NodeUpdate, Proposal
from sgw_ros.core.stamps import StampOrder, StampStep
from sgw_ros.workspace.graph import Snapshot

SUPERVISOR = "supervisor"
"""Who proposes it."""


class SceneRestart:
    """Follows the stamps of the input, for whoever holds the workspace; the loop and the node both do."""

    def __init__(self) -> None:
        self._order = StampOrder()
        self._end_ns: int | None = None

    def step(self, stamp_ns: int, head: Snapshot) -> Proposal | None:
        """What to propose before anything about this frame is: after a jump back, an empty scene."""
        end_ns = self._order.last_ns
        if self._order.step(stamp_ns) is not StampStep.RESTART:
            return None
        self._end_ns = end_ns
        removals = tuple(NodeUpdate(key, "", {}, 0.0, stamp_ns, remove=True) for key in sorted(head.nodes))
        if not removals:
            return None
        reason = "the input started again"
        return Proposal(SUPERVISOR, stamp_ns, nodes=removals, base_version=head.version, reason=reason)

    def is_over(self, stamp_ns: int) -> bool:
        """Whether what is said of this stamp comes late, out of the pass before the last jump."""
        return self._end_ns is not None and stamp_ns <= self._end_ns and self._order.is_behind(stamp_ns)
