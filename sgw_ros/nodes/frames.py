# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Frames as a stream: one object inside a process, the sensors' own topics between processes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nav_msgs.msg import Odometry
from sensor_msgs.msg import CameraInfo, Image, Imu
from tf2_msgs.msg import TFMessage

from sgw_ros.core.types import Frame
from sgw_ros.nodes.convert import images, sensors
from sgw_ros.nodes.convert.values import header_message
from sgw_ros.nodes.qos import EVERY, LATCHED, RELIABLE
from sgw_ros.nodes.streams import Messages, Stream, Topic


def _image(frame: Frame, _: str) -> list[Image]:
    return [images.picture_message(frame.image, header_message(frame.stamp_ns, frame.frame_id))]


def _depth(frame: Frame, _: str) -> list[Image]:
    if frame.depth is None:
        return []
    return [images.depth_message(frame.depth, header_message(frame.stamp_ns, frame.frame_id))]


def _camera_info(frame: Frame, _: str) -> list[CameraInfo]:
    # What is only assumed is not passed off as known: readers assume the same for themselves.
    if frame.camera.assumed:
        return []
    return [sensors.camera_message(frame.camera, header_message(frame.stamp_ns, frame.frame_id))]


def _mount(frame: Frame, _: str) -> list[TFMessage]:
    if frame.T_base_cam is None:
        return []
    args = (frame.T_base_cam, frame.stamp_ns, sensors.BASE_FRAME, frame.frame_id)
    return [sensors.transform_message(*args)]


def _base(frame: Frame, _: str) -> list[TFMessage]:
    if frame.odom is None:
        return []
    odom = frame.odom
    args = (odom.T_odom_base, odom.stamp_ns, "odom", sensors.BASE_FRAME)
    return [sensors.transform_message(*args)]


def _never(_: Messages) -> Frame | None:
    return None  # sensor topics are joined by time, not by equal stamps: see SensorReader


def _topic(name: str, kind: Any, qos: Any, encode: Callable[[Frame, str], list[Any]]) -> Topic:
    return Topic(name, kind, qos, encode, needed=False)


FRAMES: Stream[Frame] = Stream(
    (
        _topic("image", Image, RELIABLE, _image),
        _topic("camera_info", CameraInfo, RELIABLE, _camera_info),
        _topic("depth", Image, RELIABLE, _depth),
        _topic("imu", Imu, RELIABLE, lambda f, _: [] if f.imu is None else [sensors.imu_message(f.imu)]),
        _topic(
            "odom", Odometry, EVERY, lambda f, _: [] if f.odom is None else [sensors.odometry_message(f.odom)]
        ),
        Topic(
            "/tf_static",
            TFMessage,
            LATCHED,
            _mount,
            once_per=lambda f: (f.T_base_cam, f.frame_id),
            needed=False,
        ),
        _topic("/tf", TFMessage, EVERY, _base),
    ),
    _never,
)
