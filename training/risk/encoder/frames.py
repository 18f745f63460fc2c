# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Pictures, telemetry and truth of many drives, to be drawn from frame by frame."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.episodes.errors import DatasetError
from training.episodes.streaming import Reading, stream_episodes
from training.readers.opening import open_dataset
from training.risk.encoder.truth import SOON_S, Truth, truth_of
from training.risk.labels import MIRRORED_ACTION, MIRRORED_TELEMETRY, TASKS
from training.risk.losses import sample_weights
from training.risk.sources import clip_of

NAMES = tuple(item.name for item in fields(Truth))
LEFT, RIGHT, WIDTH = (2 * len(SOON_S) + k for k in range(3))
MIRRORED_FORESEEN = [*range(LEFT), RIGHT, LEFT, WIDTH]
"""Where each of the foreseen is in the mirror."""


@dataclass(frozen=True, eq=False)
class Frames:
    """N pictures of many drives, one after another.

    Attributes:
        pictures: [N, 3, 96, 128] uint8.
        before: [N] number of the picture 0.1 s earlier; a drive's first has itself.
        telemetry: [N, 8] as `Clip` has it.
        classes: [N, 3] of `TASKS`.
        truth: arrays [N, ...].
    """

    pictures: NDArray[np.uint8]
    before: NDArray[np.intp]
    telemetry: NDArray[np.float32]
    classes: NDArray[np.int64]
    truth: Truth

    def __len__(self) -> int:
        return len(self.before)

    def weights(self, power: float) -> Tensor:
        """[N]: how often each is drawn, by its classes."""
        return sample_weights(self.classes, power)


@dataclass(frozen=True, eq=False)
class Batch:
    """B of `Frames` as tensors; pictures from 0 to 1."""

    picture: Tensor
    before: Tensor
    telemetry: Tensor
    classes: Tensor
    truth: dict[str, Tensor]


def load_frames(folder: Path) -> Frames:
    """Everything of a rendered rover set; 37 kB a picture.

    Raises:
        DatasetError: it cannot be read, or holds something else.
    """
    parts: list[tuple[NDArray[np.uint8], NDArray[np.float32], NDArray[np.int64], Truth]] = []
    for episode in stream_episodes(open_dataset(folder), Reading(threads=1)):
        truth, clip = truth_of(episode), clip_of(episode)
        assert clip.pictures is not None  # of `clip_of`
        classes = np.stack([getattr(clip, task) for task in TASKS], axis=1)
        parts.append((clip.pictures.transpose(0, 3, 1, 2), clip.telemetry, classes, truth))
    if not parts:
        raise DatasetError(f"{folder}: holds no episode")
    lengths = [len(part[1]) for part in parts]
    before = np.arange(sum(lengths)) - 1
    firsts = np.cumsum([0, *lengths[:-1]])
    before[firsts] = firsts
    truths = {name: np.concatenate([getattr(part[3], name) for part in parts]) for name in NAMES}
    pictures, telemetry, classes = (np.concatenate([part[k] for part in parts]) for k in range(3))
    return Frames(pictures, before, telemetry, classes, Truth(**truths))


def gather(frames: Frames, rows: NDArray[np.intp]) -> Batch:
    """Some of them, as they are."""
    earlier = frames.before[rows]
    picture, before = (torch.from_numpy(frames.pictures[which]).float() / 255.0 for which in (rows, earlier))
    truth = {name: torch.from_numpy(getattr(frames.truth, name)[rows]) for name in NAMES}
    telemetry, classes = torch.from_numpy(frames.telemetry[rows]), torch.from_numpy(frames.classes[rows])
    return Batch(picture, before, telemetry, classes, truth)


def mirrored(batch: Batch) -> Batch:
    """All of it in a mirror: left is right."""
    truth = {name: values.flip(1) for name, values in batch.truth.items() if name != "foreseen"}
    truth["person_moves"] = truth["person_moves"] * torch.tensor([1.0, -1.0])
    truth["foreseen"] = batch.truth["foreseen"][:, MIRRORED_FORESEEN]
    classes = batch.classes.clone()
    action = TASKS.index("action")
    classes[:, action] = torch.from_numpy(MIRRORED_ACTION)[classes[:, action]]
    telemetry = batch.telemetry * torch.from_numpy(MIRRORED_TELEMETRY)
    return Batch(batch.picture.flip(3), batch.before.flip(3), telemetry, classes, truth)
