# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Pictures, depth and masks as image messages; the pixel formats themselves are ingest's business."""

from __future__ import annotations

import sys
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from sensor_msgs.msg import CompressedImage, Image
from std_msgs.msg import Header

from sgw_ros.core.errors import FrameError
from sgw_ros.ingest.images import decode_compressed, decode_compressed_depth, decode_depth, decode_image
from sgw_ros.nodes.convert.values import number_buffer

JPEG_QUALITY = 80
BIG_ENDIAN = sys.byteorder == "big"


def picture_message(image: NDArray[np.uint8], header: Header) -> Image:
    """A BGR picture [H, W, 3]."""
    return _image_message(image, header, "bgr8")


def depth_message(depth: NDArray[np.float32], header: Header) -> Image:
    """Depth [H, W] in metres, NaN where unknown (REP-118)."""
    return _image_message(depth, header, "32FC1")


def mask_message(masks: NDArray[np.uint16], header: Header) -> Image:
    """Instance ids [H, W], 0 is background."""
    return _image_message(masks, header, "16UC1")


def jpeg_message(image: NDArray[np.uint8], header: Header) -> CompressedImage:
    """A BGR picture as JPEG."""
    done, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    if not done:
        raise FrameError(f"a picture of shape {image.shape} cannot be written as JPEG")
    return CompressedImage(header=header, format="bgr8; jpeg compressed bgr8", data=number_buffer("B", data))


def picture_of(message: Any) -> NDArray[np.uint8]:
    """The picture [H, W, 3] BGR of an Image or CompressedImage.

    Raises:
        FrameError: when the pixels cannot be read.
    """
    if isinstance(message, CompressedImage):
        return decode_compressed(message.data)
    m = message
    return decode_image(m.encoding, m.data, m.height, m.width, m.step, bool(m.is_bigendian))


def depth_of(message: Any) -> NDArray[np.float32]:
    """Depth [H, W] in metres of an Image or CompressedImage.

    Raises:
        FrameError: when the pixels cannot be read.
    """
    if isinstance(message, CompressedImage):
        return decode_compressed_depth(message.format, message.data)
    m = message
    return decode_depth(m.encoding, m.data, m.height, m.width, m.step, bool(m.is_bigendian))


def mask_of(message: Image) -> NDArray[np.uint16]:
    """Instance ids [H, W] of a `masks` message.

    Raises:
        FrameError: when it is not of the kind that `mask_message` makes.
    """
    expected = message.height * message.width
    if message.encoding != "16UC1" or len(message.data) != 2 * expected:
        raise FrameError(f"masks must be 16UC1 without padding, not {message.encoding}")
    kind = np.dtype(">u2" if message.is_bigendian else "<u2")
    ids = np.frombuffer(message.data, dtype=kind).reshape(message.height, message.width)
    return ids.astype(np.uint16, copy=False)


def _image_message(pixels: NDArray[Any], header: Header, encoding: str) -> Image:
    height, width = pixels.shape[:2]
    return Image(
        header=header,
        height=height,
        width=width,
        encoding=encoding,
        is_bigendian=int(BIG_ENDIAN),
        step=pixels.nbytes // height,
        data=number_buffer("B", pixels),
    )
