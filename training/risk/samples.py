# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""One sample of the Spatial Intent Model, and many of them as tensors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from sgw_ros.experts.risk.picture import SIZE
from sgw_ros.experts.risk.telemetry import LENGTH
from sgw_ros.experts.risk.window import FRAMES
from training.episodes.errors import DatasetError
from training.risk.labels import LABELS, TASKS


class SampleError(DatasetError):
    """A sample is not what the model takes."""


@dataclass(frozen=True, eq=False)
class Sample:
    """A window that ends at the moment which is judged.

    Attributes:
        telemetry: [8] ax, ay, az m/s^2, gx, gy, gz rad/s, v m/s, w rad/s at the last frame.
        risk_id, reason_id, action_id: true classes, numbers of `LABELS`.
        frames: [F, 3, 96, 128] uint8 RGB of the canonical camera, oldest first, or None.
        vis_feats: [F, dv] float32, an encoder's features of those frames, or None.
        weight: how much the sample counts in the loss.
        sample_id: "CLIP@SECONDS".
    """

    telemetry: NDArray[np.float32]
    risk_id: int
    reason_id: int
    action_id: int
    frames: NDArray[np.uint8] | None = None
    vis_feats: NDArray[np.float32] | None = None
    weight: float = 1.0
    sample_id: str = ""

    def __post_init__(self) -> None:
        if self.telemetry.shape != (LENGTH,) or not np.isfinite(self.telemetry).all():
            raise self._error(f"telemetry must be {LENGTH} finite numbers, found {self.telemetry}")
        for task in TASKS:
            number, most = getattr(self, f"{task}_id"), len(LABELS[task]) - 1
            if not (isinstance(number, int | np.integer) and 0 <= number <= most):
                raise self._error(f"{task}_id must be a whole number from 0 to {most}, found {number!r}")
        if (self.frames is None) == (self.vis_feats is None):
            raise self._error("give either frames or vis_feats")
        if self.frames is not None:
            wanted = (FRAMES, 3, *SIZE)
            if self.frames.dtype != np.uint8 or self.frames.shape != wanted:
                found = f"{self.frames.dtype} {list(self.frames.shape)}"
                raise self._error(f"frames must be uint8 {list(wanted)}, found {found}")
        if self.vis_feats is not None:
            check_features(self.vis_feats, self.sample_id)

    def _error(self, text: str) -> SampleError:
        return SampleError(f"sample {self.sample_id or 'without a name'}: {text}")


def check_features(vis_feats: NDArray[np.float32], sample_id: str = "") -> None:
    """Refuse what is no window of features.

    Raises:
        SampleError: too few frames, another type, or no numbers.
    """
    shape = vis_feats.shape
    good = vis_feats.dtype == np.float32 and len(shape) == 2 and shape[0] == FRAMES
    if not good or not np.isfinite(vis_feats).all():
        raise SampleError(
            f"sample {sample_id or 'without a name'}: vis_feats must be finite float32 [{FRAMES}, dv],"
            f" found {vis_feats.dtype} {list(shape)}"
        )


@dataclass(frozen=True, eq=False)
class Batch:
    """B samples; `frames` [B, F, 3, 96, 128] uint8 or `vis_feats` [B, F, dv] is there, classes [B] int64."""

    telemetry: Tensor
    risk: Tensor
    reason: Tensor
    action: Tensor
    weight: Tensor
    frames: Tensor | None
    vis_feats: Tensor | None
    sample_ids: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.telemetry)

    def to(self, device: torch.device) -> Batch:
        """The same on a device."""
        values = ((item.name, getattr(self, item.name)) for item in fields(self))
        moved: dict[str, Any] = {name: v.to(device) for name, v in values if isinstance(v, Tensor)}
        return replace(self, **moved)


def collate(samples: Sequence[Sample]) -> Batch:
    """Samples as one batch.

    Raises:
        SampleError: they are of different kinds or sizes.
    """
    return Batch(
        telemetry=torch.from_numpy(np.stack([sample.telemetry for sample in samples]).astype(np.float32)),
        risk=torch.tensor([int(sample.risk_id) for sample in samples]),
        reason=torch.tensor([int(sample.reason_id) for sample in samples]),
        action=torch.tensor([int(sample.action_id) for sample in samples]),
        weight=torch.tensor([sample.weight for sample in samples], dtype=torch.float32),
        frames=_stacked([sample.frames for sample in samples], "frames"),
        vis_feats=_stacked([sample.vis_feats for sample in samples], "vis_feats"),
        sample_ids=tuple(sample.sample_id for sample in samples),
    )


def _stacked(arrays: Sequence[NDArray[np.generic] | None], name: str) -> Tensor | None:
    there = [array for array in arrays if array is not None]
    if not there:
        return None
    shapes = {array.shape for array in there}
    if len(there) < len(arrays) or len(shapes) > 1:
        raise SampleError(f"a batch's {name} must all be there and of one size, found {sorted(shapes)}")
    return torch.from_numpy(np.stack(there))
