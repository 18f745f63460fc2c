# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Procedural textures as PNG bytes, so that floors and walls give the flow something to hold on to."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray


def _png(image: NDArray[np.float64]) -> bytes:
    return bytes(cv2.imencode(".png", np.clip(image, 0, 255).astype(np.uint8))[1])


def _cloud(rng: np.random.Generator, size: int, octaves: int = 5) -> NDArray[np.float64]:
    """Tileable-enough smooth noise [size, size] around 0."""
    total = np.zeros((size, size))
    for k in range(octaves):
        cells = 2 ** (k + 2)
        noise = rng.standard_normal((cells, cells)).astype(np.float32)
        total += cv2.resize(noise, (size, size), interpolation=cv2.INTER_CUBIC) / (k + 1)
    return total


def planks(rng: np.random.Generator, size: int = 512, rows: int = 8) -> bytes:
    """A wooden floor: planks of varied brown with grain and dark seams."""
    image = np.zeros((size, size, 3))
    height = size // rows
    grain = cv2.blur(rng.standard_normal((size, size)), (41, 1)) * 60
    for row in range(rows):
        shift = int(rng.integers(size))
        for k in range(3):
            colour = np.array([70, 115, 160]) * rng.uniform(0.75, 1.1)
            columns = (np.arange(size // 3 + 1) + k * size // 3 + shift) % size
            image[row * height : (row + 1) * height, columns] = colour
            image[row * height : (row + 1) * height, columns[0]] = 40
        image[row * height] = 40
    return _png(image + grain[..., None])


def plaster(rng: np.random.Generator, colour: tuple[int, int, int], size: int = 512) -> bytes:
    """A painted wall (BGR colour) with stains and a fine roughness."""
    image = np.ones((size, size, 3)) * np.array(colour)
    image += _cloud(rng, size)[..., None] * 7 + rng.standard_normal((size, size, 1)) * 4
    return _png(image)


def painting(rng: np.random.Generator, size: int = 256) -> bytes:
    """An abstract picture for a wall: overlapping coloured discs and bars."""
    image = np.full((size, size, 3), rng.integers(150, 240, 3), dtype=np.uint8)
    for _ in range(14):
        colour = tuple(int(c) for c in rng.integers(20, 235, 3))
        centre = tuple(int(c) for c in rng.integers(0, size, 2))
        if rng.random() < 0.5:
            cv2.circle(image, centre, int(rng.integers(10, 60)), colour, -1, cv2.LINE_AA)
        else:
            corner = (centre[0] + int(rng.integers(10, 120)), centre[1] + int(rng.integers(6, 50)))
            cv2.rectangle(image, centre, corner, colour, -1)
    return _png(image.astype(np.float64))
