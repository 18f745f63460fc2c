# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Writes the pictures of an evaluation into a folder."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from training.episodes.errors import DatasetError
from training.episodes.source import EpisodeSource
from training.physics.evaluating import Evaluation
from training.physics.forecast import Forecaster
from training.physics.pictures.plots import plots
from training.physics.pictures.rollouts import Rollouts
from training.physics.scoring import Score

SHOWN = 8
"""Rollouts in all, shared among the scenarios; each has one at least."""
BESIDE = ("model", "ballistic")


def write_pictures(
    out: Path,
    source: EpisodeSource,
    result: Mapping[str, Any],
    evaluation: Evaluation,
    forecasters: Mapping[str, Forecaster],
) -> None:
    """Charts as `*.png`; rollouts as `rollout_SCENARIO_EPISODE.mp4` and `.png`.

    Raises:
        DatasetError: the folder cannot be written to.
    """
    shown = {name: forecasters[name] for name in BESIDE if name in forecasters}
    judged = evaluation.scores[next(iter(shown))]
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, picture in plots(result, evaluation.scores).items():
            (out / name).write_bytes(cv2.imencode(".png", picture[..., ::-1])[1].tobytes())
        for scenario, number in typical(judged, evaluation.episodes):
            name = "".join(letter if letter.isalnum() else "_" for letter in scenario)
            print(f"evaluate: rendering {scenario}, {source.names[number]}", file=sys.stderr)
            stem = out / f"rollout_{name}_{number}"
            Rollouts(source.read(number).trajectory, shown).write(
                f"{scenario}, {source.names[number]}", stem.with_suffix(".mp4"), stem.with_suffix(".png")
            )
    except OSError as error:
        raise DatasetError(f"{out}: cannot be written to ({error.strerror or error})") from None


def typical(scores: list[Score], episodes: list[int]) -> list[tuple[str, int]]:
    """Scenarios with numbers of episodes that show each fairly: at even shares of its ranking by error."""
    ranked: dict[str, list[tuple[float, int]]] = {}
    for score, number in zip(scores, episodes, strict=True):
        known = score.course_m2[np.isfinite(score.course_m2)]
        ranked.setdefault(score.scenario, []).append((float(known[-1]) if len(known) else 0.0, number))
    each = max(1, SHOWN // max(len(ranked), 1))
    chosen = []
    for scenario, own in sorted(ranked.items()):
        own.sort()
        shares = [(place + 0.5) / min(each, len(own)) for place in range(min(each, len(own)))]
        chosen += [(scenario, own[int(share * len(own))][1]) for share in shares]
    return chosen
