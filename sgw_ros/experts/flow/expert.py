# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The flow expert: what moved in the picture since the last frame, and whether the camera did."""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

import numpy as np

from sgw_ros.core.graph import NodeUpdate, Proposal
from sgw_ros.core.types import FlowResult, Frame
from sgw_ros.experts.base import Upstream
from sgw_ros.experts.flow.comparison import Comparison
from sgw_ros.experts.flow.config import FlowConfig

__all__ = ["FlowConfig", "FlowExpert"]


class _Prepared(NamedTuple):
    before: Frame
    frame: Frame
    result: FlowResult


class FlowExpert:
    """DIS flow with forward-backward confidence; egomotion from corners, depth or odometry."""

    name = "flow"
    inputs: tuple[str, ...] = ()

    def __init__(self, config: FlowConfig) -> None:
        self._comparison, self._beforehand = Comparison(config.width), Comparison(config.width)
        self._prepared: deque[_Prepared] = deque(maxlen=2)  # this frame's, and the next one's already
        self._before: Frame | None = None

    def prepare(self, before: Frame, frame: Frame) -> None:
        """Compare two frames before the later one's turn."""
        self._prepared.append(_Prepared(before, frame, self._beforehand.of(before, frame)))

    def step(self, frame: Frame, upstream: Upstream) -> FlowResult:
        """Compare the frame with the one before; the first one, or one of another size, has no flow."""
        before, self._before = self._before, frame
        for prepared in tuple(self._prepared):
            if prepared.before is before and prepared.frame is frame:
                return prepared.result
        return self._comparison.of(before, frame)

    def propose(self, result: FlowResult) -> Proposal | None:
        """The camera's motion as attributes of its node; nothing after the first frame."""
        motion = result.camera_motion
        if motion.previous_stamp_ns == motion.stamp_ns:
            return None
        update = NodeUpdate(
            key="camera/main",
            group="motion",
            attributes={
                "linear": tuple(float(x) for x in motion.twist[:3]),
                "angular": tuple(float(x) for x in motion.twist[3:]),
                "variance": tuple(float(x) for x in np.diagonal(motion.covariance)),
                "moving": motion.moving,
                "metric": motion.metric,
                "inliers": motion.inliers,
            },
            uncertainty=float(np.sqrt(np.trace(motion.covariance) / 6.0)),
            stamp_ns=motion.stamp_ns,
        )
        return Proposal(self.name, result.stamp_ns, nodes=(update,), reason="camera motion since last frame")

    def reset(self) -> None:
        """Forget the frame before."""
        self._before = None
