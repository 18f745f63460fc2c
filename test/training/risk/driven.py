# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Drives made by the factory, drives and answers out of a few class numbers."""

from pathlib import Path

import numpy as np

from training.episodes.encoding import encode
from training.episodes.episode import Episode
from training.episodes.store import EpisodeStore
from training.risk.drives import Answers, Drive
from training.simulation.draw import RenderSettings, start_draw
from training.simulation.scenarios import rover


def drive_among_people() -> Episode:
    """A rendered one."""
    for index in range(1, 12, 2):
        [made] = rover.make(start_draw("rover", index, render=RenderSettings(64, 48)))
        if made.signals["people"].shape[1]:
            return made
    raise AssertionError("no drive among people")


def stored(folder: Path, episode: Episode) -> Path:
    """A set of the factory that holds one drive."""
    with EpisodeStore(folder, {"scenario": "rover"}) as store:
        store.append(0, [encode(episode)])
        store.finish()
    return folder


def drive(
    risk: np.ndarray,
    action: np.ndarray | None = None,
    touch_s: np.ndarray | None = None,
    name: str = "rover-test-00000000",
    place: str = "room",
) -> Drive:
    """A clip at ten moments a second, all of them judged; a high risk is of a touch in 1.4 s."""
    count = len(risk)
    moments = np.arange(count)
    return Drive(
        name=name,
        split="test",
        place=place,
        moments=moments,
        windows=np.tile(moments[:, None], (1, 8)),
        stamp_s=np.round(0.1 * moments, 3),
        risk=risk,
        reason=np.zeros(count, np.int64),
        action=np.zeros(count, np.int64) if action is None else action,
        touch_s=np.where(risk == 3, 1.4, np.inf) if touch_s is None else touch_s,
        begins_high=bool(risk[0] == 3),
    )


def answers(risk: np.ndarray, action: np.ndarray | None = None, sure: float = 0.91) -> Answers:
    """Classes said with one and the same probability."""
    count = len(risk)
    p_risk = np.full((count, 4), (1 - sure) / 3)
    p_risk[np.arange(count), risk] = sure
    zeros = np.zeros(count, np.int64)
    return Answers(
        risk, zeros, zeros if action is None else action, p_risk, p_risk.max(axis=1), np.ones(count, bool)
    )
