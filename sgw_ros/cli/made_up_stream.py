# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A camera stream made on the spot: a textured room, and figures that walk through it."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT, RATE_HZ = 640, 480, 15
BITRATE = 4_000_000
WALKERS = 4
NOISE_LEVELS = 2.0
NOISES = 8
"""Noise pictures that take turns: making a new one for each frame would take longer than all else."""


def write_stream(path: Path, frames: int, seed: int = 1) -> None:
    """Write `frames` pictures of 640x480 at 15 fps as a video file."""
    rng = np.random.default_rng(seed)
    room = _room(rng)
    noise = [rng.normal(0.0, NOISE_LEVELS, room.shape).astype(np.int16) for _ in range(NOISES)]
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=Fraction(RATE_HZ))
        stream.width, stream.height, stream.pix_fmt, stream.bit_rate = WIDTH, HEIGHT, "yuv420p", BITRATE
        for i in range(frames):
            picture = np.clip(_picture(room, i / RATE_HZ) + noise[i % NOISES], 0, 255).astype(np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        container.mux(stream.encode(None))


def _room(rng: np.random.Generator) -> NDArray[np.uint8]:
    """A wall and a floor with texture that flow and keypoints can hold on to."""
    coarse = rng.integers(90, 150, (HEIGHT // 16, WIDTH // 16, 3)).astype(np.uint8)
    room = cv2.resize(coarse, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    room[HEIGHT * 2 // 3 :] = room[HEIGHT * 2 // 3 :] // 2 + 30
    for _ in range(12):
        x, y = int(rng.integers(0, WIDTH - 60)), int(rng.integers(0, HEIGHT - 60))
        colour = tuple(int(c) for c in rng.integers(40, 220, 3))
        cv2.rectangle(room, (x, y), (x + 50, y + 40), colour, 2)
    return room.astype(np.uint8, copy=False)


def _picture(room: NDArray[np.uint8], time_s: float) -> NDArray[np.int16]:
    """The room with its walkers at one moment."""
    picture = room.astype(np.int16)
    for walker in range(WALKERS):
        speed = 60 + 25 * walker
        travelled = (time_s * speed + walker * 170) % (2 * WIDTH)
        x = int(travelled if travelled < WIDTH else 2 * WIDTH - travelled)
        height = 90 + 40 * walker
        y = HEIGHT - 20 - 8 * walker
        body = (slice(max(y - height, 0), y), slice(max(x - height // 6, 0), x + height // 6))
        picture[body] = (60 + 40 * walker, 40, 200 - 45 * walker)
    return picture
