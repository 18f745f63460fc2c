# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Makes the demo's bag: `python -m training.simulation.first_sample --out samples/rover.mcap`."""

from __future__ import annotations

import argparse
import math
from pathlib import Path

import cv2
import mujoco
import numpy as np

from training.simulation.bag import SensorBag
from training.simulation.rover_room import CAMERA_FORWARD_M, CAMERA_HEIGHT_M, FOV_Y_RAD, RoverRoom
from training.simulation.sensors import InertialUnit, WheelOdometry, camera_noise, depth_camera

WIDTH, HEIGHT = 320, 240
FRAME_RATE_HZ, IMU_RATE_HZ = 10, 50
EPOCH_NS = 1_750_000_000 * 10**9
OPTICAL_XYZW = (-0.5, 0.5, -0.5, 0.5)
CAMERA_FRAME = "camera_color_optical_frame"


def record(path: Path, seed: int, seconds: float) -> None:
    """Drive through the room and write what the sensors say."""
    rng = np.random.default_rng(seed)
    room = RoverRoom(seed)
    odometry, imu = WheelOdometry(rng), InertialUnit(rng)
    bag = SensorBag(path)
    bag.write_static_transform(
        EPOCH_NS, "base_link", CAMERA_FRAME, (CAMERA_FORWARD_M, 0.0, CAMERA_HEIGHT_M), OPTICAL_XYZW
    )
    colour = mujoco.Renderer(room.model, HEIGHT, WIDTH)
    depth = mujoco.Renderer(room.model, HEIGHT, WIDTH)
    depth.enable_depth_rendering()
    for tick in range(round(seconds * IMU_RATE_HZ)):
        time_s = tick / IMU_RATE_HZ
        stamp_ns = EPOCH_NS + round(time_s * 1e9)
        room.advance(time_s)
        rover = room.rover
        if tick:
            odometry.step(rover.v, rover.w, 1 / IMU_RATE_HZ)
        bag.write_imu("/imu", stamp_ns, "base_link", *imu.measure(rover.v, rover.w, rover.a))
        pose = (odometry.x, odometry.y, odometry.yaw)
        bag.write_odometry("/odom", stamp_ns, pose, (odometry.v, odometry.w))
        if tick % (IMU_RATE_HZ // FRAME_RATE_HZ) == 0:
            _write_pictures(bag, stamp_ns, room, colour, depth, rng)
    bag.close()
    colour.close()
    depth.close()


def _write_pictures(
    bag: SensorBag,
    stamp_ns: int,
    room: RoverRoom,
    colour: mujoco.Renderer,
    depth: mujoco.Renderer,
    rng: np.random.Generator,
) -> None:
    colour.update_scene(room.data, camera="eye")
    depth.update_scene(room.data, camera="eye")
    bgr = camera_noise(colour.render()[..., ::-1], rng)
    jpeg = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, 85])[1].ravel()
    png = cv2.imencode(".png", depth_camera(depth.render(), rng), [cv2.IMWRITE_PNG_COMPRESSION, 9])[1].ravel()
    focal_px = 0.5 * HEIGHT / math.tan(0.5 * FOV_Y_RAD)
    bag.write_camera_info("/camera/color/camera_info", stamp_ns, CAMERA_FRAME, (WIDTH, HEIGHT), focal_px)
    bag.write_jpeg("/camera/color/image_raw/compressed", stamp_ns, CAMERA_FRAME, jpeg)
    bag.write_depth_png("/camera/depth/image_rect_raw/compressedDepth", stamp_ns, CAMERA_FRAME, png)


def main() -> None:
    """Parse arguments and record."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=14.0)
    arguments = parser.parse_args()
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    record(arguments.out, arguments.seed, arguments.seconds)
    print(f"{arguments.out}: {arguments.out.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
