# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Where samples come from: the abstract data set, one of clips, and a dummy for tests."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch.utils.data import Dataset

from sgw_ros.experts.risk.picture import SIZE
from sgw_ros.experts.risk.window import FRAMES
from training.episodes.errors import DatasetError
from training.risk.clips import Clip, windows
from training.risk.labels import LABELS, TASKS
from training.risk.samples import Sample

MIRRORED_SHARE, WITHOUT_SHARE = 0.5, 0.3


class RiskDataset(Dataset[Sample], ABC):
    """Samples by number.

    Attributes:
        dv: size of the cached features; 0 where samples bring raw frames.
        origin: where the data came from, for the checkpoint; what JSON can hold.
        epoch: set before each epoch, for data sets that vary from one to the next.
    """

    dv: int = 0
    epoch: int = 0
    origin: dict[str, Any]

    @abstractmethod
    def __len__(self) -> int:
        """How many."""

    @abstractmethod
    def __getitem__(self, item: int) -> Sample:
        """One of them."""

    @abstractmethod
    def classes(self) -> NDArray[np.int64]:
        """True classes [N, 3] of `TASKS` of all samples, for weights and statistics."""


class ClipWindows(RiskDataset):
    """Every window of clips.

    Where `twins` are given, the same clips in a mirror, half of an epoch's samples come from those, and some
    are as a robot without a depth camera has them; which ones depends on the seed, the epoch and the sample's
    number alone.
    """

    def __init__(
        self,
        clips: Sequence[Clip],
        origin: dict[str, Any],
        twins: Sequence[Clip] = (),
        seed: int = 0,
        epoch: int = 0,
    ) -> None:
        """Find the windows.

        Raises:
            DatasetError: there is none, or clips are of different kinds.
        """
        self.origin, self.epoch, self._seed = origin, epoch, seed
        self.clips, self._twins = clips, twins
        found = [windows(clip) for clip in clips]
        counts = [len(ends) for _, ends in found]
        if not sum(counts):
            raise DatasetError(
                f"no clip of {origin.get('folder', 'the data')} has a window of {FRAMES} frames"
            )
        self.clip_number: NDArray[np.int64] = np.repeat(np.arange(len(clips)), counts)
        self.frames: NDArray[np.intp] = np.concatenate([frames for frames, _ in found])
        self.ends: NDArray[np.intp] = np.concatenate([ends for _, ends in found])
        sizes = {0 if clip.features is None else clip.features.shape[1] for clip in (*clips, *twins)}
        if len(sizes) > 1:
            raise DatasetError(
                f"clips must all have features of one size or none, found sizes {sorted(sizes)}"
            )
        self.dv = sizes.pop()

    def __len__(self) -> int:
        """Windows of all clips."""
        return len(self.ends)

    def __getitem__(self, item: int) -> Sample:
        """One window."""
        number, end = int(self.clip_number[item]), int(self.ends[item])
        clip, without_depth = self.clips[number], False
        if self._twins:
            chance = np.random.default_rng([self._seed, self.epoch, item]).random(2)
            clip = self._twins[number] if chance[0] < MIRRORED_SHARE else clip
            without_depth = bool(chance[1] < WITHOUT_SHARE)
        return window_sample(clip, self.frames[item], end, without_depth)

    def classes(self) -> NDArray[np.int64]:
        """[N, 3]."""
        per_clip = [np.stack([getattr(clip, task) for task in TASKS], axis=-1) for clip in self.clips]
        first = np.concatenate(([0], np.cumsum([len(rows) for rows in per_clip])[:-1]))
        return np.asarray(np.concatenate(per_clip)[first[self.clip_number] + self.ends], np.int64)

    @property
    def stamp_s(self) -> NDArray[np.float64]:
        """[N] s of each window's last frame since its clip began."""
        pairs = zip(self.clip_number, self.ends, strict=True)
        return np.array([self.clips[number].stamps_s[end] for number, end in pairs])


def window_sample(clip: Clip, frames: NDArray[np.intp], end: int, without_depth: bool = False) -> Sample:
    """The sample of a clip's window; features where the clip has them, maybe those without depth."""
    pictures, features = None, clip.features
    if without_depth and clip.without_depth is not None:
        features = clip.without_depth
    if clip.features is None and clip.pictures is not None:
        pictures = np.ascontiguousarray(clip.pictures[frames].transpose(0, 3, 1, 2))
    return Sample(
        telemetry=clip.telemetry[end],
        risk_id=int(clip.risk[end]),
        reason_id=int(clip.reason[end]),
        action_id=int(clip.action[end]),
        frames=pictures,
        vis_feats=None if features is None else features[frames],
        sample_id=f"{clip.name}@{clip.stamps_s[end]:.1f}",
    )


class DummyDataset(RiskDataset):
    """Made-up samples that can be learned: each class is a direction of the features, or a brightness."""

    def __init__(self, size: int, dv: int = 0, seed: int = 0) -> None:
        self._size, self.dv = size, dv
        self.origin = {"folder": "dummy", "samples": size, "seed": seed}
        rng = np.random.default_rng(seed)
        self._classes = np.stack([rng.integers(0, len(LABELS[task]), size) for task in TASKS], axis=-1)
        self._seed = seed

    def __len__(self) -> int:
        """As asked for."""
        return self._size

    def __getitem__(self, item: int) -> Sample:
        """One sample."""
        rng = np.random.default_rng([self._seed, item])
        risk, reason, action = (int(number) for number in self._classes[item])
        telemetry = rng.normal(size=8).astype(np.float32)
        telemetry[6:] += (action, reason)
        frames = vis_feats = None
        if self.dv:
            vis_feats = rng.normal(scale=0.3, size=(FRAMES, self.dv)).astype(np.float32)
            vis_feats[:, risk % self.dv] += 2.0
        else:
            frames = rng.integers(0, 40, (FRAMES, 3, *SIZE), np.uint8) + np.uint8(60 * risk)
        return Sample(telemetry, risk, reason, action, frames, vis_feats, sample_id=f"dummy@{item}")

    def classes(self) -> NDArray[np.int64]:
        """[N, 3]."""
        return self._classes
