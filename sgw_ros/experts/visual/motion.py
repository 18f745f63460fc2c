# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The class-agnostic detector: whatever moves, or stands where nothing stood before."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.types import Detection, FlowResult, Frame
from sgw_ros.experts.flow.dense import grid_of
from sgw_ros.experts.visual.background import Picture
from sgw_ros.experts.visual.blobs import Blob
from sgw_ros.experts.visual.found import Found
from sgw_ros.experts.visual.freespace import FreeSpace
from sgw_ros.experts.visual.held import HeldBodies
from sgw_ros.experts.visual.residual import moving_blobs
from sgw_ros.experts.visual.still import StillScene

GRID_WIDTH = 320
RELEARN_AFTER_FRAMES = 3
"""A camera that moved for so many frames looks elsewhere now."""
HELD_SCORE = 0.5
LONGEST_STEP_S = 2.0
"""A gap in the stream must not age the scene by its whole length."""


class MotionDetector:
    """Background subtraction while the camera stands; free space or unexplained flow while it moves."""

    name = "motion"

    def __init__(self, smallest_share: float, absorb_after_s: float) -> None:
        self._smallest_share = smallest_share
        self._absorb_after_s = absorb_after_s
        self._scene: StillScene | None = None
        self._shape: tuple[int, ...] = ()
        self._stamp_ns = 0
        self._moved_frames = 0
        self._moving = False
        self._free_space = FreeSpace()
        self._held = HeldBodies()

    def detect(self, frame: Frame, flow: FlowResult | None) -> Found | None:
        """Boxes and masks of what moves; None when this frame could not be judged."""
        fresh = flow if flow is not None and flow.stamp_ns == frame.stamp_ns else None
        if fresh is not None:
            self._moving = fresh.camera_motion.moving
        if self._moving:
            self._moved_frames += 1
            return self._from_motion(frame, fresh)
        return self._from_scene(frame)

    def _from_scene(self, frame: Frame) -> Found | None:
        downscale = grid_of(frame.image.shape[1], GRID_WIDTH)
        image = _coarse(frame.image, downscale)
        dt_s = min((frame.stamp_ns - self._stamp_ns) * 1e-9, LONGEST_STEP_S)
        self._stamp_ns = frame.stamp_ns
        if self._scene is None or self._shape != image.shape or self._moved_frames >= RELEARN_AFTER_FRAMES:
            self._scene, self._shape = StillScene(image, self._absorb_after_s), image.shape
            self._held.stop(frame.stamp_ns, downscale, image.shape)
            dt_s = 0.0
        self._moved_frames = 0
        blobs = self._scene.look(image, max(dt_s, 0.0), self._smallest_px(image.shape))
        if blobs is None:
            return None
        held = self._held.look(frame.stamp_ns, self._scene.differs, blobs, self._absorb_after_s)
        return _found(blobs, frame, downscale, held)

    def _from_motion(self, frame: Frame, flow: FlowResult | None) -> Found | None:
        """What moves by itself, from depth where there is some, else from flow."""
        if flow is None:
            return None
        downscale = flow.field.downscale
        seen = self._free_space.look(frame, flow, self._smallest_share)
        if seen is not None:
            blobs: list[Blob] | None
            blobs, downscale = seen
        else:
            blobs = moving_blobs(flow, self._smallest_px(flow.field.flow.shape))
        if blobs is None:
            return None
        found = _found(blobs, frame, downscale)
        self._held.see_moving(frame.stamp_ns, [item.box for item in found.items])
        return found

    def _smallest_px(self, shape: tuple[int, ...]) -> float:
        return self._smallest_share * shape[0] * shape[1]


def _coarse(image: NDArray[np.uint8], downscale: int) -> Picture:
    """The picture on the grid, a little smoothed: sensor noise and compression are not motion."""
    height, width = image.shape[0] // downscale, image.shape[1] // downscale
    if downscale > 1:
        cut = image[: height * downscale, : width * downscale]
        return np.asarray(cv2.resize(cut, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
    return np.asarray(cv2.blur(image, (3, 3)), np.uint8)


def _found(blobs: list[Blob], frame: Frame, downscale: int, held: Sequence[Blob] = ()) -> Found:
    """Blobs on the grid as detections in full pixels; the smallest are drawn last, on top.

    Those `held` are known from before, not seen to move: their score says so.
    """
    height, width = frame.image.shape[:2]
    blobs = sorted([*blobs, *held], key=lambda b: -(b.box[2] - b.box[0]) * (b.box[3] - b.box[1]))
    labels = np.zeros((height, width), np.uint16)
    items = []
    for instance, blob in enumerate(blobs, start=1):
        x0, y0, x1, y1 = (v * downscale for v in blob.box)
        mask = cv2.resize(blob.mask, (x1 - x0, y1 - y0), interpolation=cv2.INTER_NEAREST)
        labels[y0:y1, x0:x1][mask > 0] = instance
        filled = float(np.count_nonzero(blob.mask)) / blob.mask.size
        box = (float(x0), float(y0), float(x1), float(y1))
        score = HELD_SCORE if any(blob is h for h in held) else _score(filled)
        items.append(Detection(box, "object", score, MotionDetector.name, instance))
    return Found(tuple(items), labels)


def _score(filled: float) -> float:
    """A body fills much of its box, scattered noise little."""
    return 0.3 + 0.6 * min(filled / 0.6, 1.0)
