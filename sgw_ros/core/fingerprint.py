# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A short hash that says which frame a proposal rests on."""

from __future__ import annotations

import hashlib

import numpy as np

from sgw_ros.core.types import Frame

STRIDE = 8
"""Every eighth pixel each way tells two pictures of a camera apart; all of them would cost milliseconds."""


def fingerprint(frame: Frame) -> str:
    """Hash of the frame's stamp, size and sampled pixels: 16 hexadecimal digits."""
    digest = hashlib.blake2b(digest_size=8)
    digest.update(f"{frame.stamp_ns} {frame.image.shape}".encode())
    digest.update(np.ascontiguousarray(frame.image[::STRIDE, ::STRIDE]).data)
    return digest.hexdigest()
