# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Forecasts rendered beside what happened, through one camera: a film and a sheet of moments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from training.charts.canvas import Canvas, Image, stacked
from training.episodes.trajectory import Trajectory
from training.exporting.movie import encode
from training.physics.forecast import Floats, Forecaster
from training.physics.pictures.staging import Stage
from training.physics.protocol import Case, cut

WIDTH_PX, HEIGHT_PX = 400, 300
RATE_HZ = 12.0
HEADER_PX, TITLE_PX = 26, 30
TRUTH = "what happened"
MOMENTS_S = (0.0, 0.5, 1.0, 2.0, 3.0, 5.0)
TILE = 0.6


@dataclass(frozen=True, eq=False)
class Course:
    """Poses over the whole of an episode: `position` [T, N, 3] m, `orientation` [T, N, 4] wxyz."""

    position: Floats
    orientation: Floats


class Rollouts:
    """One episode's course as it was and as forecasters foretold it; a name for each.

    Args:
        trajectory: the episode.
        forecasters: by the name that stands above.

    Raises:
        EpisodeError: it is too short to be forecast.
    """

    def __init__(self, trajectory: Trajectory, forecasters: Mapping[str, Forecaster]) -> None:
        self._case = cut(trajectory)
        true = Course(trajectory.position.astype(float), trajectory.orientation.astype(float))
        self._courses = {TRUTH: true}
        for name, forecaster in forecasters.items():
            self._courses[name] = _foretold(self._case, true, forecaster)
        present = np.ones((trajectory.frames, trajectory.rows), bool)
        self._present = present if trajectory.present is None else trajectory.present

    def write(self, title: str, film: Path, sheet: Path) -> None:
        """Write the film (MP4) and the sheet (PNG).

        Raises:
            OSError: one cannot be written.
        """
        trajectory = self._case.trajectory
        stride = max(1, round(1 / (RATE_HZ * trajectory.dt)))
        with Stage(trajectory, WIDTH_PX, HEIGHT_PX) as stage:
            encode(self._film(stage, title, stride), 1 / (stride * trajectory.dt), film)
            picture = self._sheet(stage, title)
        if not cv2.imwrite(str(sheet), picture[..., ::-1]):
            raise OSError(f"{sheet} cannot be written")

    def _film(self, stage: Stage, title: str, stride: int) -> Iterator[Image]:
        for frame in range(0, self._case.trajectory.frames, stride):
            panels = [
                np.concatenate([_strip(f"{name}{self._off(name, frame)}", WIDTH_PX, HEADER_PX), shot])
                for name, shot in self._shots(stage, frame).items()
            ]
            row = np.concatenate(panels, axis=1)
            yield np.concatenate([_strip(f"{title}: {self._when(frame)}", row.shape[1], TITLE_PX), row])

    def _sheet(self, stage: Stage, title: str) -> Image:
        now = self._case.observed.frames - 1
        times_s = np.concatenate([[0.0], self._case.times_s])
        frames = [now + int(np.argmin(np.abs(times_s - at))) for at in MOMENTS_S if at <= times_s[-1] + 0.6]
        size = (round(TILE * WIDTH_PX), round(TILE * HEIGHT_PX))
        columns = []
        for frame in frames:
            parts = [_strip(self._when(frame), size[0], HEADER_PX)]
            for name, shot in self._shots(stage, frame).items():
                small = np.asarray(cv2.resize(shot, size, interpolation=cv2.INTER_AREA), np.uint8)
                parts += [_strip(f"{name}{self._off(name, frame)}", size[0], HEADER_PX), small]
            columns.append(np.pad(np.concatenate(parts), ((0, 0), (0, 4), (0, 0)), constant_values=255))
        row = np.concatenate(columns, axis=1)
        return stacked([[_strip(title, row.shape[1], TITLE_PX)], [row]])

    def _shots(self, stage: Stage, frame: int) -> dict[str, Image]:
        """A picture of everybody's course; while it is seen they are all one."""
        courses = self._courses
        if frame < self._case.observed.frames:
            courses = {TRUTH: courses[TRUTH]}
        shots = {
            name: stage.shoot(course.position[frame], course.orientation[frame], self._present[frame])
            for name, course in courses.items()
        }
        return {name: shots.get(name, shots[TRUTH]) for name in self._courses}

    def _when(self, frame: int) -> str:
        after_s = (frame - self._case.observed.frames + 1) * self._case.trajectory.dt
        if not after_s:
            return "the present"
        return f"seen, {after_s:+.1f} s" if after_s < 0 else f"forecast, {after_s:+.1f} s"

    def _off(self, name: str, frame: int) -> str:
        """How far a forecast is off at a frame."""
        index = frame - self._case.observed.frames
        if name == TRUTH or index < 0:
            return ""
        rows = self._case.there(index)
        off = self._courses[name].position[frame, rows] - self._courses[TRUTH].position[frame, rows]
        return f": {np.sqrt(np.square(off).sum(axis=1).mean()):.2f} m RMS" if len(rows) else ""


def _foretold(case: Case, true: Course, forecaster: Forecaster) -> Course:
    """The true course until the present, the forecast one after it."""
    said = forecaster.forecast(case.observed, case.times_s)
    position, orientation = true.position.copy(), true.orientation.copy()
    position[case.future] = said.position
    held = np.broadcast_to(orientation[case.observed.frames - 1], orientation[case.future].shape)
    orientation[case.future] = held if said.orientation is None else said.orientation
    return Course(position, orientation)


def _strip(text: str, width: int, height: int) -> NDArray[np.uint8]:
    canvas = Canvas(width, height)
    canvas.text((6, height / 2), text, 13.0)
    return canvas.image()
