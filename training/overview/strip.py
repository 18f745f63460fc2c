# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""One episode as a strip of square pictures: moments, masks, depth, flow, paths."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from training.episodes.episode import Episode
from training.episodes.view import View
from training.overview.colours import Image, depth_colours, flow_colours, mask_overlay, row_colours
from training.overview.drawing import draw_bodies, draw_paths

TILE = 160
GAP = 4
MOMENTS = 5


def strip(episode: Episode) -> Image:
    """[TILE, width, 3] RGB; one row of tiles per view, or one of drawn bodies where there is none."""
    paths = draw_paths(episode.trajectory, TILE)
    lines = [_line([*_seen(episode, view), paths]) for view in episode.views.values()]
    if not lines:
        moments = [draw_bodies(episode.trajectory, t, TILE) for t in _moments(episode.frames)]
        lines = [_line([*moments, paths])]
    gap = np.full((GAP, lines[0].shape[1], 3), 255, np.uint8)
    return np.concatenate([part for line in lines for part in (line, gap)][:-1])


def caption(episode: Episode) -> str:
    """What it is and what it is labelled with, in one line."""
    trajectory = episode.trajectory
    words = [episode.key, f"{trajectory.rows} rows", f"{trajectory.frames} frames"]
    if trajectory.answer is not None:
        words.append(f"touch: {'yes' if trajectory.answer else 'no'}")
    if trajectory.violation:
        words.append(f"breaks {trajectory.violation} at {trajectory.t_violation:.2f} s")
    elif trajectory.pair:
        words.append("possible")
    for name in ("risk", "reason", "action"):
        if name in episode.signals:
            values = np.unique(episode.signals[name]).tolist()
            words.append(f"{name} {' '.join(str(value) for value in values)}")
    return ", ".join(words)


def _seen(episode: Episode, view: View) -> Iterator[Image]:
    for t in _moments(view.frames):
        yield view.rgb[t]
    middle = _liveliest(view)
    yield mask_overlay(view.rgb[middle], view.masks[middle], row_colours(episode.trajectory))
    yield depth_colours(view.depth[middle])
    if view.flow is not None:
        moving = np.abs(view.flow[:, ::4, ::4].astype(np.float32)).mean(axis=(1, 2, 3))
        yield flow_colours(view.flow[int(moving.argmax())])


def _moments(frames: int) -> list[int]:
    return [round(t) for t in np.linspace(0, frames - 1, min(MOMENTS, frames))]


def _liveliest(view: View) -> int:
    """The frame that shows most things; the middle one of those."""
    shown = np.array([len(np.unique(masks[::4, ::4])) for masks in view.masks])
    best = np.flatnonzero(shown == shown.max())
    return int(best[len(best) // 2])


def _line(tiles: list[Image]) -> Image:
    gap = np.full((TILE, GAP, 3), 255, np.uint8)
    parts = [part for tile in tiles for part in (_fitted(tile), gap)]
    return np.concatenate(parts[:-1], axis=1)


def _fitted(tile: Image) -> Image:
    height, width = tile.shape[:2]
    size = (max(1, round(width * TILE / height)), TILE)
    shrinks = height > TILE
    return np.asarray(
        cv2.resize(tile, size, interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR), np.uint8
    )
