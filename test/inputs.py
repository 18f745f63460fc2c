# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Tiny inputs made on the spot: videos and bags."""

from contextlib import contextmanager
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from rosbags.rosbag2 import StoragePlugin, Writer
from rosbags.typesys import Stores, get_typestore

from sgw_ros.core.errors import InputError

TYPES = get_typestore(Stores.ROS2_JAZZY)
S = 1_000_000_000


def write_video(path: Path, count=10, rate=10, width=64, height=48, codec="mpeg4") -> Path:
    """A square that moves to the right by 2 px per picture."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for i in range(count):
            image = moving_square(i, width, height)
            for packet in stream.encode(av.VideoFrame.from_ndarray(image, format="bgr24")):
                container.mux(packet)
        container.mux(stream.encode(None))
    return path


def moving_square(i: int, width=64, height=48) -> np.ndarray:
    image = np.full((height, width, 3), 90, np.uint8)
    left = 4 + 2 * i
    image[10:30, left : left + 16] = (40, 200, 250)
    return image


def make(name: str, **fields):
    return TYPES.types[name](**fields)


def header(stamp_ns: int, frame_id="cam"):
    stamp = make("builtin_interfaces/msg/Time", sec=stamp_ns // S, nanosec=stamp_ns % S)
    return make("std_msgs/msg/Header", stamp=stamp, frame_id=frame_id)


def image(stamp_ns: int, pixels: np.ndarray, encoding="bgr8"):
    raw = np.frombuffer(pixels.tobytes(), np.uint8)
    height, width = pixels.shape[:2]
    return make(
        "sensor_msgs/msg/Image",
        header=header(stamp_ns),
        height=height,
        width=width,
        encoding=encoding,
        is_bigendian=0,
        step=raw.size // max(height, 1),
        data=raw,
    )


def compressed(stamp_ns: int, pixels: np.ndarray, keep: int | None = None):
    data = cv2.imencode(".jpg", pixels)[1].ravel()[:keep]
    return make("sensor_msgs/msg/CompressedImage", header=header(stamp_ns), format="jpeg", data=data)


def camera_info(stamp_ns: int, width=64, height=48):
    zero = make(
        "sensor_msgs/msg/RegionOfInterest", x_offset=0, y_offset=0, height=0, width=0, do_rectify=False
    )
    return make(
        "sensor_msgs/msg/CameraInfo",
        header=header(stamp_ns),
        height=height,
        width=width,
        distortion_model="plumb_bob",
        d=np.zeros(5),
        k=np.array([50.0, 0, width / 2, 0, 50.0, height / 2, 0, 0, 1]),
        r=np.eye(3).ravel(),
        p=np.zeros(12),
        binning_x=0,
        binning_y=0,
        roi=zero,
    )


def vector(x=0.0, y=0.0, z=0.0):
    return make("geometry_msgs/msg/Vector3", x=x, y=y, z=z)


def imu(stamp_ns: int, rate_z=0.0):
    return make(
        "sensor_msgs/msg/Imu",
        header=header(stamp_ns, "base_link"),
        orientation=make("geometry_msgs/msg/Quaternion", x=0.0, y=0.0, z=0.0, w=1.0),
        orientation_covariance=np.zeros(9),
        angular_velocity=vector(z=rate_z),
        angular_velocity_covariance=np.zeros(9),
        linear_acceleration=vector(z=9.8),
        linear_acceleration_covariance=np.zeros(9),
    )


def transform(parent: str, child: str, z: float):
    stamped = make(
        "geometry_msgs/msg/TransformStamped",
        header=header(1, parent),
        child_frame_id=child,
        transform=make(
            "geometry_msgs/msg/Transform",
            translation=vector(z=z),
            rotation=make("geometry_msgs/msg/Quaternion", x=0.0, y=0.0, z=0.0, w=1.0),
        ),
    )
    return make("tf2_msgs/msg/TFMessage", transforms=[stamped])


def text(words: str):
    return make("std_msgs/msg/String", data=words)


def write_bag(path: Path, messages, plugin=StoragePlugin.MCAP) -> Path:
    """Write `(topic, log_ns, message or raw bytes with its type)`; returns the bag's folder."""
    with Writer(path, version=9, storage_plugin=plugin) as writer:
        connections = {}
        for topic, log_ns, message in messages:
            kind = message[0] if isinstance(message, tuple) else message.__msgtype__
            raw = message[1] if isinstance(message, tuple) else TYPES.serialize_cdr(message, kind)
            if topic not in connections:
                connections[topic] = writer.add_connection(topic, kind, typestore=TYPES)
            writer.write(connections[topic], log_ns, bytes(raw))
    return path


@contextmanager
def only_clear_errors(path: Path):
    """Lets an InputError pass that names the file, and nothing else."""
    try:
        yield
    except InputError as error:
        if str(path) not in str(error):
            pytest.fail(f"does not name {path}: {error}")
