# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Asks everybody about the drives of a set, and holds what they said beside what was true."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sgw_ros.core.errors import SgwError
from sgw_ros.experts.risk.config import RULES
from training.episodes.episode import Episode
from training.episodes.errors import DatasetError
from training.episodes.source import EpisodeSource
from training.factory.progress import Progress
from training.readers.opening import open_dataset
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

    These are `model`; `blind`, the same model without pictures, which shows what telemetry alone gives away;
    `rules`; `expert`, the loop with what ships; and `majority`.

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
    numbers, drives, own, blind = [], [], [], []
    for number, episode, drive in _driven(source):
        numbers.append(number)
        drives.append(drive)
        if model is not None:
            clip = clip_of(episode)
            own.append(model.answers(model.seen(clip), drive))
            blind.append(model.answers(model.blind(clip), drive))
    if not drives:
        raise DatasetError(f"{data}: not one episode can be judged; risk takes rover episodes with pictures")
    answers = {"model": own, "blind": blind} if model is not None else {}
    loops = {"rules": RULES} | ({"expert": shipped} if shipped is not None else {})
    for name, said_by in loops.items():
        print(f"evaluate: {data.name}, {name} through the loop", file=sys.stderr)
        progress = Progress(sys.stderr, len(numbers), 0, time.monotonic)
        answers[name] = loop_over(LoopJob(data, said_by, kept), numbers, progress.show)
    answers["majority"] = majority(joined(drives), drives)
    return Judged(drives, answers, len(source.names) - len(drives))


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
