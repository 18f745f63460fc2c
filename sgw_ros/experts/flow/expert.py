# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The flow expert: what moved in the picture since the last frame, and whether the camera did."""

from __future__ import annotations

import numpy as np

from sgw_ros.core.graph import NodeUpdate, Proposal
from sgw_ros.core.types import FlowField, FlowResult, Frame
from sgw_ros.experts.base import Upstream
from sgw_ros.experts.flow.config import FlowConfig
from sgw_ros.experts.flow.dense import DenseFlow, Gray, coarse_gray, grid_of
from sgw_ros.experts.flow.egomotion import camera_motion, unknown_motion

__all__ = ["FlowConfig", "FlowExpert"]


class FlowExpert:
    """DIS flow with forward-backward confidence; egomotion from corners, depth or odometry."""

    name = "flow"
    inputs: tuple[str, ...] = ()

    def __init__(self, config: FlowConfig) -> None:
        self._config = config
        self._dense = DenseFlow()
        self._before: tuple[Frame, Gray] | None = None

    def step(self, frame: Frame, upstream: Upstream) -> FlowResult:
        """Compare the frame with the one before; the first one, or one of another size, has no flow."""
        downscale = grid_of(frame.image.shape[1], self._config.width)
        gray = coarse_gray(frame.image, downscale)
        before, self._before = self._before, (frame, gray)
        if before is None or before[1].shape != gray.shape or before[0].stamp_ns >= frame.stamp_ns:
            return FlowResult(frame.stamp_ns, _no_flow(frame, gray, downscale), unknown_motion(frame))
        previous, gray_before = before
        flow, confidence = self._dense.between(gray_before, gray)
        field = FlowField(frame.stamp_ns, previous.stamp_ns, flow * downscale, confidence, downscale)
        return FlowResult(frame.stamp_ns, field, camera_motion(previous, frame, gray_before, gray, downscale))

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


def _no_flow(frame: Frame, gray: Gray, downscale: int) -> FlowField:
    flow = np.zeros((*gray.shape, 2), np.float32)
    return FlowField(frame.stamp_ns, frame.stamp_ns, flow, np.zeros(gray.shape, np.uint8), downscale)
