# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Turns the pixel data of messages into pictures: raw encodings, JPEG, PNG, depth.

Encoding names are those of `sensor_msgs/image_encodings`. Pictures come out as [H, W, 3] uint8 BGR,
depth as [H, W] float32 metres with NaN where it is unknown.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.errors import FrameError

Picture = NDArray[np.uint8]
Depth = NDArray[np.float32]

RAW_ENCODINGS: dict[str, tuple[int, int | None]] = {
    "bgr8": (3, None),
    "8UC3": (3, None),
    "rgb8": (3, cv2.COLOR_RGB2BGR),
    "bgra8": (4, cv2.COLOR_BGRA2BGR),
    "8UC4": (4, cv2.COLOR_BGRA2BGR),
    "rgba8": (4, cv2.COLOR_RGBA2BGR),
    "mono8": (1, cv2.COLOR_GRAY2BGR),
    "8UC1": (1, cv2.COLOR_GRAY2BGR),
    "yuv422": (2, cv2.COLOR_YUV2BGR_UYVY),
    "uyvy": (2, cv2.COLOR_YUV2BGR_UYVY),
    "yuv422_yuy2": (2, cv2.COLOR_YUV2BGR_YUY2),
    "yuyv": (2, cv2.COLOR_YUV2BGR_YUY2),
    # OpenCV names a Bayer pattern by its second row's second and third pixel, ROS by the first four.
    "bayer_rggb8": (1, cv2.COLOR_BayerBG2BGR),
    "bayer_bggr8": (1, cv2.COLOR_BayerRG2BGR),
    "bayer_gbrg8": (1, cv2.COLOR_BayerGR2BGR),
    "bayer_grbg8": (1, cv2.COLOR_BayerGB2BGR),
}
"""Bytes per pixel and OpenCV's conversion to BGR."""

DEPTH_ENCODINGS: dict[str, str] = {"16UC1": "u2", "mono16": "u2", "32FC1": "f4"}

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
JPEG_START, JPEG_END = b"\xff\xd8", b"\xff\xd9"
PNG_END = b"IEND"
TAIL_BYTES = 256
"""Cameras pad JPEGs after their end marker; further than this nobody pads."""
COMPRESSED_DEPTH_HEADER_BYTES = 12
"""compressed_depth_image_transport's header before the PNG."""


def decode_image(
    encoding: str, data: Any, height: int, width: int, step: int, big_endian: bool = False
) -> Picture:
    """A raw picture as BGR; `data` is anything with the buffer protocol, `step` bytes per row.

    Raises:
        FrameError: for an empty picture, missing bytes or an encoding that is not supported.
    """
    if encoding == "mono16":
        bright = _rows(data, height, width, step, "u2", 1, big_endian) >> 8
        return _convert(bright.astype(np.uint8), cv2.COLOR_GRAY2BGR, encoding)
    if encoding not in RAW_ENCODINGS:
        raise FrameError(f"image encoding '{encoding}' is not supported; known: {', '.join(RAW_ENCODINGS)}")
    channels, code = RAW_ENCODINGS[encoding]
    pixels = _rows(data, height, width, step, "u1", channels, big_endian)
    return pixels if code is None else _convert(pixels, code, encoding)


def decode_depth(
    encoding: str, data: Any, height: int, width: int, step: int, big_endian: bool = False
) -> Depth:
    """A raw depth image in metres: 16UC1 holds millimetres, 32FC1 metres (REP-118).

    Raises:
        FrameError: as `decode_image`.
    """
    if encoding not in DEPTH_ENCODINGS:
        raise FrameError(f"depth encoding '{encoding}' is not supported; known: {', '.join(DEPTH_ENCODINGS)}")
    return _metres(_rows(data, height, width, step, DEPTH_ENCODINGS[encoding], 1, big_endian))


def decode_compressed(data: Any) -> Picture:
    """A JPEG or PNG picture as BGR.

    Raises:
        FrameError: for anything else, and for a picture that is cut off or damaged.
    """
    return _decode(data, cv2.IMREAD_COLOR)


def decode_compressed_depth(format_text: str, data: Any) -> Depth:
    """A PNG of 16-bit millimetres, bare or behind the header of `compressedDepth`.

    Raises:
        FrameError: for another format (32FC1 is quantised there, RVL is not PNG) or a damaged PNG.
    """
    payload = memoryview(data).cast("B") if not isinstance(data, bytes) else memoryview(data)
    if "compressedDepth" in format_text:
        if not format_text.startswith("16UC1"):
            raise FrameError(f"compressed depth '{format_text}' is not supported; record 16UC1 depth")
        payload = payload[COMPRESSED_DEPTH_HEADER_BYTES:]
    image = _decode(payload, cv2.IMREAD_UNCHANGED)
    if image.ndim != 2 or image.dtype != np.uint16:
        raise FrameError("a depth PNG must hold one 16-bit channel (millimetres)")
    return _metres(image)


def _rows(
    data: Any, height: int, width: int, step: int, kind: str, channels: int, big_endian: bool
) -> NDArray[Any]:
    """The pixels as an array [H, W] or [H, W, C] without the rows' padding; a view where possible."""
    if height <= 0 or width <= 0:
        raise FrameError(f"the image is empty ({width}x{height})")
    dtype = np.dtype(kind).newbyteorder(">" if big_endian else "<")
    row = width * channels * dtype.itemsize
    step = step or row
    raw = np.frombuffer(data, dtype=np.uint8)
    if step < row or raw.size < (height - 1) * step + row:
        raise FrameError(
            f"the image has {raw.size} bytes in steps of {step},"
            f" but {width}x{height} needs {height} rows of {row}"
        )
    rows = np.lib.stride_tricks.as_strided(raw, (height, row), (step, 1), writeable=False)
    pixels = np.ascontiguousarray(rows).view(dtype).reshape(height, width, channels)
    return pixels[..., 0] if channels == 1 else pixels


def _convert(pixels: NDArray[Any], code: int, encoding: str) -> Picture:
    try:
        return cv2.cvtColor(pixels, code).astype(np.uint8, copy=False)
    except cv2.error:
        height, width = pixels.shape[:2]
        raise FrameError(f"a {width}x{height} image cannot be of encoding '{encoding}'") from None


def _decode(data: Any, flag: int) -> NDArray[Any]:
    raw = np.frombuffer(data, dtype=np.uint8)
    start, tail = raw[:8].tobytes(), raw[-TAIL_BYTES:].tobytes()
    is_jpeg = start.startswith(JPEG_START)
    if not is_jpeg and start != PNG_SIGNATURE:
        raise FrameError(f"the compressed image ({raw.size} bytes) is neither JPEG nor PNG")
    # OpenCV fills the missing part of a cut-off picture with grey and says nothing.
    if (JPEG_END if is_jpeg else PNG_END) not in tail:
        raise FrameError(f"the {'JPEG' if is_jpeg else 'PNG'} image ({raw.size} bytes) is cut off")
    try:
        image = cv2.imdecode(raw, flag)
    except cv2.error:
        image = None
    if image is None:
        raise FrameError(f"the {'JPEG' if is_jpeg else 'PNG'} image ({raw.size} bytes) is damaged")
    return image


def _metres(depth: NDArray[Any]) -> Depth:
    """Metres with NaN where nothing was measured: zero, infinite or negative."""
    metres = depth.astype(np.float32)
    if depth.dtype.kind == "u":
        metres /= np.float32(1e3)
    metres[~(np.isfinite(metres) & (metres > 0))] = np.nan
    return metres
