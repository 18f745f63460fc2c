# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Encoded pictures of other sets to arrays, with errors that name the file."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from training.episodes.errors import DatasetError

Array = NDArray[Any]
PNG = b"\x89PNG\r\n\x1a\n"
FARTHEST_MM = 65535


def read_bytes(path: Path) -> bytes:
    """A file's content.

    Raises:
        DatasetError: it is missing or cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise DatasetError(f"{path}: cannot be read ({error.strerror})") from None


def decode(content: bytes, name: str) -> Array:
    """A picture as stored: [H, W] or [H, W, C], colours in the order red, green, blue.

    Raises:
        DatasetError: it is no picture.
    """
    image = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_UNCHANGED) if content else None
    if image is None:
        raise DatasetError(f"{name}: cannot be decoded as a picture")
    if image.ndim == 3 and image.shape[2] >= 3:
        image[..., :3] = image[..., 2::-1].copy()
    return np.asarray(image)


def decode_rgb(content: bytes, name: str) -> NDArray[np.uint8]:
    """[H, W, 3] uint8, whatever the picture has.

    Raises:
        DatasetError: it is no picture of 8 bits.
    """
    image = decode(content, name)
    if image.dtype != np.uint8:
        raise DatasetError(f"{name}: expected 8 bits per colour, found {image.dtype}")
    return np.repeat(image[..., None], 3, axis=2) if image.ndim == 2 else image[..., :3]


def decode_palette(content: bytes, name: str) -> NDArray[np.uint8]:
    """[H, W] numbers of a picture that may hold them by way of a palette.

    Raises:
        DatasetError: it is no picture.
    """
    image = decode(content, name)
    if image.ndim == 2:
        return image.astype(np.uint8)
    palette = _palette(content)
    if palette is None:
        return np.asarray(image[..., 0], np.uint8)
    # OpenCV gives the palette's colours; the numbers are what the picture is about.
    codes = image[..., :3].astype(np.int32) @ (65536, 256, 1)
    table = dict(
        zip((palette[::-1] @ (65536, 256, 1)).tolist(), range(len(palette) - 1, -1, -1), strict=True)
    )
    known, where = np.unique(codes, return_inverse=True)
    numbers = np.array([table.get(code, 0) for code in known.tolist()], np.uint8)
    return numbers[where].reshape(codes.shape)


def depth_mm(depth_m: Array) -> NDArray[np.uint16]:
    """Metres to whole millimetres; 0 for what is farther than fits, and for what is no depth."""
    mm = np.round(np.nan_to_num(depth_m.astype(np.float64), posinf=0.0, neginf=0.0) * 1000)
    return np.where((mm < 0) | (mm > FARTHEST_MM), 0, mm).astype(np.uint16)


def _palette(content: bytes) -> NDArray[np.int32] | None:
    """The colours [P, 3] of a PNG's palette, if it has one (PNG specification, section 11.2.2)."""
    offset = len(PNG) if content.startswith(PNG) else len(content)
    while offset + 8 <= len(content):
        length, kind = struct.unpack(">I4s", content[offset : offset + 8])
        if kind == b"PLTE":
            colours = np.frombuffer(content, np.uint8, length, offset + 8)
            return colours.reshape(-1, 3).astype(np.int32)
        offset += length + 12
    return None
