# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Windows of cached features, as they are and in a mirror, and what is true of the people in them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.episodes.errors import DatasetError
from training.readers.opening import open_dataset
from training.risk.caching import cached_clips
from training.risk.clips import Clip, windows
from training.risk.encoder.keeping import is_kept, keep, kept
from training.risk.outlook.aims import CLEARANCES, Aims, aims_of

AIMS = tuple(item.name for item in fields(Aims))
IN_MIRROR = torch.tensor((1.0, -1.0))
SIDES_SWAPPED = [*range(CLEARANCES - 2), CLEARANCES - 1, CLEARANCES - 2]


@dataclass(frozen=True, eq=False)
class Lesson:
    """B windows of F frames, P people, K moments: see `Aims`.

    Attributes:
        features: [B, F, dv].
        telemetry: [B, 8] of the last frame.
        place, shown: [B, F, P, 2] m and [B, F, P] of every frame.
        later, counted: [B, P, K, 2] m and [B, P] of the last one.
        clearance: [B, 8] m of the last one.
    """

    features: Tensor
    telemetry: Tensor
    place: Tensor
    shown: Tensor
    later: Tensor
    counted: Tensor
    clearance: Tensor


@dataclass(frozen=True, eq=False)
class Views:
    """M frames of a camera: features [M, dv] with depth and without, telemetry [M, 8]."""

    measured: Tensor
    plain: Tensor
    telemetry: Tensor


@dataclass(frozen=True, eq=False)
class Lessons:
    """N windows among M frames of many drives.

    Attributes:
        seen, mirrored: of all frames; only those of training are in a mirror, too.
        frames: [N, F] of every window.
        aims: arrays [M, ...] by the names of `Aims`.
        origin: what they come from.
    """

    seen: Views
    mirrored: Views | None
    frames: Tensor
    aims: dict[str, Tensor]
    origin: dict[str, Any]

    def __len__(self) -> int:
        return len(self.frames)

    def lesson(self, rows: Tensor, in_mirror: bool = False, plain: bool = False) -> Lesson:
        """Windows `rows` [B], in a mirror, without depth."""
        frames, views = self.frames[rows], self.mirrored if in_mirror and self.mirrored else self.seen
        last, true = frames[:, -1], self.aims
        turned = IN_MIRROR if views is self.mirrored else torch.ones(2)
        clearance = true["clearance"][last]
        return Lesson(
            (views.plain if plain else views.measured)[frames],
            views.telemetry[last],
            turned * true["place"][frames],
            true["shown"][frames],
            turned * true["later"][last],
            true["counted"][last],
            clearance[:, SIDES_SWAPPED] if views is self.mirrored else clearance,
        )


def load_lessons(features: Path, drives: Path, store: Path, mirror: bool) -> Lessons:
    """Of a cache of features and the set of the factory that it was made of; the truth is kept in `store`.

    Raises:
        DatasetError: they cannot be read, or are not of the same drives.
    """
    clips, twins, origin = cached_clips(features, 0, mirror)
    place = store / f"{features.name}-{_digest([origin, [clip.name for clip in clips]])}"
    if not is_kept(place):
        keep(place, _parts(clips, drives))
    aims = {name: torch.from_numpy(np.array(values)) for name, values in kept(place).items()}
    frames, count = [], 0
    for clip in clips:
        frames.append(windows(clip)[0] + count)
        count += len(clip.stamps_ns)
    rows = torch.from_numpy(np.concatenate(frames))
    return Lessons(_views(clips), _views(twins) if mirror else None, rows, aims, origin)


def _parts(clips: list[Clip], drives: Path) -> Iterator[dict[str, NDArray[Any]]]:
    source = open_dataset(drives)
    number = {name: n for n, name in enumerate(source.names)}
    for clip in clips:
        if clip.name not in number:
            raise DatasetError(f"{drives} has no drive {clip.name}; give the set that the features are of")
        aims = aims_of(source.read(number[clip.name]))
        yield {name: getattr(aims, name) for name in AIMS}


def _views(clips: list[Clip]) -> Views:
    parts: tuple[list[NDArray[np.float32]], ...] = [], [], []
    for clip in clips:
        assert clip.features is not None  # of a cache
        plain = clip.features if clip.without_depth is None else clip.without_depth
        for part, values in zip(parts, (clip.features, plain, clip.telemetry), strict=True):
            part.append(values)
    return Views(*(torch.from_numpy(np.concatenate(part)) for part in parts))


def _digest(made_of: Any) -> str:
    return hashlib.sha256(json.dumps(made_of, sort_keys=True).encode()).hexdigest()[:12]
