# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Samples for the discovery of a law: four pictures of two moments, and one to be foretold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.episodes.episode import Episode
from training.episodes.errors import EpisodeError

EYES = ("left", "right")
PARAMETERS = 8


@dataclass(frozen=True, eq=False)
class LawSample:
    """One sample.

    Attributes:
        pictures: [4, H, W, 3] uint8: left and right at t1, left and right at t2.
        parameters: [5, 8] float32: of each picture and, last, of the target: camera position x, y, z m, its
            direction of sight x, y, z (unit), focal length in picture heights, time s after t1.
        target: [H, W, 3] uint8: the picture `steps` intervals t2 - t1 after t2.
        steps: n; 0 is the moment t2 itself.
        moved: whether the target is seen from another place than the left eye.
    """

    pictures: NDArray[np.uint8]
    parameters: NDArray[np.float32]
    target: NDArray[np.uint8]
    steps: int
    moved: bool


def law_sample(episode: Episode, first: int, interval: int, steps: int, moved: bool) -> LawSample:
    """The sample whose t1 is frame `first` and whose t2 is `interval` frames later.

    Raises:
        EpisodeError: the episode lacks a view, or ends before the target.
    """
    target = "moved" if moved else "left"
    missing = [name for name in (*EYES, target) if name not in episode.views]
    if missing:
        raise EpisodeError(f"a law sample needs the view '{missing[0]}', which {episode.key} does not have")
    frames = (first, first + interval)
    last = frames[1] + steps * interval
    if first < 0 or interval < 1 or steps < 0 or last >= episode.frames:
        raise EpisodeError(
            f"{episode.key}: a target at frame {last} ({first} + {interval} + {steps} x {interval}) is not in"
            f" its {episode.frames} frames"
        )
    shots = [(name, frame) for frame in frames for name in EYES]
    wanted = [*shots, (target, last)]
    return LawSample(
        np.stack([episode.views[name].rgb[frame] for name, frame in shots]),
        np.stack([_parameters(episode, name, frame, first) for name, frame in wanted]),
        episode.views[target].rgb[last],
        steps,
        moved,
    )


def _parameters(episode: Episode, name: str, frame: int, first: int) -> NDArray[np.float32]:
    view = episode.views[name]
    pose = view.T_odom_cam[frame]
    focal = view.K[1, 1] / view.size[1]
    time_s = view.stamps_s[frame] - view.stamps_s[first]
    return np.array([*pose[:3, 3], *pose[:3, 2], focal, time_s], np.float32)
