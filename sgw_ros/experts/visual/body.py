# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Completes a body of which only a part was found, by depth."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from sgw_ros.experts.visual.blobs import Blob

BODY_DEPTH_M, BODY_DEPTH_SHARE = 0.3, 0.03
"""Parts of one body differ in distance by less than this, arms and stride included, and a share of the
distance for the sensor."""
UPRIGHT_PER_M = 0.006
"""Change of distance from row to row, per metre of distance squared, from which a surface lies rather
than stands: both a floor's change and a stereo camera's steps grow with the square."""

_NEIGHBOURS = cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3))


def whole_body(seed: Blob, depth: NDArray[np.float32]) -> Blob:
    """The seed with what hangs together with it at the same distance, the floor left out.

    Of a body that moved by less than its width only the leading part stands in new space. `depth`
    [h, w] metres is on the seed's grid, 0 where unknown; the body is at most three seeds in size.
    """
    own_depth = depth[seed.window][seed.mask > 0]
    known = own_depth[own_depth > 0.0]
    if len(known) == 0:
        return seed
    distance = float(np.median(known))
    x0, y0, x1, y1 = seed.box
    top, left = max(y0 - (y1 - y0), 0), max(x0 - (x1 - x0), 0)
    z = depth[top : 2 * y1 - y0, left : 2 * x1 - x0]
    # Upright surfaces keep their distance from row to row, a floor does not.
    step = np.abs(np.diff(z, axis=0, prepend=z[:1]))
    deep = BODY_DEPTH_M + BODY_DEPTH_SHARE * distance
    body = (np.abs(z - distance) < deep) & (step < UPRIGHT_PER_M * distance**2)
    grown = np.asarray(cv2.morphologyEx(body.view(np.uint8), cv2.MORPH_OPEN, _NEIGHBOURS), np.uint8)
    own = np.zeros_like(grown)
    own[y0 - top : y1 - top, x0 - left : x1 - left] = seed.mask > 0
    labels = cv2.connectedComponents(cv2.max(grown, own))[1]
    kept = np.isin(labels, np.unique(labels[own > 0])).view(np.uint8)
    x, y, width, height = cv2.boundingRect(kept)
    mask = np.asarray(kept[y : y + height, x : x + width] * np.uint8(255), np.uint8)
    return Blob((left + x, top + y, left + x + width, top + y + height), mask)
