# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A camera driver under names of its own: the graph is led to them by arguments."""

import itertools
from functools import partial

import numpy as np
import pytest
import rclpy
from rosbags.highlevel import AnyReader
from sensor_msgs.msg import CameraInfo, CompressedImage, Image

from sgw_msgs.msg import RiskAssessment
from sgw_ros.core.types import Camera
from sgw_ros.nodes.convert.images import jpeg_message, picture_message
from sgw_ros.nodes.convert.sensors import camera_message
from sgw_ros.nodes.convert.values import header_message, stamp_of
from sgw_ros.nodes.qos import RELIABLE
from test.inputs import moving_square

pytestmark = pytest.mark.ros
START_NS, PERIOD_NS = 1_700_000_000_000_000_000, 100_000_000
CAMERA = Camera(64, 48, 60.0, 60.0, 32.0, 24.0)
WANTED = 5


class Driver:
    """Pictures and intrinsics as a driver names them."""

    def __init__(self, world, transport, base="/camera/color"):
        node = world.add(partial(rclpy.create_node, "driver", namespace=base))
        self._compressed = transport == "compressed"
        kind, below = (CompressedImage, "/compressed") if self._compressed else (Image, "")
        self.image = node.create_publisher(kind, f"{base}/image_raw{below}", 10)
        self.info = node.create_publisher(CameraInfo, f"{base}/camera_info", 10)
        self._count = itertools.count()

    def shoot(self, stamp_ns=None):
        """Publish the next picture, of this moment or one period after the one before; its stamp."""
        i = next(self._count)
        stamp_ns = START_NS + i * PERIOD_NS if stamp_ns is None else stamp_ns
        header = header_message(stamp_ns, "camera")
        self.info.publish(camera_message(CAMERA, header))
        picture = np.ascontiguousarray(moving_square(i % 20))
        encode = jpeg_message if self._compressed else picture_message
        self.image.publish(encode(picture, header))
        return stamp_ns


@pytest.mark.parametrize("transport", ["raw", "compressed"])
@pytest.mark.parametrize("mode", ["composed", pytest.param("distributed", marks=pytest.mark.slow)])
def test_a_camera_under_its_own_name(start_launch, world, tmp_path, mode, transport):
    out = tmp_path / "out"
    risks = world.listen(RiskAssessment, "/sgw/risk", RELIABLE)
    driver = Driver(world, transport)
    launch = start_launch(
        f"out:={out}",
        f"mode:={mode}",
        f"transport:={transport}",
        "image:=/camera/color/image_raw",
        "detector:=motion",
    )
    readers = 1 if mode == "composed" else 6
    world.spin_until(lambda: driver.image.get_subscription_count() == readers, timeout_s=60.0)

    def judged():
        driver.shoot()
        world.executor.spin_once(timeout_sec=0.1)
        return len(risks) >= WANTED

    world.spin_until(judged, timeout_s=30.0)
    assert all((stamp_of(risk) - START_NS) % PERIOD_NS == 0 for risk in risks)
    launch.interrupt()
    assert "Traceback" not in launch.text
    with AnyReader([out / "pipeline.mcap"]) as reader:
        counts = {c.topic: c.msgcount for c in reader.connections}
    assert counts["/sgw/risk"] >= WANTED
    assert counts["/camera/color/camera_info"] >= WANTED
