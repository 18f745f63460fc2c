# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Episodes and pictures of any source as a stream: shuffled, shared among readers, decoded ahead."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice

import numpy as np

from sgw_ros.core.errors import SgwError
from training.episodes.episode import Episode
from training.episodes.source import EpisodeSource
from training.episodes.view import View


@dataclass(frozen=True)
class Reading:
    """How to read a source.

    Attributes:
        shuffle_seed: None reads in order; change it every epoch.
        part: (rank, of how many) readers that share the set: each reads episodes of its own.
        threads: that decode; zstd and numpy release the interpreter's lock.
        ahead: episodes decoded before they are asked for.
        mixed: episodes whose pictures `stream_pictures` mixes.
        on_damage: called with what cannot be read, and the stream goes on; None raises.
    """

    shuffle_seed: int | None = None
    part: tuple[int, int] = (0, 1)
    threads: int = 2
    ahead: int = 4
    mixed: int = 4
    on_damage: Callable[[SgwError], None] | None = None


@dataclass(frozen=True)
class Picture:
    """Frame `t` of one view; its pixels are `view.rgb[t]` and so on, not copied."""

    episode: Episode
    view: View
    t: int


def stream_episodes(source: EpisodeSource, reading: Reading) -> Iterator[Episode]:
    """Every episode of this reader's part once; the same seed gives the same order.

    Raises:
        DatasetError, EpisodeError: an episode cannot be read and `on_damage` is None.
    """
    numbers = np.arange(len(source.names))
    if reading.shuffle_seed is not None:
        np.random.default_rng(reading.shuffle_seed).shuffle(numbers)
    rank, world = reading.part
    with ThreadPoolExecutor(reading.threads) as pool:
        for future in _ahead(pool, source, iter(numbers[rank::world].tolist()), reading.ahead):
            episode = _result(future, reading)
            if episode is not None:
                yield episode


def stream_pictures(source: EpisodeSource, reading: Reading) -> Iterator[Picture]:
    """Every picture of this reader's part once; shuffled ones are drawn from `mixed` episodes at a time."""
    episodes = stream_episodes(source, reading)
    rng = None if reading.shuffle_seed is None else np.random.default_rng(reading.shuffle_seed)
    while group := list(islice(episodes, reading.mixed)):
        pictures = list(_pictures(group))
        order = range(len(pictures)) if rng is None else rng.permutation(len(pictures)).tolist()
        for place in order:
            yield pictures[place]


def _result(future: Future[Episode], reading: Reading) -> Episode | None:
    try:
        return future.result()
    except SgwError as error:
        if reading.on_damage is None:
            raise
        reading.on_damage(error)
        return None


def _ahead(
    pool: ThreadPoolExecutor, source: EpisodeSource, numbers: Iterator[int], ahead: int
) -> Iterator[Future[Episode]]:
    pending: deque[Future[Episode]] = deque()
    try:
        for number in numbers:
            pending.append(pool.submit(source.read, number))
            if len(pending) > ahead:
                yield pending.popleft()
        while pending:
            yield pending.popleft()
    finally:
        for future in pending:
            future.cancel()


def _pictures(episodes: Iterable[Episode]) -> Iterator[Picture]:
    for episode in episodes:
        for view in episode.views.values():
            for t in range(view.frames):
                yield Picture(episode, view, t)
