# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Arrays to colours (RGB uint8): rows of a trajectory, depth, optical flow."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from training.episodes.trajectory import Trajectory

Image = NDArray[np.uint8]
AGENT, TARGET, STATIC = (220, 40, 40), (240, 200, 20), (120, 120, 120)


def row_colours(trajectory: Trajectory) -> NDArray[np.uint8]:
    """[N, 3]: agent red, target yellow, what never moves grey, the other bodies far apart in hue."""
    # Steps of the golden ratio keep neighbours apart however many there are; red and yellow are taken.
    bodies = np.arange(trajectory.rows) if trajectory.body is None else trajectory.body
    hues = 45 + (bodies * 0.618) % 1 * 115
    hsv = np.stack((hues, np.full_like(hues, 190), np.full_like(hues, 230)), axis=-1)
    colours: NDArray[np.uint8] = _rgb(hsv.astype(np.uint8)[None])[0].copy()
    colours[trajectory.is_static] = STATIC
    if trajectory.question is not None:
        colours[list(trajectory.question)] = (AGENT, TARGET)
    return colours


def mask_overlay(rgb: Image, masks: Image, colours: Image) -> Image:
    """The picture with every instance tinted and outlined."""
    table = np.concatenate((np.zeros((1, 3), np.uint8), colours))
    tinted = np.where(masks[..., None] > 0, rgb // 3 + table[masks] // 3 * 2, rgb // 2)
    edges = cv2.morphologyEx(masks, cv2.MORPH_GRADIENT, np.ones((2, 2), np.uint8)) > 0
    tinted[edges] = 255
    return np.asarray(tinted, np.uint8)


def depth_colours(depth_mm: NDArray[np.uint16]) -> Image:
    """Near is yellow, far is dark, nothing measured is black; spread over what the picture holds."""
    known = depth_mm > 0
    if not known.any():
        return np.zeros((*depth_mm.shape, 3), np.uint8)
    near, far = np.percentile(depth_mm[known], (1, 99))
    share = np.clip((far - depth_mm.astype(np.float32)) / max(far - near, 1.0), 0, 1)
    coloured = cv2.applyColorMap((share * 255).astype(np.uint8), cv2.COLORMAP_INFERNO)[..., ::-1]
    return np.where(known[..., None], coloured, 0).astype(np.uint8)


def flow_colours(flow_px: NDArray[Any]) -> Image:
    """Direction as hue, speed as saturation on white, against the picture's fastest 1 %."""
    flow = flow_px.astype(np.float32)
    speed = np.hypot(flow[..., 0], flow[..., 1])
    fastest = max(float(np.percentile(speed, 99)), 0.5)
    hue = (np.arctan2(flow[..., 1], flow[..., 0]) + np.pi) / (2 * np.pi) * 179
    saturation = np.clip(speed / fastest, 0, 1) * 255
    hsv = np.stack((hue, saturation, np.full_like(hue, 255)), axis=-1)
    return _rgb(hsv.astype(np.uint8))


def _rgb(hsv: Image) -> Image:
    return np.asarray(cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB), np.uint8)
