# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Asks everybody about the drives of a set, and holds what they said beside what was true."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sgw_ros.core.errors import SgwError
from sgw_ros.experts.risk.config import RULES
from training.episodes.episode import Episode
from training.episodes.errors import DatasetError
from training.episodes.source import EpisodeSource
from training.factory.progress import Progress
from training.readers.opening import open_dataset
from training.risk.clips import Clip
from training.risk.drives import Answers, Drive, drive_of, joined
from training.risk.judging import ModelJudge, majority
from training.risk.looping import LoopJob, loop_over
from training.risk.scoring import figures
from training.risk.sources import clip_of


@dataclass(frozen=True, eq=False)
class Judged:
    """The drives of a set, the answers of everybody by name, and how many episodes were left out."""

    drives: list[Drive]
    answers: Mapping[str, list[Answers]]
    left_out: int

    def figures(self) -> dict[str, Any]:
        """All figures of everybody."""
        return {name: figures(self.drives, answers) for name, answers in self.answers.items()}


def judge_set(
    data: Path, model: ModelJudge | None, kept: Path | None = None, shipped: str | None = None
) -> Judged:
    """Ask everybody about every episode.

    These are `model`; `no_depth`, the same model on a robot without a depth camera, where that makes a
    difference; `blind`, without pictures, which shows what telemetry alone gives away; `rules`; `expert`, the
    loop with what ships; and `majority`.

    Args:
        data: a set of rover episodes with pictures.
        model: None leaves the model out.
        kept: folder that keeps what the loop said, so that the next run need not wait for it.
        shipped: name or folder of an exported model; None leaves the expert out.

    Raises:
        DatasetError: the folder cannot be read, or not one of its episodes.
        ModelError: the model fails.
    """
    source = open_dataset(data)
    numbers, drives = [], []
    asked: dict[str, list[Answers]] = {}
    for number, episode, drive in _driven(source):
        numbers.append(number)
        drives.append(drive)
        if model is not None:
            for name, clip in _variants(model, episode):
                asked.setdefault(name, []).append(model.answers(clip, drive))
    if not drives:
        raise DatasetError(f"{data}: not one episode can be judged; risk takes rover episodes with pictures")
    answers = dict(asked)
    loops = {"rules": RULES} | ({"expert": shipped} if shipped is not None else {})
    for name, said_by in loops.items():
        print(f"evaluate: {data.name}, {name} through the loop", file=sys.stderr)
        progress = Progress(sys.stderr, len(numbers), 0, time.monotonic)
        answers[name] = loop_over(LoopJob(data, said_by, kept), numbers, progress.show)
    answers["majority"] = majority(joined(drives), drives)
    return Judged(drives, answers, len(source.names) - len(drives))


def _variants(model: ModelJudge, episode: Episode) -> Iterator[tuple[str, Clip]]:
    """What a model is given of an episode, by the name of who is asked."""
    clip = clip_of(episode)
    yield "model", model.seen(clip)
    if model.measures:
        yield "no_depth", model.seen(replace(clip, depths=None))
    yield "blind", model.blind(clip)


def _driven(source: EpisodeSource) -> Iterator[tuple[int, Episode, Drive]]:
    """The episodes that can be judged; of the others it is said why not."""
    progress = Progress(sys.stderr, len(source.names), 0, time.monotonic)
    for number, name in enumerate(source.names):
        try:
            episode = source.read(number)
            drive = drive_of(episode)
        except SgwError as error:
            print(f"evaluate: {name}: {error}", file=sys.stderr)
        else:
            yield number, episode, drive
        progress.show(number + 1)
