# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from rosbags.highlevel import AnyReader

pytest.importorskip("rclpy", reason="message packages are needed: pip install ./embedded_ros ./sgw_msgs")

from sgw_ros.ingest.source import open_source
from test.training.episodes.made import episode, trajectory, view
from training.episodes.episode import Episode
from training.episodes.errors import EpisodeError
from training.exporting.bag import EPOCH_NS, write_bag

pytestmark = pytest.mark.ros


def driven():
    """A rover that drove one metre and turned, with inertia at twice the rate of the pictures."""
    signals = {
        "odom": np.array(
            [[0.0, 0, 0, 0, 0, 0], [0.1, 0.5, 0, 0.2, 0.4, 0.1], [0.3, 1.0, 0.1, 0.4, 0.4, 0.1]]
        ),
        "imu": np.array([[0.05 * i, 0, 0, 0.1, 0.2, 0, 9.8] for i in range(7)]),
        "risk": np.array([0, 1, 3, 2]),
        "reason": np.array([3, 0, 0, 1]),
        "action": np.array([0, 1, 2, 4]),
    }
    T_base_cam = np.eye(4)
    T_base_cam[:3, :3] = [[0, 0, 1], [-1, 0, 0], [0, -1, 0]]
    T_base_cam[2, 3] = 0.4
    return Episode(trajectory(), {"main": view(size=(64, 48))}, signals, {"T_base_cam": T_base_cam.tolist()})


def test_a_bag_holds_the_sensors_and_the_truth(tmp_path):
    written = write_bag(driven(), tmp_path / "a.mcap")
    with AnyReader([tmp_path / "a.mcap"]) as bag:
        counts = Counter(connection.topic for connection, _, _ in bag.messages())
    assert counts == {
        "/camera/color/camera_info": 4,
        "/camera/color/image_raw/compressed": 4,
        "/camera/depth/image_rect_raw/compressedDepth": 4,
        "/imu": 7,
        "/odom": 3,
        "/tf": 3,
        "/tf_static": 1,
        "/ground_truth/detections": 4,
        "/ground_truth/odom": 4,
        "/ground_truth/objects": 4,
        "/ground_truth/risk": 4,
        "/ground_truth/action": 4,
    }
    assert written == sum(counts.values())


def test_who_hears_the_bag_late_still_hears_where_the_camera_sits(tmp_path):
    write_bag(driven(), tmp_path / "a.mcap")
    with AnyReader([tmp_path / "a.mcap"]) as bag:
        offered = {c.topic: c.ext.offered_qos_profiles for c in bag.connections}
    assert [profile.durability.name for profile in offered["/tf_static"]] == ["TRANSIENT_LOCAL"]
    assert not offered["/odom"]


def test_the_same_episode_gives_the_same_bytes(tmp_path):
    for name in ("a.mcap", "b.mcap"):
        write_bag(driven(), tmp_path / name)
    assert (tmp_path / "a.mcap").read_bytes() == (tmp_path / "b.mcap").read_bytes()


def test_the_loop_reads_what_was_seen_and_not_the_truth(tmp_path):
    made = driven()
    write_bag(made, tmp_path / "a.mcap")
    frames = list(open_source(str(tmp_path / "a.mcap")))
    eye = made.views["main"]
    assert [frame.stamp_ns - EPOCH_NS for frame in frames] == [round(s * 1e9) for s in eye.stamps_s]
    frame = frames[1]
    depth_mm = np.nan_to_num(frame.depth * 1000).round().astype(np.uint16)
    np.testing.assert_array_equal(depth_mm, eye.depth[1])
    assert frame.image.shape == (48, 64, 3)
    assert (frame.camera.fx, frame.camera.cx) == (20.0, 32.0)
    assert frame.T_base_cam.position == pytest.approx((0, 0, 0.4))
    assert frame.odom.T_odom_base.position == pytest.approx((0.5, 0, 0))
    assert frame.imu.angular_velocity == pytest.approx((0, 0, 0.1))


def test_a_bag_that_is_read_once_holds_the_same_sensors_and_no_truth(tmp_path):
    write_bag(driven(), tmp_path / "a.mcap")
    write_bag(driven(), tmp_path / "b.mcap", kept=False)
    for one, other in zip(*(open_source(str(tmp_path / f"{name}.mcap")) for name in "ab"), strict=True):
        np.testing.assert_array_equal(one.image, other.image)
        np.testing.assert_array_equal(one.depth, other.depth)
        assert (one.stamp_ns, one.imu, one.odom) == (other.stamp_ns, other.imu, other.odom)
    with AnyReader([tmp_path / "b.mcap"]) as bag:
        assert not [c.topic for c in bag.connections if c.topic.startswith("/ground_truth")]


def test_a_still_camera_has_a_base_that_stands(tmp_path):
    write_bag(episode(), tmp_path / "a.mcap")
    frame = list(open_source(str(tmp_path / "a.mcap")))[2]
    assert frame.odom.T_odom_base.position == pytest.approx((0, 0, 1.0))
    assert frame.odom.T_odom_base.orientation == pytest.approx((0, 0, 0, 1))
    assert frame.odom.linear == pytest.approx((0, 0, 0))


def test_a_state_only_episode_has_no_bag(tmp_path):
    with pytest.raises(EpisodeError, match="fall-train-00000000: a state-only episode has no pictures"):
        write_bag(episode(rendered=False), tmp_path / "a.mcap")


def test_a_stereo_camera_measures_depth_with_errors_that_repeat(tmp_path):
    plain = driven()
    measured = replace(plain, meta={**plain.meta, "depth_sensor": "stereo"})
    for name in ("a.mcap", "b.mcap"):
        write_bag(measured, tmp_path / name)
    assert (tmp_path / "a.mcap").read_bytes() == (tmp_path / "b.mcap").read_bytes()
    frame = next(iter(open_source(str(tmp_path / "a.mcap"))))
    depth_mm = np.nan_to_num(frame.depth * 1000).round()
    assert (depth_mm != plain.views["main"].depth[0]).any()
