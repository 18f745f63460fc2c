# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sgw_ros.core.errors import FrameError
from sgw_ros.ingest.images import (
    RAW_ENCODINGS,
    decode_compressed,
    decode_compressed_depth,
    decode_depth,
    decode_image,
)

RED = (0, 0, 255)
"""BGR."""


def picture(colour=RED, height=8, width=12):
    return np.full((height, width, 3), colour, np.uint8)


def jpeg(image, suffix=".jpg"):
    return cv2.imencode(suffix, image)[1].tobytes()


@pytest.mark.parametrize(
    ("encoding", "pixel"),
    [
        ("bgr8", [1, 2, 3]),
        ("rgb8", [3, 2, 1]),
        ("bgra8", [1, 2, 3, 255]),
        ("rgba8", [3, 2, 1, 255]),
    ],
)
def test_colour_orders(encoding, pixel):
    data = np.array(pixel * 6, np.uint8).tobytes()
    decoded = decode_image(encoding, data, 2, 3, 3 * len(pixel))
    assert decoded.shape == (2, 3, 3)
    assert decoded[1, 2].tolist() == [1, 2, 3]


def test_grey_becomes_three_equal_channels():
    assert decode_image("mono8", bytes([7] * 6), 2, 3, 3)[0, 0].tolist() == [7, 7, 7]
    assert (
        decode_image("mono16", np.full(6, 0x0700, ">u2").tobytes(), 2, 3, 6, True)[0, 0].tolist() == [7] * 3
    )


@pytest.mark.parametrize(("encoding", "order"), [("yuv422_yuy2", (0, 1, 2, 3)), ("yuv422", (1, 0, 3, 2))])
def test_yuv(encoding, order):
    # Y U Y V of pure red, ITU-R BT.601 studio range
    yuyv = np.array([82, 90, 82, 240], np.uint8)[list(order)]
    decoded = decode_image(encoding, np.tile(yuyv, 4).tobytes(), 2, 4, 8)
    assert np.abs(decoded[0, 0].astype(int) - RED).max() <= 3


@pytest.mark.parametrize("encoding", ["bayer_rggb8", "bayer_bggr8", "bayer_gbrg8", "bayer_grbg8"])
def test_bayer_patterns_find_their_red(encoding):
    mosaic = np.zeros((8, 8), np.uint8)
    where = encoding[6:10].index("r")
    mosaic[where // 2 :: 2, where % 2 :: 2] = 200
    decoded = decode_image(encoding, mosaic.tobytes(), 8, 8, 8)
    blue, green, red = decoded[2:-2, 2:-2].reshape(-1, 3).mean(axis=0)
    assert red > 150
    assert blue == green == 0


def test_padding_at_the_end_of_rows_is_left_out():
    data = bytes([9, 9, 9, 0, 0]) * 2
    assert decode_image("bgr8", data, 2, 1, 5).tolist() == [[[9, 9, 9]], [[9, 9, 9]]]
    assert decode_image("bgr8", data[:-2], 2, 1, 5).shape == (2, 1, 3)  # the last row may lack it


def test_depth_is_metres_and_nan_where_unknown():
    millimetres = np.array([[0, 1500]], "<u2")
    assert np.array_equal(
        decode_depth("16UC1", millimetres.tobytes(), 1, 2, 4), np.float32([[np.nan, 1.5]]), equal_nan=True
    )
    metres = np.array([[np.inf, np.nan, -1.0, 0.0, 2.5]], ">f4")
    decoded = decode_depth("32FC1", metres.tobytes(), 1, 5, 20, big_endian=True)
    assert np.array_equal(decoded, np.float32([[np.nan] * 4 + [2.5]]), equal_nan=True)


@pytest.mark.parametrize("suffix", [".jpg", ".png"])
def test_compressed_pictures(suffix):
    assert np.abs(decode_compressed(jpeg(picture(), suffix)).astype(int) - RED).max() <= 3


def test_compressed_depth_with_and_without_its_header():
    png = jpeg(np.full((4, 4), 2000, np.uint16), ".png")
    assert decode_compressed_depth("16UC1; png", png)[0, 0] == 2.0
    assert decode_compressed_depth("16UC1; compressedDepth png", bytes(12) + png)[0, 0] == 2.0


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: decode_image("bgr8", b"", 0, 0, 0), "empty"),
        (lambda: decode_image("bgr8", b"123", 2, 2, 6), "3 bytes"),
        (lambda: decode_image("bgr8", b"1" * 12, 2, 2, 5), "steps of 5"),
        (lambda: decode_image("nv21", b"1" * 12, 2, 2, 6), "'nv21' is not supported"),
        (lambda: decode_image("yuv422_yuy2", b"1" * 12, 2, 3, 6), "cannot be of encoding"),
        (lambda: decode_depth("rgb8", b"1" * 12, 2, 2, 6), "depth encoding 'rgb8'"),
        (lambda: decode_compressed(b""), "neither JPEG nor PNG"),
        (lambda: decode_compressed(b"GIF89a"), "neither JPEG nor PNG"),
        (lambda: decode_compressed(jpeg(picture())[:-50]), "cut off"),
        (lambda: decode_compressed(jpeg(picture(), ".png")[:-10]), "cut off"),
        (lambda: decode_compressed(b"\xff\xd8 nothing \xff\xd9"), "damaged"),
        (lambda: decode_compressed_depth("32FC1; compressedDepth png", b""), "record 16UC1"),
        (lambda: decode_compressed_depth("16UC1; png", jpeg(picture(), ".png")), "one 16-bit channel"),
    ],
)
def test_what_cannot_be_used_says_why(call, text):
    with pytest.raises(FrameError, match=text):
        call()


@given(
    st.sampled_from([*RAW_ENCODINGS, "mono16", "", "RGB8"]),
    st.binary(max_size=64),
    st.integers(0, 5),
    st.integers(0, 5),
    st.integers(0, 20),
)
def test_any_raw_image_decodes_or_is_refused(encoding, data, height, width, step):
    try:
        decoded = decode_image(encoding, data, height, width, step)
    except FrameError:
        return
    assert decoded.shape == (height, width, 3)
    assert decoded.dtype == np.uint8


@settings(deadline=None)  # a damaged header may ask for a large picture
@given(st.data())
def test_any_damaged_picture_decodes_or_is_refused(data):
    damaged = bytearray(jpeg(picture(), data.draw(st.sampled_from([".jpg", ".png"]))))
    for position in data.draw(st.lists(st.integers(0, len(damaged) - 1), max_size=8)):
        damaged[position] = data.draw(st.integers(0, 255))
    try:
        assert decode_compressed(bytes(damaged)).ndim == 3
    except FrameError:
        pass
