# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Pictures, telemetry and truth of many drives, to be drawn from frame by frame.

Reading a thousand drives takes minutes and their pictures 4 GB: they are kept on disk, and mapped.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, fields
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.episodes.episode import Episode
from training.episodes.source import EpisodeSource
from training.episodes.streaming import Reading, stream_episodes
from training.readers.opening import open_dataset
from training.risk.clips import Clip
from training.risk.encoder.keeping import is_kept, keep, kept
from training.risk.encoder.network import CHANGE, DARKNESS
from training.risk.encoder.ranging import GIVEN, POOLED, nearness
from training.risk.encoder.truth import SOON_S, Truth, truth_of
from training.risk.labels import MIRRORED_ACTION, MIRRORED_TELEMETRY, TASKS
from training.risk.losses import sample_weights
from training.risk.measuring import any_camera, in_metres
from training.risk.sources import clip_of, origin_of
from training.simulation.sensors import ROVER_STEREO, Stereo

NAMES = tuple(item.name for item in fields(Truth))
LEFT, RIGHT, WIDTH = (2 * len(SOON_S) + k for k in range(3))
MIRRORED_FORESEEN = [*range(LEFT), RIGHT, LEFT, WIDTH]
"""Where each of the foreseen is in the mirror."""


@dataclass(frozen=True, eq=False)
class Frames:
    """N pictures of many drives, one after another.

    Attributes:
        pictures: [N, 96, 128, 3] uint8.
        near: [N, 2, 48, 64] float16, what `nearness` makes of depth, as cameras of many qualities measure it.
        before: [N] number of the picture 0.1 s earlier; a drive's first has itself.
        telemetry: [N, 8] as `Clip` has it.
        classes: [N, 3] of `TASKS`.
        truth: arrays [N, ...].
    """

    pictures: NDArray[np.uint8]
    near: NDArray[np.float16]
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
    """B of `Frames`: `pairs` [B, 2, 96, 128, 3] uint8 of a picture and the one before, the others tensors.

    `near` [B, 2, 2, 48, 64] float32 is `nearness` beside both.
    """

    pairs: NDArray[np.uint8]
    near: NDArray[np.float32]
    telemetry: Tensor
    classes: Tensor
    truth: dict[str, Tensor]

    @property
    def seen(self) -> Tensor:
        """What the encoder's trunk takes, [B, 6, 96, 128], channels last and in half the digits."""
        values = torch.from_numpy(self.pairs).bfloat16()
        now, before = values.unbind(1)
        # Up to 255 these digits hold whole numbers, and so the difference, without loss.
        both = torch.cat(((now - 255 * DARKNESS).div_(255), (now - before).mul_(CHANGE / 255)), dim=3)
        return both.permute(0, 3, 1, 2)

    @property
    def ranged(self) -> tuple[Tensor, Tensor]:
        """Nearness now and before, [B, 2, 48, 64] each."""
        now, before = torch.from_numpy(self.near).unbind(1)
        return now, before


def load_frames(folder: Path, store: Path, most: int = 0, varied: bool = False) -> Frames:
    """Everything of a rendered rover set, kept in a folder of its own in `store`; 50 kB a picture.

    Only its first `most` drives, if that is above 0. Depth is measured by the rover's own camera, or by
    another one in each drive, if it is to be `varied`.

    Raises:
        DatasetError: it cannot be read, or holds something else.
    """
    source = open_dataset(folder)
    made_of = json.dumps((origin_of(folder), list(source.names), most, varied), sort_keys=True)
    place = store / f"{folder.name}-{hashlib.sha256(made_of.encode()).hexdigest()[:12]}"
    if not is_kept(place):
        keep(place, islice(_parts(source, varied), most or None))
    held = kept(place)
    truth = Truth(**{name: held[name] for name in NAMES})
    before = np.arange(len(held["back"])) - held["back"]
    telemetry, classes = (np.asarray(held[name]) for name in ("telemetry", "classes"))
    return Frames(held["pictures"], held["near"], before, telemetry, classes, truth)


def part_of(episode: Episode, camera: Stereo) -> dict[str, NDArray[Any]]:
    """What is kept of one drive, its depth as measured by `camera`.

    `back` is how many pictures the one before lies back.

    Raises:
        DatasetError: it is no rendered drive of the rover.
    """
    truth, clip = truth_of(episode), clip_of(episode, camera)
    assert clip.pictures is not None  # of `clip_of`
    return {
        "pictures": clip.pictures,
        "near": near_of(clip),
        "back": np.minimum(np.arange(len(clip.pictures)), 1),
        "telemetry": clip.telemetry,
        "classes": np.stack([getattr(clip, task) for task in TASKS], axis=1),
        **{name: getattr(truth, name) for name in NAMES},
    }


def _parts(source: EpisodeSource, varied: bool) -> Iterator[dict[str, NDArray[Any]]]:
    for episode in stream_episodes(source, Reading(threads=1)):
        yield part_of(episode, any_camera(episode) if varied else ROVER_STEREO)


def near_of(clip: Clip) -> NDArray[np.float16]:
    """`nearness` [T, 2, 48, 64] of a clip's depths; zeros without."""
    if clip.depths is None:
        return np.zeros((len(clip.stamps_ns), GIVEN, *POOLED), np.float16)
    return np.asarray(nearness(torch.from_numpy(in_metres(clip.depths))).numpy(), np.float16)


def gather(frames: Frames, rows: NDArray[np.intp]) -> Batch:
    """Some of them, as they are."""
    pairs = np.stack((frames.pictures[rows], frames.pictures[frames.before[rows]]), axis=1)
    near = np.stack((frames.near[rows], frames.near[frames.before[rows]]), axis=1).astype(np.float32)
    truth = {name: torch.from_numpy(getattr(frames.truth, name)[rows]).float() for name in NAMES}
    telemetry, classes = torch.from_numpy(frames.telemetry[rows]), torch.from_numpy(frames.classes[rows])
    return Batch(pairs, near, telemetry, classes, truth)


def mirrored(batch: Batch) -> Batch:
    """All of it in a mirror: left is right."""
    truth = {name: values.flip(1) for name, values in batch.truth.items()}
    truth["person_moves"] = truth["person_moves"] * torch.tensor([1.0, -1.0])
    truth["foreseen"] = batch.truth["foreseen"][:, MIRRORED_FORESEEN]
    truth["grid"] = batch.truth["grid"].flip(3)
    classes = batch.classes.clone()
    action = TASKS.index("action")
    classes[:, action] = torch.from_numpy(MIRRORED_ACTION)[classes[:, action]]
    telemetry = batch.telemetry * torch.from_numpy(MIRRORED_TELEMETRY)
    pairs, near = (
        np.ascontiguousarray(batch.pairs[:, :, :, ::-1]),
        np.ascontiguousarray(batch.near[..., ::-1]),
    )
    return Batch(pairs, near, telemetry, classes, truth)
