# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
from collections import Counter
from pathlib import Path

import cv2
import numpy as np
from rosbags.highlevel import AnyReader

SAMPLE = Path(__file__).parents[2] / "samples" / "rover.mcap"
TRUTH = ("objects", "detections", "risk", "action", "odom")
IMAGE = "/camera/color/image_raw/compressed"
DEPTH = "/camera/depth/image_rect_raw/compressedDepth"


def test_the_sample_is_small_and_whole():
    assert SAMPLE.stat().st_size < 4e6
    with AnyReader([SAMPLE]) as bag:
        counts = Counter(connection.topic for connection, _, _ in bag.messages())
        assert counts == {
            IMAGE: 140,
            DEPTH: 140,
            "/camera/color/camera_info": 140,
            "/imu": 700,
            "/odom": 700,
            "/tf": 700,
            "/tf_static": 1,
            **{f"/ground_truth/{name}": 140 for name in TRUTH},
            "/ground_truth/violations": 1,
        }


def test_pictures_and_depth_share_stamps_and_size():
    stamps = {IMAGE: [], DEPTH: []}
    with AnyReader([SAMPLE]) as bag:
        wanted = [c for c in bag.connections if c.topic in stamps]
        for connection, _, raw in bag.messages(wanted):
            message = bag.deserialize(raw, connection.msgtype)
            stamps[connection.topic].append((message.header.stamp.sec, message.header.stamp.nanosec))
            skip = 12 if connection.topic == DEPTH else 0
            picture = cv2.imdecode(message.data[skip:], cv2.IMREAD_UNCHANGED)
            assert picture.shape[:2] == (240, 320)
            if skip:
                assert picture.dtype == np.uint16
                assert 0.5 < np.mean(picture > 0) < 1.0  # holes, as real ones have
    assert stamps[IMAGE] == stamps[DEPTH]
    assert stamps[IMAGE] == sorted(set(stamps[IMAGE]))
