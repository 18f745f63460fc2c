# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""One episode: the true state, what cameras saw of it, what other sensors and labels say, its origin."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.episodes.errors import EpisodeError
from training.episodes.trajectory import Trajectory
from training.episodes.view import View

NAME = re.compile(r"[a-z][a-z0-9_]*")
"""Names of views and signals become file names inside a shard."""


@dataclass(frozen=True, eq=False)
class Episode:
    """Frames of every view and of the trajectory share the index T.

    Attributes:
        trajectory: the true state.
        views: camera name to what it saw: "main", or "left" and "right"; empty when state-only.
        signals: time series and tables by name. Known ones: `contact_events` [E, 7] (row a, row b, t s,
            normal force N, x, y, z m), `energy` [T] J, `imu` [S, 7] (t s, gyro rad/s, accelerometer m/s^2),
            `odom` [S, 6] (t s, x m, y m, yaw rad, v m/s, w rad/s), `telemetry` [T, 8] (ax, ay, az, gx, gy,
            gz, v, w), `risk`, `reason`, `action` [T] class numbers.
        meta: what JSON can hold. Known: `scenario`, `split`, `seed`, `index`, `generator`, `narration` (a
            sentence per second), `classes` (what each row is), `T_base_cam` (the camera's mount [4, 4]),
            `violator` (the row that breaks a law).
    """

    trajectory: Trajectory
    views: Mapping[str, View] = field(default_factory=dict)
    signals: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    meta: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, view in self.views.items():
            self._check_view(name, view)
        object.__setattr__(
            self, "signals", {name: _signal(name, self.signals[name]) for name in self.signals}
        )
        try:
            text = json.dumps(dict(self.meta), allow_nan=False, sort_keys=True)
        except (TypeError, ValueError) as error:
            raise EpisodeError(f"meta: only what JSON can hold, {error}") from None
        object.__setattr__(self, "meta", json.loads(text))

    @property
    def frames(self) -> int:
        """T."""
        return self.trajectory.frames

    @property
    def key(self) -> str:
        """Unique within a data set: scenario, split, index and, of two made together, which one."""
        meta, trajectory = self.meta, self.trajectory
        half = ("-impossible" if trajectory.violation else "-possible") if trajectory.pair else ""
        if trajectory.question is not None:
            half += "-touch" if trajectory.answer else "-apart"
        scenario = meta.get("scenario", trajectory.scenario) or "episode"
        return f"{scenario}-{meta.get('split', 'train')}-{int(meta.get('index', 0)):08d}{half}"

    def _check_view(self, name: str, view: View) -> None:
        if not NAME.fullmatch(name):
            raise EpisodeError(f"views: {name!r} is no name of lower-case letters, digits and _")
        if view.frames != self.frames:
            raise EpisodeError(f"view {name}: expected {self.frames} frames (T), found {view.frames}")
        highest = int(view.masks.max(initial=0))
        if highest > self.trajectory.rows:
            raise EpisodeError(
                f"view {name}: masks holds {highest}, but the trajectory has {self.trajectory.rows} rows"
            )


def _signal(name: str, value: NDArray[Any]) -> NDArray[Any]:
    array = np.asarray(value)
    if not NAME.fullmatch(name):
        raise EpisodeError(f"signals: {name!r} is no name of lower-case letters, digits and _")
    if array.dtype.kind not in "biufU":
        raise EpisodeError(f"signal {name}: expected numbers or text, found {array.dtype}")
    view = array.view()
    view.flags.writeable = False
    return view
