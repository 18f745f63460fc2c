# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A clip: what a camera saw in a row, how the robot moved meanwhile, and what was right to say."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sgw_ros.experts.risk.looks import LENGTH as LOOKS
from sgw_ros.experts.risk.picture import SIZE
from sgw_ros.experts.risk.telemetry import LENGTH
from sgw_ros.experts.risk.window import FRAMES, choose
from training.episodes.errors import DatasetError
from training.risk.labels import LABELS, MIRRORED_ACTION, MIRRORED_TELEMETRY, TASKS


class ClipError(DatasetError):
    """A clip's arrays do not fit together, or hold what no clip can hold."""


@dataclass(frozen=True, eq=False)
class Clip:
    """T moments; with pictures, with an encoder's features of them, or with both.

    Attributes:
        name: unique within a data set.
        stamps_ns: [T] increasing.
        telemetry: [T, 8] ax, ay, az m/s^2, gx, gy, gz rad/s, v m/s, w rad/s.
        risk, reason, action: [T] class numbers of `LABELS`.
        pictures: [T, 96, 128, 3] uint8 RGB of the canonical camera.
        depths: [T, 96, 128] uint16 mm along its axis, 0 where unknown; None where there is no depth camera.
        features: [T, dv] float32.
        without_depth: [T, dv] float32, the features that a robot without a depth camera would have.
        looks: [T, L] float32, what the pictures look like, as `experts.risk.looks` counts it.
        place: what kind of clip it is, for tables.
    """

    name: str
    stamps_ns: NDArray[np.int64]
    telemetry: NDArray[np.float32]
    risk: NDArray[np.int64]
    reason: NDArray[np.int64]
    action: NDArray[np.int64]
    pictures: NDArray[np.uint8] | None = None
    depths: NDArray[np.uint16] | None = None
    features: NDArray[np.float32] | None = None
    without_depth: NDArray[np.float32] | None = None
    looks: NDArray[np.float32] | None = None
    place: str = ""

    def __post_init__(self) -> None:
        frames = len(self.stamps_ns)
        if frames < FRAMES:
            raise ClipError(f"{self.name}: has {frames} frames, a window needs {FRAMES}")
        if np.any(np.diff(self.stamps_ns) <= 0):
            raise ClipError(f"{self.name}: stamps_ns must increase")
        self._shaped("telemetry", self.telemetry, (frames, LENGTH))
        if not np.isfinite(self.telemetry).all():
            raise ClipError(f"{self.name}: telemetry holds what is no number; leave such clips out")
        for task in TASKS:
            self._labelled(task, getattr(self, task), frames)
        if self.pictures is not None:
            self._shaped("pictures", self.pictures, (frames, *SIZE, 3))
            if self.pictures.dtype != np.uint8:
                raise ClipError(f"{self.name}: pictures must be uint8, found {self.pictures.dtype}")
        if self.depths is not None:
            self._shaped("depths", self.depths, (frames, *SIZE))
            if self.depths.dtype != np.uint16:
                raise ClipError(f"{self.name}: depths must be uint16 millimetres, found {self.depths.dtype}")
        dv = 0 if self.features is None else self.features.shape[-1]
        for name, length in (("features", dv), ("without_depth", dv), ("looks", LOOKS)):
            value = getattr(self, name)
            if value is not None:
                self._shaped(name, value, (frames, length))
                if not np.isfinite(value).all():
                    raise ClipError(f"{self.name}: {name} hold what is no number; make the cache again")

    def _shaped(self, name: str, value: NDArray[np.generic], shape: tuple[int, ...]) -> None:
        if value.shape != shape:
            raise ClipError(f"{self.name}: {name} must be {list(shape)}, found {list(value.shape)}")

    def _labelled(self, task: str, value: NDArray[np.int64], frames: int) -> None:
        self._shaped(task, value, (frames,))
        most = len(LABELS[task]) - 1
        if value.dtype.kind not in "iu" or value.min() < 0 or value.max() > most:
            raise ClipError(f"{self.name}: {task} must hold whole numbers from 0 to {most}")

    @property
    def stamps_s(self) -> NDArray[np.float64]:
        """[T] s since the first frame."""
        return np.asarray((self.stamps_ns - self.stamps_ns[0]) / 1e9, np.float64)


def mirrored(clip: Clip) -> Clip:
    """The clip in a mirror: left is right. What was made of pictures is left out.

    Raises:
        ClipError: there are no pictures.
    """
    if clip.pictures is None:
        raise ClipError(f"{clip.name}: without pictures a clip cannot be mirrored")
    return replace(
        clip,
        pictures=np.ascontiguousarray(clip.pictures[:, :, ::-1]),
        depths=None if clip.depths is None else np.ascontiguousarray(clip.depths[:, :, ::-1]),
        features=None,
        without_depth=None,
        looks=None,
        telemetry=clip.telemetry * MIRRORED_TELEMETRY,
        action=MIRRORED_ACTION[clip.action],
    )


def windows(clip: Clip) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Frames [N, F] of every window of a clip, and the frame [N] that each one judges."""
    chosen = [(t, choose(clip.stamps_ns, int(stamp))) for t, stamp in enumerate(clip.stamps_ns)]
    whole = [(t, frames) for t, frames in chosen if frames is not None]
    if not whole:
        return np.zeros((0, FRAMES), np.intp), np.zeros(0, np.intp)
    return np.stack([frames for _, frames in whole]), np.array([t for t, _ in whole], np.intp)
