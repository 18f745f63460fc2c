# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What stands so close before a depth camera that it cannot be measured, and hides all else.

Stereo has a least distance, mostly beyond the robot's own front. Something that was near ahead and then
leaves a hole where the floor should be has not gone: it has come closer. A hole alone tells nothing, as shiny
floors have some.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.types import Reason
from sgw_ros.experts.risk.corridor import known_depth
from sgw_ros.experts.risk.threat import HIGHEST, NOT_HIGH, Threat

LEAST_SEEN = 0.5
"""With less of its part of the depth picture known the way ahead is hidden."""
NEAR_M = 0.7
"""What was last seen no further ahead than this may have come too close; measured from the robot's middle."""
CERTAINTY = 0.8


class Cover:
    """Follows whether the way ahead can be seen, and what was there when it last could."""

    def __init__(self) -> None:
        self._near = False
        self._came = False

    def threat(
        self, depth: NDArray[np.floating] | None, ahead_m: float, human: bool, stands: bool
    ) -> Threat | None:
        """The threat of what hides the way, None where that is seen or nothing was near.

        Args:
            depth: [H, W] m of a camera that looks ahead, NaN or 0 where unknown; None without.
            ahead_m: free distance ahead by this depth, inf for free.
            human: whether it ends at somebody.
            stands: whether the robot stands, so that whatever comes near has come by itself.
        """
        if depth is None:
            return None
        if _share_seen(depth) >= LEAST_SEEN:
            self._near, self._came = ahead_m <= NEAR_M, human or stands
            return None
        if not self._near:
            return None
        # Beside a robot that stands a thing is close and no more, as ever; who came may come on.
        severity = NOT_HIGH if stands and not self._came else HIGHEST
        reason = Reason.HUMAN if self._came else Reason.OBSTACLE
        text = "something too close to be measured hides the way ahead"
        return Threat(severity, reason, 0.0, 0.0, CERTAINTY, text, approaching=True, contact_s=0.0)


def _share_seen(depth: NDArray[np.floating]) -> float:
    """Of the lower half of the picture's middle, where the floor is or what stands on it."""
    height, width = depth.shape
    return float(np.mean(known_depth(depth[height // 2 :, width // 4 : -(width // 4) or None])))
