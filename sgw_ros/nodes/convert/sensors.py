# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Intrinsics, inertia, odometry and the camera's mount as messages; `sgw_ros.ingest.messages` reads them."""

from __future__ import annotations

import numpy as np
from geometry_msgs.msg import Transform, TransformStamped, Twist
from nav_msgs.msg import Odometry as OdometryMessage
from sensor_msgs.msg import CameraInfo
from sensor_msgs.msg import Imu as ImuMessage
from std_msgs.msg import Header
from tf2_msgs.msg import TFMessage

from sgw_ros.core.types import Camera, Imu, Odometry, Pose
from sgw_ros.nodes.convert.values import (
    header_message,
    number_buffer,
    pose_message,
    vector_message,
)

BASE_FRAME = "base_link"


def camera_message(camera: Camera, header: Header) -> CameraInfo:
    """Intrinsics of an undistorted or plumb_bob camera."""
    K = [camera.fx, 0.0, camera.cx, 0.0, camera.fy, camera.cy, 0.0, 0.0, 1.0]
    P = [*K[:3], 0.0, *K[3:6], 0.0, *K[6:], 0.0]
    distortion = np.array(camera.distortion, dtype=np.float64)
    return CameraInfo(
        header=header,
        width=camera.width,
        height=camera.height,
        distortion_model="plumb_bob",
        d=number_buffer("d", distortion),
        k=np.array(K),
        r=np.eye(3).ravel(),
        p=np.array(P),
    )


def imu_message(imu: Imu, frame_id: str = BASE_FRAME) -> ImuMessage:
    """Inertia without an orientation estimate, which REP-145 marks by -1."""
    no_orientation = np.zeros(9)
    no_orientation[0] = -1.0
    return ImuMessage(
        header=header_message(imu.stamp_ns, frame_id),
        orientation_covariance=no_orientation,
        angular_velocity=vector_message(imu.angular_velocity),
        linear_acceleration=vector_message(imu.linear_acceleration),
    )


def odometry_message(odom: Odometry) -> OdometryMessage:
    """The base's pose and velocity."""
    message = OdometryMessage(header=header_message(odom.stamp_ns, "odom"), child_frame_id=BASE_FRAME)
    message.pose.pose = pose_message(odom.T_odom_base)
    message.twist.twist = Twist(linear=vector_message(odom.linear), angular=vector_message(odom.angular))
    return message


def transform_message(T_parent_child: Pose, stamp_ns: int, parent: str, child: str) -> TFMessage:
    """One transform for `/tf` or `/tf_static`."""
    pose = pose_message(T_parent_child)
    transform = Transform(translation=vector_message(T_parent_child.position), rotation=pose.orientation)
    stamped = TransformStamped(
        header=header_message(stamp_ns, parent), child_frame_id=child, transform=transform
    )
    return TFMessage(transforms=[stamped])
