# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Clips out of the data factory's sets, and one way to open whatever holds clips."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.errors import SgwError
from sgw_ros.experts.risk.picture import canonical
from training.episodes.episode import Episode
from training.episodes.errors import DatasetError
from training.episodes.stored import StoredEpisodes
from training.episodes.streaming import Reading, stream_episodes
from training.readers.opening import open_dataset
from training.risk.bags import bag_clips, bags_in
from training.risk.caching import cached_clips, is_cache
from training.risk.clips import Clip, ClipError, mirrored
from training.risk.dataset import ClipWindows, DummyDataset, RiskDataset
from training.risk.labels import TASKS
from training.risk.measuring import depths_of
from training.simulation.sensors import ROVER_STEREO, Stereo

DUMMY = "dummy"
NEEDED = ("telemetry", *TASKS)


def open_samples(data: str, most: int = 0, mirror: bool = False, seed: int = 0, dv: int = 0) -> RiskDataset:
    """Samples of a cache of features, a set of the factory, a folder of bags, one bag, or "dummy".

    Args:
        data: path, or "dummy:N" for N made-up samples.
        most: clips that are read at most; 0 reads all.
        mirror: half of the samples are seen in a mirror; a cache must have been made with `--mirror`.
        seed: decides which.
        dv: size of a dummy's features; 0 makes raw frames.

    Raises:
        DatasetError: there is nothing that can be used.
    """
    if data.partition(":")[0] == DUMMY:
        return DummyDataset(int(data.partition(":")[2] or 256), dv, seed)
    folder = Path(data)
    if is_cache(folder):
        clips, twins, origin = cached_clips(folder, most, mirror)
        return ClipWindows(clips, origin, twins, seed)
    clips, origin = list(raw_clips(folder, most)), origin_of(folder)
    return ClipWindows(clips, origin, [mirrored(clip) for clip in clips] if mirror else [], seed)


def raw_clips(folder: Path, most: int = 0, skip: int = 0) -> Iterator[Clip]:
    """Clips with pictures, one after the other; 60 kB a frame. What cannot be used is left out.

    The first `skip` are left out, too, and of the others all but `most`.

    Raises:
        DatasetError: there is neither a set nor a bag.
    """
    clips = bag_clips(folder) if bags_in(folder) else factory_clips(folder)
    yield from islice(clips, skip, skip + most if most else None)


def factory_clips(folder: Path) -> Iterator[Clip]:
    """Clips of the episodes that have pictures and labels of risk; damaged ones are told and left out."""
    for episode in stream_episodes(open_dataset(folder), Reading(on_damage=_tell)):
        if episode.views and all(name in episode.signals for name in NEEDED):
            yield clip_of(episode)


def _tell(damage: SgwError) -> None:
    print(f"left out: {damage}", file=sys.stderr)


def clip_of(episode: Episode, camera: Stereo = ROVER_STEREO) -> Clip:
    """An episode's first view with its labels; a stereo camera measures depth as `camera` does.

    Raises:
        ClipError: it has no pictures, or lacks a signal.
    """
    missing = [name for name in NEEDED if name not in episode.signals]
    if missing or not episode.views:
        raise ClipError(f"{episode.key}: lacks {', '.join(missing) or 'pictures'}")
    view = next(iter(episode.views.values()))
    pictures = [canonical(rgb, view.K, distortion=view.distortion) for rgb in view.rgb]
    risk, reason, action = (np.asarray(episode.signals[task], np.int64) for task in TASKS)
    return Clip(
        name=episode.key,
        stamps_ns=np.round(view.stamps_s * 1e9).astype(np.int64),
        telemetry=telemetry_of(episode, view.stamps_s),
        risk=risk,
        reason=reason,
        action=action,
        pictures=np.stack(pictures),
        depths=depths_of(episode, camera) if view.depth.any() else None,
        place=str(episode.meta.get("place", "")),
    )


def telemetry_of(episode: Episode, stamps_s: NDArray[np.float64]) -> NDArray[np.float32]:
    """[T, 8] at stamps [T] s, as a robot takes it: the readings nearest to each stamp, not a mean over some.

    Episodes without readings of their own have the `telemetry` signal.
    """
    if not {"imu", "odom"} <= episode.signals.keys():
        return np.asarray(episode.signals["telemetry"], np.float32)
    imu, odom = (_nearest(episode.signals[name], stamps_s) for name in ("imu", "odom"))
    return np.concatenate((imu[:, 4:7], imu[:, 1:4], odom[:, 4:6]), axis=1).astype(np.float32)


def _nearest(rows: NDArray[np.float64], stamps_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """The rows [T, ...] whose time, their first number, is nearest to each stamp [T]."""
    after = np.clip(np.searchsorted(rows[:, 0], stamps_s), 1, len(rows) - 1)
    earlier = stamps_s - rows[after - 1, 0] <= rows[after, 0] - stamps_s
    return np.asarray(rows[after - earlier])


def origin_of(folder: Path) -> dict[str, Any]:
    """Where data came from, as a checkpoint tells it."""
    origin: dict[str, Any] = {"folder": folder.name}
    try:
        source = open_dataset(folder)
    except DatasetError:
        return origin
    if isinstance(source, StoredEpisodes):
        manifest = source.manifest
        origin |= {"episodes": len(source.names), "sha256": manifest.sha256}
        origin["request"] = dict(manifest.request)
    return origin
