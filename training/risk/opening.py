# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The samples that a run's settings ask for; where they name a cache, it is made on the way."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

from training.factory.progress import Progress
from training.risk.caching import check_encoder, is_cache, write_cache
from training.risk.clips import Clip
from training.risk.dataset import RiskDataset
from training.risk.settings import Settings
from training.risk.sources import DUMMY, open_samples, origin_of, raw_clips
from training.risk.vision import VisionEncoder


def open_split(settings: Settings, split: str, encoder: VisionEncoder | None, mirror: bool) -> RiskDataset:
    """Samples of the split "train", "val" or "further", maybe mirrored.

    Raises:
        DatasetError: they cannot be read, or a cache is another encoder's.
    """
    chosen = settings.data
    data: str = getattr(chosen, split)
    if encoder is not None and not data.startswith(DUMMY):
        folder = Path(data)
        if chosen.cache and not is_cache(folder):
            folder = Path(chosen.cache) / split
            keep_features(Path(data), folder, encoder, chosen.mirror and split == "train", chosen.most)
            data = str(folder)
        if is_cache(folder):
            check_encoder(folder, encoder)
    return open_samples(data, chosen.most, mirror and chosen.mirror, settings.seed, chosen.dummy_dv)


def keep_features(
    data: Path, out: Path, encoder: VisionEncoder, mirror: bool, most: int = 0, skip: int = 0
) -> int:
    """Encode the clips of `data` into `out`, unless they are there; returns how many there are.

    At most `most`, after the first `skip`.

    Raises:
        DatasetError: the data cannot be read, or `out` holds something else.
    """
    origin = origin_of(data)
    clips = _shown(raw_clips(data, most, skip), most or origin.get("episodes", 0) - skip)
    return write_cache(out, clips, origin, encoder, mirror)


def _shown(clips: Iterator[Clip], total: int) -> Iterator[Clip]:
    progress = Progress(sys.stderr, total, 0, time.monotonic)
    for number, clip in enumerate(clips, start=1):
        yield clip
        progress.show(number)
