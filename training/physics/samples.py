# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Training samples: moments of episodes that are decoded once and kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from torch.utils.data import Dataset

from sgw_ros.core.errors import SgwError
from sgw_ros.experts.physics.scene_graph import SceneGraph
from training.episodes.errors import DatasetError
from training.episodes.stored import StoredEpisodes
from training.episodes.streaming import Reading, stream_episodes
from training.episodes.trajectory import Trajectory
from training.physics.graphs import scene_graph, targets
from training.physics.observing import OBSERVED_S, with_floor
from training.physics.symmetries import Sample, mirrored, scaled
from training.readers.opening import open_dataset

LATEST_S = 2.5
"""The present of a sample is at most this long after an episode's start, where things still move."""
PACE = (-0.2, 0.4)
"""Range of the logarithm of how much longer all times of a scaled sample are."""


@dataclass(frozen=True)
class Noise:
    """Added to what is observed in training, so that a forecast bears the errors of tracking and its own.

    Attributes:
        position_m: standard deviation.
        velocity_mps: standard deviation.
        spin_radps: standard deviation.
        doubted: share of samples whose masses and materials are known only roughly, half of these not at all.
        unspun: share of samples in which no spin is seen.
        scaled: share of samples that are larger or smaller than they were.
    """

    position_m: float = 0.002
    velocity_mps: float = 0.02
    spin_radps: float = 0.1
    doubted: float = 0.3
    unspun: float = 0.1
    scaled: float = 0.5


@dataclass(frozen=True)
class Moments:
    """Trajectories and where they came from."""

    trajectories: Sequence[Trajectory]
    origin: dict[str, Any]


def load(folder: Path, held_out: Sequence[str] = (), most: int | None = None) -> Moments:
    """Every possible trajectory of a set; damaged ones are left out.

    Args:
        folder: any set that can be read.
        held_out: scenarios that are left out.
        most: trajectories that are read at most.

    Raises:
        DatasetError: there is none.
    """
    source = open_dataset(folder)
    damages: list[SgwError] = []
    kept, content = [], hashlib.sha256()
    for episode in stream_episodes(source, Reading(on_damage=damages.append)):
        trajectory = episode.trajectory
        if not trajectory.violation and trajectory.scenario not in held_out:
            kept.append(with_floor(trajectory))
            content.update(trajectory.position.tobytes())
        if most is not None and len(kept) >= most:
            break
    if not kept:
        raise DatasetError(f"{folder}: holds no episode to learn from")
    origin: dict[str, Any] = {"folder": folder.name, "episodes": len(kept), "damaged": len(damages)}
    # The set's own checksum says nothing of a part of it.
    origin["positions_sha256"] = content.hexdigest()
    if isinstance(source, StoredEpisodes):
        manifest = source.manifest
        origin |= {"format": manifest.format, "version": manifest.version, "sha256": manifest.sha256}
        origin["request"] = dict(manifest.request)
    return Moments(kept, origin)


class TrainingSamples(Dataset[Sample]):
    """Every item is another moment of an episode, mirrored half the time, seen with noise.

    Which moment depends on the seed, the epoch and the item alone, so that a resumed run goes on as it
    would have.
    """

    def __init__(self, moments: Moments, per_episode: int, noise: Noise, seed: int) -> None:
        self._trajectories, self._per_episode = moments.trajectories, per_episode
        self._noise, self._seed = noise, seed
        self.epoch = 0

    def __len__(self) -> int:
        """Items of an epoch."""
        return len(self._trajectories) * self._per_episode

    def __getitem__(self, item: int) -> Sample:
        """One sample."""
        rng = np.random.default_rng([self._seed, self.epoch, item])
        trajectory = self._trajectories[item % len(self._trajectories)]
        pace = float(np.exp(rng.uniform(*PACE))) if rng.random() < self._noise.scaled else 1.0
        dt = pace * trajectory.dt
        latest = min(LATEST_S, (trajectory.frames - 1) * dt - OBSERVED_S)
        now_s = OBSERVED_S if rng.random() < 0.5 else rng.uniform(0.0, max(latest, 0.0))
        sample = scaled(at(trajectory, round(now_s / dt), dt), pace)
        if rng.random() < 0.5:
            sample = mirrored(sample)
        return noisy(sample[0], self._noise, rng), sample[1]


class FixedSamples(Dataset[Sample]):
    """One item of every episode: its protocol's present, as it was. What validation is made of."""

    def __init__(self, moments: Moments) -> None:
        self._trajectories = moments.trajectories

    def __len__(self) -> int:
        """Items."""
        return len(self._trajectories)

    def __getitem__(self, item: int) -> Sample:
        """One sample."""
        trajectory = self._trajectories[item]
        return at(trajectory, min(round(OBSERVED_S / trajectory.dt), trajectory.frames - 2))

    def __iter__(self) -> Iterator[Sample]:
        """All of them in order."""
        return (self[item] for item in range(len(self)))


def at(trajectory: Trajectory, now: int, dt: float | None = None) -> Sample:
    """The graph of a moment and what follows; `dt` s from frame to frame, if not the trajectory's own."""
    graph, rows = scene_graph(trajectory, now, dt)
    return graph, targets(trajectory, now, rows, graph.edges, dt)


def noisy(graph: SceneGraph, noise: Noise, rng: np.random.Generator) -> SceneGraph:
    """As a tracker would have seen it; static rows are where they are."""
    moving = graph.movable[:, None]
    shift = moving * rng.normal(scale=noise.position_m, size=graph.position.shape)
    shake = moving[:, None] * rng.normal(scale=noise.velocity_mps, size=graph.velocity.shape)
    spin = graph.spin + moving * rng.normal(scale=noise.spin_radps, size=graph.spin.shape)
    spin *= rng.random() >= noise.unspun
    surface, doubt = graph.surface.astype(float), graph.doubt.astype(float)
    if rng.random() < noise.doubted:
        least = float(rng.random() < 0.5)
        more = np.where(doubt > 0, 0.0, rng.uniform(least, 1.0, doubt.shape))
        known = 1.0 - more
        surface = known * surface + np.sqrt(more * known) * rng.normal(size=surface.shape)
        doubt = np.maximum(doubt, np.sqrt(more))
    return replace(
        graph,
        position=(graph.position + shift).astype(np.float32),
        velocity=(graph.velocity + shake).astype(np.float32),
        spin=spin.astype(np.float32),
        surface=surface.astype(np.float32),
        doubt=doubt.astype(np.float32),
    )
