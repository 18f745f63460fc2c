# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""One episode as an MP4: the pictures of its views side by side, and their instances below."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from training.episodes.episode import Episode
from training.overview.colours import Image, mask_overlay, row_colours
from training.overview.drawing import draw_bodies

DRAWN_PX = 256


def write_movie(episode: Episode, path: Path) -> int:
    """Write the episode in its own time (H.264); returns the number of frames.

    Raises:
        OSError: the file cannot be written.
    """
    encode(_frames(episode), 1 / episode.trajectory.dt, path)
    return episode.frames


def encode(pictures: Iterable[Image], rate_hz: float, path: Path) -> None:
    """Write pictures [H, W, 3] of one size, both sides even, as H.264.

    Raises:
        OSError: the file cannot be written.
    """
    rate = Fraction(rate_hz).limit_denominator(1001)
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=rate, options={"crf": "18", "preset": "fast"})
        stream.pix_fmt = "yuv420p"
        for t, image in enumerate(pictures):
            if t == 0:
                stream.height, stream.width = image.shape[:2]
            container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
        container.mux(stream.encode(None))


def _frames(episode: Episode) -> Iterator[Image]:
    colours = row_colours(episode.trajectory)
    for t in range(episode.frames):
        if not episode.views:
            yield draw_bodies(episode.trajectory, t, DRAWN_PX)
            continue
        rgb = np.concatenate([view.rgb[t] for view in episode.views.values()], axis=1)
        shown = [mask_overlay(view.rgb[t], view.masks[t], colours) for view in episode.views.values()]
        yield _even(np.concatenate([rgb, np.concatenate(shown, axis=1)]))


def _even(image: Image) -> Image:
    """Video codecs halve the resolution of colours: both sides must be even."""
    return image[: image.shape[0] // 2 * 2, : image.shape[1] // 2 * 2]
