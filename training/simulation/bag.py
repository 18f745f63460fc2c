# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Writes simulated sensor streams to a ROS 2 bag (one mcap file, zstd chunks) without ROS."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from mcap.writer import CompressionType, Writer
from numpy.typing import NDArray
from rosbags.typesys import Stores, get_typestore

DEPTH_HEADER = bytes(12)
"""compressed_depth_image_transport's header; unused for 16-bit depth, but every reader expects it."""


class SensorBag:
    """One mcap file; every `write_*` takes the stamp in nanoseconds."""

    def __init__(self, path: Path) -> None:
        self._types = get_typestore(Stores.ROS2_JAZZY)
        self._file = path.open("wb")
        self._writer = Writer(self._file, compression=CompressionType.ZSTD)
        self._writer.start(profile="ros2", library="sgw")
        self._channels: dict[str, int] = {}

    def close(self) -> None:
        """Finish the file."""
        self._writer.finish()  # type: ignore[no-untyped-call]
        self._file.close()

    def write_jpeg(self, topic: str, stamp_ns: int, frame_id: str, jpeg: NDArray[np.uint8]) -> None:
        """A JPEG picture."""
        self._compressed(topic, stamp_ns, frame_id, "jpeg", jpeg)

    def write_depth_png(self, topic: str, stamp_ns: int, frame_id: str, png: NDArray[np.uint8]) -> None:
        """A 16-bit PNG of depth in millimetres, as compressed_depth_image_transport names it."""
        data = np.concatenate([np.frombuffer(DEPTH_HEADER, np.uint8), png])
        self._compressed(topic, stamp_ns, frame_id, "16UC1; compressedDepth png", data)

    def write_camera_info(
        self, topic: str, stamp_ns: int, frame_id: str, size: tuple[int, int], focal_px: float
    ) -> None:
        """Intrinsics of an ideal pinhole camera; `size` is (width, height)."""
        width, height = size
        fx, cx, cy = focal_px, width / 2, height / 2
        self._put(
            topic,
            "sensor_msgs/msg/CameraInfo",
            stamp_ns,
            header=self._header(stamp_ns, frame_id),
            height=height,
            width=width,
            distortion_model="plumb_bob",
            d=np.zeros(5),
            k=np.array([fx, 0, cx, 0, fx, cy, 0, 0, 1], dtype=np.float64),
            r=np.eye(3).ravel(),
            p=np.array([fx, 0, cx, 0, 0, fx, cy, 0, 0, 0, 1, 0], dtype=np.float64),
            binning_x=0,
            binning_y=0,
            roi=self._make(
                "sensor_msgs/msg/RegionOfInterest",
                x_offset=0,
                y_offset=0,
                height=0,
                width=0,
                do_rectify=False,
            ),
        )

    def write_imu(
        self, topic: str, stamp_ns: int, frame_id: str, gyro: NDArray[np.float64], accel: NDArray[np.float64]
    ) -> None:
        """Angular velocity rad/s and linear acceleration m/s^2; orientation is not measured."""
        unknown = np.zeros(9)
        unknown[0] = -1.0
        self._put(
            topic,
            "sensor_msgs/msg/Imu",
            stamp_ns,
            header=self._header(stamp_ns, frame_id),
            orientation=self._quaternion(0.0),
            orientation_covariance=unknown,
            angular_velocity=self._vector(gyro),
            angular_velocity_covariance=np.eye(3).ravel() * 0.004**2,
            linear_acceleration=self._vector(accel),
            linear_acceleration_covariance=np.eye(3).ravel() * 0.04**2,
        )

    def write_odometry(
        self, topic: str, stamp_ns: int, pose: tuple[float, float, float], velocity: tuple[float, float]
    ) -> None:
        """Planar pose (x m, y m, yaw rad) of base_link in odom and its velocity (v m/s, w rad/s)."""
        x, y, yaw = pose
        covariance = np.zeros(36)
        covariance[[0, 7, 35]] = (0.01, 0.01, 0.02)
        self._put(
            topic,
            "nav_msgs/msg/Odometry",
            stamp_ns,
            header=self._header(stamp_ns, "odom"),
            child_frame_id="base_link",
            pose=self._make(
                "geometry_msgs/msg/PoseWithCovariance",
                pose=self._make(
                    "geometry_msgs/msg/Pose",
                    position=self._make("geometry_msgs/msg/Point", x=x, y=y, z=0.0),
                    orientation=self._quaternion(yaw),
                ),
                covariance=covariance,
            ),
            twist=self._make(
                "geometry_msgs/msg/TwistWithCovariance",
                twist=self._make(
                    "geometry_msgs/msg/Twist",
                    linear=self._vector((velocity[0], 0.0, 0.0)),
                    angular=self._vector((0.0, 0.0, velocity[1])),
                ),
                covariance=covariance,
            ),
        )

    def write_static_transform(
        self,
        stamp_ns: int,
        parent: str,
        child: str,
        position: tuple[float, float, float],
        orientation: tuple[float, float, float, float],
    ) -> None:
        """A fixed transform on /tf_static; the quaternion is (x, y, z, w)."""
        x, y, z, w = orientation
        transform = self._make(
            "geometry_msgs/msg/TransformStamped",
            header=self._header(stamp_ns, parent),
            child_frame_id=child,
            transform=self._make(
                "geometry_msgs/msg/Transform",
                translation=self._vector(position),
                rotation=self._make("geometry_msgs/msg/Quaternion", x=x, y=y, z=z, w=w),
            ),
        )
        self._put("/tf_static", "tf2_msgs/msg/TFMessage", stamp_ns, transforms=[transform])

    def _compressed(
        self, topic: str, stamp_ns: int, frame_id: str, encoding: str, data: NDArray[np.uint8]
    ) -> None:
        header = self._header(stamp_ns, frame_id)
        self._put(
            topic, "sensor_msgs/msg/CompressedImage", stamp_ns, header=header, format=encoding, data=data
        )

    def _header(self, stamp_ns: int, frame_id: str) -> Any:
        stamp = self._make("builtin_interfaces/msg/Time", sec=stamp_ns // 10**9, nanosec=stamp_ns % 10**9)
        return self._make("std_msgs/msg/Header", stamp=stamp, frame_id=frame_id)

    def _vector(self, xyz: Any) -> Any:
        x, y, z = (float(value) for value in xyz)
        return self._make("geometry_msgs/msg/Vector3", x=x, y=y, z=z)

    def _quaternion(self, yaw: float) -> Any:
        z, w = float(np.sin(yaw / 2)), float(np.cos(yaw / 2))
        return self._make("geometry_msgs/msg/Quaternion", x=0.0, y=0.0, z=z, w=w)

    def _make(self, name: str, **fields: Any) -> Any:
        return self._types.types[name](**fields)

    def _put(self, topic: str, name: str, stamp_ns: int, **fields: Any) -> None:
        if topic not in self._channels:
            text, _ = self._types.generate_msgdef(name)
            schema = self._writer.register_schema(name, "ros2msg", text.encode())
            self._channels[topic] = self._writer.register_channel(
                topic, "cdr", schema, {"offered_qos_profiles": _offered_qos(topic)}
            )
        data = bytes(self._types.serialize_cdr(self._make(name, **fields), name))
        self._writer.add_message(self._channels[topic], stamp_ns, data, stamp_ns)


def _offered_qos(topic: str) -> str:
    """The QoS that rosbag2 replays a topic with; latched ones must say so."""
    if not topic.endswith("tf_static"):
        return ""
    return (
        "- history: keep_last\n  depth: 1\n  reliability: reliable\n  durability: transient_local\n"
        "  deadline: {sec: 9223372036, nsec: 854775807}\n  lifespan: {sec: 9223372036, nsec: 854775807}\n"
        "  liveliness: automatic\n  liveliness_lease_duration: {sec: 9223372036, nsec: 854775807}\n"
        "  avoid_ros_namespace_conventions: false\n"
    )
