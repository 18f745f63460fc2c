# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A true path at any time between its samples."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np

from sgw_ros.core.types import Pose

LONGEST_GAP_NS = 500_000_000
"""Nobody knows what a body did in a longer gap."""


class PoseHistory:
    """Poses by stamp, stamps rising."""

    def __init__(self, poses: Sequence[tuple[int, Pose]]) -> None:
        self._stamps_ns = [stamp_ns for stamp_ns, _ in poses]
        self._poses = [pose for _, pose in poses]

    def at(self, stamp_ns: int) -> Pose | None:
        """The pose at a stamp, between its neighbours; None outside the path or in a gap of it."""
        i = bisect_left(self._stamps_ns, stamp_ns)
        if i < len(self._stamps_ns) and self._stamps_ns[i] == stamp_ns:
            return self._poses[i]
        if not 0 < i < len(self._stamps_ns):
            return None
        before_ns, after_ns = self._stamps_ns[i - 1 : i + 1]
        if after_ns - before_ns > LONGEST_GAP_NS:
            return None
        share = (stamp_ns - before_ns) / (after_ns - before_ns)
        return _between(self._poses[i - 1], self._poses[i], share)


def _between(a: Pose, b: Pose, share: float) -> Pose:
    """The normalised mean of two near quaternions is as good as the arc between them."""
    x, y, z = (float((1 - share) * p + share * q) for p, q in zip(a.position, b.position, strict=True))
    qa, qb = np.asarray(a.orientation), np.asarray(b.orientation)
    q = (1 - share) * qa + share * (qb if qa @ qb >= 0 else -qb)
    qx, qy, qz, qw = (float(v) for v in q / np.linalg.norm(q))
    return Pose((x, y, z), (qx, qy, qz, qw))
