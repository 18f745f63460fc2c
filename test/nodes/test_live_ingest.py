# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Frames from the sensor topics: aligned by stamp, bad ones counted and skipped."""

from functools import partial

import numpy as np
import pytest
import rclpy
from sensor_msgs.msg import CameraInfo, CompressedImage, Image

from sgw_msgs.msg import IngestStatus
from sgw_ros.core.types import Camera
from sgw_ros.nodes.convert.images import depth_message, jpeg_message, picture_message
from sgw_ros.nodes.convert.sensors import camera_message
from sgw_ros.nodes.convert.values import header_message
from sgw_ros.nodes.expert_node import ExpertNode
from sgw_ros.nodes.ingest_node import IngestNode
from sgw_ros.nodes.qos import EVERY, SENSOR
from test.nodes.fakes import fake_spec

pytestmark = pytest.mark.ros
STAMP_NS = 1_700_000_000_000_000_000
PICTURE = np.full((12, 16, 3), 90, np.uint8)


class Sensors:
    """A driver's publishers."""

    def __init__(self, world):
        node = world.add(partial(rclpy.create_node, "driver"))
        self.image = node.create_publisher(Image, "image", 10)
        self.jpeg = node.create_publisher(CompressedImage, "image/compressed", 10)
        self.depth = node.create_publisher(Image, "depth", SENSOR)
        self.info = node.create_publisher(CameraInfo, "camera_info", 10)


def header(i):
    return header_message(STAMP_NS + i * 50_000_000, "camera")


@pytest.fixture
def flow(world):
    spec = fake_spec("flow")
    world.up(partial(ExpertNode, spec))
    return spec.expert


def test_image_depth_and_intrinsics_make_one_frame(world, flow):
    sensors = Sensors(world)
    world.up(IngestNode)
    reports = world.listen(IngestStatus, "ingest/status", EVERY)
    world.spin_until(lambda: sensors.depth.get_subscription_count() and sensors.info.get_subscription_count())
    world.spin_until(lambda: sensors.image.get_subscription_count() == 1)
    camera = Camera(16, 12, 20.0, 20.0, 8.0, 6.0)
    for i in range(3):
        sensors.info.publish(camera_message(camera, header(i)))
        sensors.depth.publish(depth_message(np.full((12, 16), 2.0, np.float32), header(i)))
        sensors.image.publish(picture_message(PICTURE, header(i)))
        world.spin_until(lambda i=i: len(flow.frames) == i + 1)
    assert [f.stamp_ns for f in flow.frames] == [STAMP_NS + i * 50_000_000 for i in range(3)]
    assert flow.frames[2].camera == camera
    assert flow.frames[2].depth[0, 0] == 2.0
    assert flow.frames[2].activity == 0.0
    world.spin_until(lambda: len(reports) == 3)


def test_intrinsics_of_another_size_are_told_with_their_topic(world, flow):
    sensors = Sensors(world)
    ingest = world.up(IngestNode)
    world.spin_until(lambda: sensors.image.get_subscription_count() and sensors.info.get_subscription_count())
    for i in range(3):
        sensors.info.publish(CameraInfo(header=header(i), width=100, height=480))
        sensors.image.publish(picture_message(PICTURE, header(i)))
        world.spin_until(lambda i=i: len(flow.frames) == i + 1)
    assert f"{sensors.info.topic_name} is for 100x480: intrinsics assumed" in ingest.faults.last
    assert flow.frames[2].camera.assumed


def test_a_bad_image_is_counted_and_skipped(world, flow):
    sensors = Sensors(world)
    ingest = world.up(IngestNode)
    world.spin_until(lambda: sensors.image.get_subscription_count() == 1)
    bad = picture_message(PICTURE, header(0))
    bad.data = bad.data[:10]
    for message in (bad, Image(header=header(1)), picture_message(PICTURE, header(2))):
        sensors.image.publish(message)
    world.spin_until(lambda: len(flow.frames) == 1)
    assert flow.frames[0].stamp_ns == STAMP_NS + 100_000_000
    assert ingest.faults.skipped == 2


def test_compressed_images(world, flow):
    sensors = Sensors(world)
    ingest = world.up(IngestNode, transport="compressed")
    world.spin_until(lambda: sensors.jpeg.get_subscription_count() == 1)
    cut = jpeg_message(PICTURE, header(0))
    cut.data = cut.data[:-40]
    for message in (cut, jpeg_message(PICTURE, header(1))):
        sensors.jpeg.publish(message)
    world.spin_until(lambda: len(flow.frames) == 1)
    assert "JPEG" in ingest.faults.last


def test_an_unusable_input_leaves_the_node_unconfigured(world, tmp_path):
    node = world.add(IngestNode, input=str(tmp_path / "none.mp4"))
    node.trigger_configure()
    assert node.phase == "unconfigured"
    assert "none.mp4" in node.fatal


def test_a_clock_that_jumps_back_resets_the_experts(world, flow):
    sensors = Sensors(world)
    world.up(IngestNode)
    world.spin_until(lambda: sensors.image.get_subscription_count() == 1)
    late, early = picture_at(100), picture_at(0)
    sensors.image.publish(late)
    world.spin_until(lambda: len(flow.frames) == 1)
    sensors.image.publish(early)
    # The expert's reset forgets its frames, so the first one after the jump is the only one.
    world.spin_until(lambda: [f.stamp_ns for f in flow.frames] == [STAMP_NS])


def picture_at(i):
    return picture_message(PICTURE, header(i))
