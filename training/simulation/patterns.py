# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Procedural patterns: pictures [S, S, 3] uint8 RGB that surfaces are covered with."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Colours = NDArray[np.float64]
SIZE_PX = 128


def _mix(share: NDArray[np.float64], colours: Colours) -> Picture:
    """Between the first two colours, 0-1, by a share [S, S] that is clipped to 0-1."""
    share = np.clip(share, 0.0, 1.0)[..., None]
    mixed: Picture = (255 * np.clip((1 - share) * colours[0] + share * colours[1], 0, 1)).astype(np.uint8)
    return mixed


def _grid() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    y, x = np.mgrid[:SIZE_PX, :SIZE_PX] / SIZE_PX
    return x, y


def cloud(rng: np.random.Generator, octaves: int = 5) -> NDArray[np.float64]:
    """Smooth noise [S, S] about 0, the finer the fainter; it tiles."""
    total = np.zeros((SIZE_PX, SIZE_PX))
    for octave in range(octaves):
        cells = 2 ** (octave + 1)
        noise = np.pad(rng.standard_normal((cells, cells)), 2, mode="wrap")
        scale = SIZE_PX // cells
        full = cv2.resize(noise, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
        total += full[2 * scale : -2 * scale, 2 * scale : -2 * scale] / (octave + 1)
    return total


def plain(rng: np.random.Generator, colours: Colours) -> Picture:
    """One colour with a faint roughness."""
    return _mix(0.06 * rng.standard_normal((SIZE_PX, SIZE_PX)) + 0.05, colours)


def speckled(rng: np.random.Generator, colours: Colours) -> Picture:
    """Stone: clouds and grains."""
    return _mix(0.5 + 0.25 * cloud(rng) + 0.12 * rng.standard_normal((SIZE_PX, SIZE_PX)), colours)


def striped(rng: np.random.Generator, colours: Colours) -> Picture:
    """Bands of even width."""
    x, y = _grid()
    count = int(rng.integers(2, 6))
    return _mix(((x if rng.random() < 0.5 else y) * count % 1.0 < 0.5).astype(float), colours)


def chequered(rng: np.random.Generator, colours: Colours) -> Picture:
    """Squares in two colours."""
    x, y = _grid()
    count = int(rng.integers(2, 5))
    return _mix(((np.floor(2 * count * x) + np.floor(2 * count * y)) % 2), colours)


def planks(rng: np.random.Generator, colours: Colours) -> Picture:
    """A wooden floor: boards of varied shade, grain and dark seams."""
    rows = 4
    shade = np.repeat(rng.uniform(0.1, 0.7, rows), SIZE_PX // rows)[:, None]
    grain = 0.25 * cv2.blur(rng.standard_normal((SIZE_PX, SIZE_PX)), (31, 1)) * 4
    picture = _mix(shade + grain, colours)
    picture[:: SIZE_PX // rows] //= 3
    return picture


def dotted(rng: np.random.Generator, colours: Colours) -> Picture:
    """Discs on a lattice."""
    x, y = _grid()
    count = int(rng.integers(2, 5))
    return _mix((np.hypot(x * count % 1 - 0.5, y * count % 1 - 0.5) < 0.3).astype(float), colours)


def waved(rng: np.random.Generator, colours: Colours) -> Picture:
    """Bands bent into waves."""
    x, y = _grid()
    count, bend = int(rng.integers(2, 5)), rng.uniform(0.05, 0.12)
    return _mix(0.5 + 0.5 * np.sin(2 * np.pi * count * (y + bend * np.sin(4 * np.pi * x))), colours)


def marbled(rng: np.random.Generator, colours: Colours) -> Picture:
    """Veins along the ridges of a cloud."""
    return _mix(np.abs(np.sin(2.5 * cloud(rng))) ** 0.5, colours)


def bricked(rng: np.random.Generator, colours: Colours) -> Picture:
    """Courses of bricks with joints."""
    x, y = _grid()
    row = np.floor(y * 6)
    joint = (y * 6 % 1 < 0.12) | ((x * 3 + 0.5 * (row % 2)) % 1 < 0.06)
    return _mix(joint + 0.15 * cloud(rng), colours)


def starred(rng: np.random.Generator, colours: Colours) -> Picture:
    """Bright points of many sizes."""
    picture = np.zeros((SIZE_PX, SIZE_PX))
    for x, y, radius in zip(*rng.integers(0, SIZE_PX, (2, 60)), rng.integers(1, 5, 60), strict=True):
        cv2.circle(picture, (int(x), int(y)), int(radius), 1.0, -1, cv2.LINE_AA)
    return _mix(picture, colours)


PATTERNS: dict[str, Callable[[np.random.Generator, Colours], Picture]] = {
    "plain": plain,
    "speckled": speckled,
    "striped": striped,
    "chequered": chequered,
    "planks": planks,
    "dotted": dotted,
    "waved": waved,
    "marbled": marbled,
    "bricked": bricked,
    "starred": starred,
}
