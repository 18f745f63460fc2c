# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""One episode as a ROS 2 bag (MCAP): what a robot's sensors would have said, and the truth beside it.

With `meta["depth_sensor"]` "stereo", depth has the errors of such a camera, the same for the same episode.
The base is where `meta["T_base_cam"]` [4, 4] says that it is below the camera; without that, at the camera,
level with its axes. Where the episode has no odometry, `/odom` is the base's true way.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from nav_msgs.msg import Odometry as OdometryMessage
from numpy.typing import NDArray
from rclpy.serialization import serialize_message
from scipy.spatial.transform import Rotation
from sensor_msgs.msg import CameraInfo, CompressedImage
from sensor_msgs.msg import Imu as ImuMessage
from tf2_msgs.msg import TFMessage
from vision_msgs.msg import Detection2DArray

from sgw_msgs.msg import ActionAdvice, ObjectArray, RiskAssessment, Violation
from sgw_ros.core.types import Camera, Imu, Odometry, PhysicsResult
from sgw_ros.nodes.bag_writer import BagWriter
from sgw_ros.nodes.convert.images import jpeg_message
from sgw_ros.nodes.convert.memory import objects_message
from sgw_ros.nodes.convert.physics import violation_messages
from sgw_ros.nodes.convert.risk import advice_message, assessment_message
from sgw_ros.nodes.convert.sensors import (
    BASE_FRAME,
    camera_message,
    imu_message,
    odometry_message,
    transform_message,
)
from sgw_ros.nodes.convert.values import ODOM_FRAME, header_message, number_buffer
from sgw_ros.nodes.convert.visual import detections_message
from training.episodes.episode import Episode
from training.episodes.errors import EpisodeError
from training.episodes.view import View
from training.exporting.truth import (
    Sightings,
    pose_of,
    things,
    true_detections,
    true_objects,
    true_risk,
    true_violation,
)
from training.simulation.sensors import depth_camera

EPOCH_NS = 1_750_000_000 * 10**9
OPTICAL_FRAME = "camera_color_optical_frame"
IMAGE = "/camera/color/image_raw/compressed"
CAMERA_INFO = "/camera/color/camera_info"
DEPTH = "/camera/depth/image_rect_raw/compressedDepth"
TRUTH = "/ground_truth"
OPTICAL = np.array(((0, 0, 1), (-1, 0, 0), (0, -1, 0)), np.float64)
DEPTH_FORMAT, DEPTH_HEADER = "16UC1; compressedDepth png", bytes(12)
"""compressed_depth_image_transport's; its header says nothing for 16 bits, but readers expect it."""
Array = NDArray[np.float64]
Message = tuple[int, str, Any, Any]
"""Log time ns, topic, type, message."""


def write_bag(episode: Episode, path: Path, epoch_ns: int = EPOCH_NS, *, kept: bool = True) -> int:
    """Write the episode as seen by its first view; returns how many messages.

    One that is not `kept` but read once is written in less than half the time: without the truth, and larger.

    Raises:
        EpisodeError: it is state-only: there is nothing that a camera saw.
        BagError: the file cannot be written.
    """
    if not episode.views:
        raise EpisodeError(f"{episode.key}: a state-only episode has no pictures for a bag")
    messages = [*_sensors(episode, epoch_ns, 9 if kept else 1), *(_truth(episode, epoch_ns) if kept else ())]
    with BagWriter(path) as bag:
        for at_ns, topic, kind, message in sorted(messages, key=lambda item: item[0]):
            bag.write(topic, kind, serialize_message(message), at_ns)
        return sum(bag.messages.values())


def _sensors(episode: Episode, epoch_ns: int, png_level: int) -> Iterator[Message]:
    view = next(iter(episode.views.values()))
    T_base_cam = _mount(episode)
    static = transform_message(pose_of(T_base_cam), epoch_ns, BASE_FRAME, OPTICAL_FRAME)
    yield epoch_ns, "/tf_static", TFMessage, static
    camera, rng = _camera(view), np.random.default_rng(zlib.crc32(episode.key.encode()))
    for t, stamp_s in enumerate(view.stamps_s):
        at_ns = epoch_ns + round(stamp_s * 1e9)
        header = header_message(at_ns, OPTICAL_FRAME)
        bgr = np.ascontiguousarray(view.rgb[t, ..., ::-1])
        yield at_ns, CAMERA_INFO, CameraInfo, camera_message(camera, header)
        yield at_ns, IMAGE, CompressedImage, jpeg_message(bgr, header)
        if view.depth[t].any():
            measured = view.depth[t]
            if episode.meta.get("depth_sensor") == "stereo":
                measured = depth_camera(measured / np.float32(1000.0), rng)
            yield at_ns, DEPTH, CompressedImage, _depth_message(measured, header, png_level)
    for odometry in _odometry(episode, view, T_base_cam, epoch_ns):
        at_ns = odometry.stamp_ns
        moved = transform_message(odometry.T_odom_base, at_ns, ODOM_FRAME, BASE_FRAME)
        yield at_ns, "/odom", OdometryMessage, odometry_message(odometry)
        yield at_ns, "/tf", TFMessage, moved
    for row in episode.signals.get("imu", np.zeros((0, 7))).tolist():
        imu = Imu(epoch_ns + round(row[0] * 1e9), (row[1], row[2], row[3]), (row[4], row[5], row[6]))
        yield imu.stamp_ns, "/imu", ImuMessage, imu_message(imu)


def _truth(episode: Episode, epoch_ns: int) -> Iterator[Message]:
    view = next(iter(episode.views.values()))
    known, sightings = things(episode), Sightings()
    stamps = [epoch_ns + round(stamp_s * 1e9) for stamp_s in view.stamps_s]
    for odometry in _true_odometry(view, _mount(episode), epoch_ns):
        yield odometry.stamp_ns, f"{TRUTH}/odom", OdometryMessage, odometry_message(odometry)
    for t, at_ns in enumerate(stamps):
        header = header_message(at_ns, OPTICAL_FRAME)
        seen = true_detections(known, view, t, at_ns)
        objects = true_objects(episode, known, seen, sightings, view, t)
        yield at_ns, f"{TRUTH}/detections", Detection2DArray, detections_message(seen, header)
        yield at_ns, f"{TRUTH}/objects", ObjectArray, objects_message(objects)
        violation = true_violation(episode, known, t)
        if violation is not None:
            for message in violation_messages(PhysicsResult(at_ns, (), (), (violation,))):
                yield at_ns, f"{TRUTH}/violations", Violation, message
        until_ns = stamps[t + 1] if t + 1 < len(stamps) else at_ns
        result = true_risk(episode, t, at_ns, until_ns)
        if result is not None:
            yield at_ns, f"{TRUTH}/risk", RiskAssessment, assessment_message(result.assessment, header)
            yield at_ns, f"{TRUTH}/action", ActionAdvice, advice_message(result.advice, header)


def _mount(episode: Episode) -> Array:
    if "T_base_cam" in episode.meta:
        return np.array(episode.meta["T_base_cam"], np.float64)
    T = np.eye(4)
    T[:3, :3] = OPTICAL
    return T


def _camera(view: View) -> Camera:
    width, height = view.size
    K = view.K
    fx, fy, cx, cy = (float(value) for value in (K[0, 0], K[1, 1], K[0, 2], K[1, 2]))
    return Camera(width, height, fx, fy, cx, cy, tuple(view.distortion.tolist()))


def _odometry(episode: Episode, view: View, T_base_cam: Array, epoch_ns: int) -> Iterator[Odometry]:
    if "odom" not in episode.signals:
        yield from _true_odometry(view, T_base_cam, epoch_ns)
        return
    for t_s, x, y, yaw, v, w in episode.signals["odom"].tolist():
        T = np.eye(4)
        T[:3, :3] = Rotation.from_euler("z", yaw).as_matrix()
        T[:2, 3] = x, y
        yield Odometry(epoch_ns + round(t_s * 1e9), pose_of(T), (v, 0.0, 0.0), (0.0, 0.0, w))


def _true_odometry(view: View, T_base_cam: Array, epoch_ns: int) -> Iterator[Odometry]:
    T_odom_base = view.T_odom_cam @ np.linalg.inv(T_base_cam)
    linear, angular = _twists(T_odom_base, view.stamps_s)
    for t, stamp_s in enumerate(view.stamps_s):
        (vx, vy, vz), (wx, wy, wz) = linear[t].tolist(), angular[t].tolist()
        at_ns = epoch_ns + round(stamp_s * 1e9)
        yield Odometry(at_ns, pose_of(T_odom_base[t]), (vx, vy, vz), (wx, wy, wz))


def _twists(T: Array, stamps_s: Array) -> tuple[Array, Array]:
    """Velocities [T, 3] m/s and [T, 3] rad/s in the moving frame itself, of poses [T, 4, 4]."""
    linear, angular = np.zeros((len(T), 3)), np.zeros((len(T), 3))
    if len(T) > 1:
        dt = np.diff(stamps_s)[:, None]
        step = np.linalg.inv(T[:-1]) @ T[1:]
        linear[1:] = step[:, :3, 3] / dt
        angular[1:] = Rotation.from_matrix(step[:, :3, :3]).as_rotvec() / dt
    return linear, angular


def _depth_message(depth_mm: NDArray[np.uint16], header: Any, png_level: int) -> CompressedImage:
    png = cv2.imencode(".png", depth_mm, [cv2.IMWRITE_PNG_COMPRESSION, png_level])[1].ravel()
    data = np.concatenate([np.frombuffer(DEPTH_HEADER, np.uint8), png])
    return CompressedImage(header=header, format=DEPTH_FORMAT, data=number_buffer("B", data))
