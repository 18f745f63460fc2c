# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What is true at the moments of a clip at which risk is judged, and what somebody said about them.

A moment is judged as soon as a whole window of frames lies before it: the same ones for everybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.types import Risk
from sgw_ros.experts.risk.window import choose
from training.episodes.episode import Episode
from training.episodes.errors import EpisodeError

Array = NDArray[np.float64]
Classes = NDArray[np.int64]
SIGNALS = ("risk", "reason", "action", "time_to_touch")


@dataclass(frozen=True, eq=False)
class Drive:
    """The truth of one clip at its M judged moments.

    Attributes:
        name: of the episode.
        split: train, val, test or ood.
        place: what kind of place it was: the scenario of a drive.
        moments: [M] frame numbers.
        windows: [M, F] numbers of the frames that are looked at for each moment, oldest first.
        stamp_s: [M] s within the clip.
        risk, reason, action: [M] class numbers.
        touch_s: [M] s until the touch, if all go on as they do; infinite where there is none.
        begins_high: whether risk was high before the first judged moment.
    """

    name: str
    split: str
    place: str
    moments: Classes
    windows: Classes
    stamp_s: Array
    risk: Classes
    reason: Classes
    action: Classes
    touch_s: Array
    begins_high: bool


@dataclass(frozen=True, eq=False)
class Answers:
    """What was said at M moments: class numbers [M], the probabilities [M, 4] of risk.

    `confidence` [M] is the probability that `risk` is right, as whoever answers sees it. `own` [M] is false
    where something else had to answer: the rules, in place of a model.
    """

    risk: Classes
    reason: Classes
    action: Classes
    p_risk: Array
    confidence: Array
    own: NDArray[np.bool_]


def drive_of(episode: Episode) -> Drive:
    """The truth of an episode.

    Raises:
        EpisodeError: it has no pictures, no labels, or is shorter than a window.
    """
    if not episode.views:
        raise EpisodeError(f"{episode.key}: a state-only episode has no pictures to judge; render it")
    missing = [name for name in SIGNALS if name not in episode.signals]
    if missing:
        raise EpisodeError(f"{episode.key}: has no {', '.join(missing)}; risk is evaluated on rover episodes")
    view = next(iter(episode.views.values()))
    stamps_ns = np.round(np.asarray(view.stamps_s, np.float64) * 1e9).astype(np.int64)
    windows = {t: choose(stamps_ns, int(at_ns)) for t, at_ns in enumerate(stamps_ns)}
    chosen = {t: window for t, window in windows.items() if window is not None}
    if not chosen:
        raise EpisodeError(f"{episode.key}: {len(stamps_ns)} frames are too few for one window")
    moments = np.array(list(chosen), np.int64)
    risk, reason, action, touch_s = (np.asarray(episode.signals[name]) for name in SIGNALS)
    return Drive(
        name=episode.key,
        split=str(episode.meta.get("split", "")),
        place=str(episode.meta.get("place", "")),
        moments=moments,
        windows=np.stack([np.asarray(window, np.int64) for window in chosen.values()]),
        stamp_s=np.asarray(view.stamps_s, np.float64)[moments],
        risk=risk[moments].astype(np.int64),
        reason=reason[moments].astype(np.int64),
        action=action[moments].astype(np.int64),
        touch_s=touch_s[moments].astype(np.float64),
        begins_high=bool((risk[: moments[0] + 1] == Risk.HIGH).any()),
    )


@dataclass(frozen=True, eq=False)
class Truth:
    """What is true at the N moments of many drives, one after another; `clip` [N] is the drive's number."""

    clip: Classes
    stamp_s: Array
    risk: Classes
    reason: Classes
    action: Classes


def joined(drives: Sequence[Drive]) -> Truth:
    """The truth of several drives."""
    clip = np.repeat(np.arange(len(drives)), [len(drive.moments) for drive in drives])
    names = ("stamp_s", "risk", "reason", "action")
    return Truth(clip, *(np.concatenate([getattr(drive, name) for drive in drives]) for name in names))


def join_answers(answers: Sequence[Answers]) -> Answers:
    """Those of several drives, one after another."""
    names = ("risk", "reason", "action", "p_risk", "confidence", "own")
    return Answers(*(np.concatenate([getattr(one, name) for one in answers]) for name in names))
