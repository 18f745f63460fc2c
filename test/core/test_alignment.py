# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgw_ros.core.alignment import Aligner, AlignmentConfig, _Waiting
from sgw_ros.core.geometry import OPTICAL_IN_BODY, assumed_camera
from sgw_ros.core.types import Camera, Imu, Odometry, Pose

MS = 1_000_000
S = 1_000_000_000
IMAGE = np.zeros((4, 6, 3), np.uint8)
CAMERA = Camera(6, 4, 5.0, 5.0, 3.0, 2.0)


def aligner(**kwargs):
    return Aligner(AlignmentConfig(wait_s=0.05, tolerance_s=0.1), **kwargs)


def depth(metres, shape=(4, 6)):
    return np.full(shape, metres, np.float32)


def test_an_image_alone_goes_on_at_once_with_assumed_intrinsics():
    subject = aligner()
    subject.add_image(S, IMAGE, "cam", now_ns=0)
    [frame] = subject.poll(0)
    assert (frame.stamp_ns, frame.sequence, frame.frame_id) == (S, 0, "cam")
    assert frame.camera == assumed_camera(6, 4)
    assert frame.depth is frame.imu is frame.odom is frame.T_base_cam is None


def test_depth_that_was_heard_before_is_waited_for_until_it_comes():
    subject = aligner()
    subject.add_depth(S, depth(1.0))
    subject.add_image(S + 100 * MS, IMAGE, "cam", now_ns=0)
    assert subject.poll(0) == []
    subject.add_depth(S + 101 * MS, depth(2.0))
    [frame] = subject.poll(10 * MS)
    assert frame.depth[0, 0] == 2.0


def test_depth_that_lags_too_far_is_not_waited_for_longer_than_configured():
    subject = aligner()
    subject.add_depth(S, depth(1.0))
    subject.add_image(S + 200 * MS, IMAGE, "cam", now_ns=7)
    assert subject.next_deadline_ns == 50 * MS + 7
    assert subject.poll(50 * MS) == []
    [frame] = subject.poll(50 * MS + 7)
    assert frame.depth is None


def test_depth_must_match_within_half_a_frame():
    subject = aligner()
    frames = []
    for i in range(4):
        subject.add_image(S + i * 100 * MS, IMAGE, "cam", now_ns=0)
        frames += subject.poll(0)
    subject.add_image(S + 400 * MS, IMAGE, "cam", now_ns=0)
    subject.add_depth(S + 451 * MS, depth(1.0))
    frames += subject.poll(0)
    subject.add_image(S + 500 * MS, IMAGE, "cam", now_ns=0)
    frames += subject.flush()
    assert [f.depth is not None for f in frames] == [False] * 5 + [True]


def test_depth_of_another_size_of_the_same_view_is_fitted_and_of_another_view_left_out():
    subject = aligner()
    subject.add_depth(S, np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], np.float32))
    subject.add_image(S, IMAGE, "cam", 0)
    [frame] = subject.poll(0)
    assert frame.depth.tolist()[0] == [1, 1, 2, 2, 3, 3]
    assert frame.depth.tolist()[3] == [4, 4, 5, 5, 6, 6]
    subject.add_depth(2 * S, depth(1.0, (4, 4)))
    subject.add_image(2 * S, IMAGE, "cam", 0)
    [frame] = subject.poll(0)
    assert frame.depth is None
    assert "depth is 4x4, the image 6x4" in subject.faults.last


def test_motion_sensors_and_the_mount_join_by_stamp():
    subject = aligner()
    subject.fixed_frames.add("base_link", "mast", Pose((0.0, 0.0, 1.0)))
    subject.fixed_frames.add("mast", "cam", OPTICAL_IN_BODY)
    for offset in (-80, 20, 300):
        subject.add_imu(Imu(S + offset * MS, (0.0, 0.0, float(offset)), (0.0, 0.0, 9.8)))
    subject.add_odometry(Odometry(S - 200 * MS, Pose(), (0.0, 0.0, 0.0), (0.0, 0.0, 0.0)))
    subject.add_image(S, IMAGE, "cam", 0)
    [frame] = subject.poll(0)
    assert frame.imu.angular_velocity[2] == 20.0
    assert frame.odom is None  # 200 ms is beyond the tolerance
    assert frame.T_base_cam.position == (0.0, 0.0, 1.0)


def test_intrinsics_of_another_size_are_told_once_per_change_and_replaced_by_assumed_ones():
    subject = aligner(image_topic="/image", info_topic="/info")
    subject.add_camera(1, Camera(8, 8, 5.0, 5.0, 4.0, 4.0))
    for i in range(3):
        subject.add_image(S + i, IMAGE, "cam", 0)
    frames = subject.poll(0)
    assert all(frame.camera.assumed for frame in frames)
    [text] = subject.faults.take()
    assert "/image is 6x4 but /info is for 8x8" in text
    assert subject.faults.noted == 3
    assert subject.faults.skipped == 0
    subject.add_camera(2, CAMERA)
    subject.add_image(S + 10, IMAGE, "cam", 0)
    assert subject.poll(0)[0].camera == CAMERA


@pytest.mark.parametrize("size", [(0, 0), (6, 4)])
def test_intrinsics_of_a_driver_that_does_not_know_them_say_nothing(size):
    subject = aligner()
    subject.add_camera(1, Camera(*size, 0.0, 0.0, 0.0, 0.0))
    subject.add_image(S, IMAGE, "cam", 0)
    assert subject.poll(0)[0].camera.assumed
    assert subject.faults.noted == 0


def test_an_uncalibrated_camera_of_another_size_is_told_once():
    subject = aligner(image_topic="/image", info_topic="/info")
    for i in range(3):
        subject.add_camera(S + i, Camera(100, 480, 0.0, 0.0, 0.0, 0.0))
        subject.add_image(S + i, IMAGE, "cam", 0)
    assert all(frame.camera.assumed for frame in subject.poll(0))
    [text] = subject.faults.take()
    assert "/image is 6x4 but /info is for 100x480" in text


def test_zeros_take_no_intrinsics_away():
    subject = aligner()
    for camera in (CAMERA, Camera(100, 480, 0.0, 0.0, 0.0, 0.0)):
        subject.add_camera(1, camera)
    subject.add_image(S, IMAGE, "cam", 0)
    assert subject.poll(0)[0].camera == CAMERA
    assert subject.faults.noted == 0


@pytest.mark.parametrize(
    ("stamp_ns", "text"), [(S, "backwards"), (S - MS, "backwards"), (0, "without a stamp")]
)
def test_a_frame_that_goes_backwards_or_has_no_stamp_is_skipped_and_counted(stamp_ns, text):
    subject = aligner()
    subject.add_image(S, IMAGE, "cam", 0)
    subject.add_image(stamp_ns, IMAGE, "cam", 0)
    assert len(subject.poll(0)) == 1
    assert subject.faults.skipped == 1
    assert text in subject.faults.last


@pytest.mark.parametrize("end", ["poll", "flush"])
def test_a_frame_that_cannot_be_joined_costs_no_other(monkeypatch, end):
    subject = aligner()
    for i in range(1, 4):
        subject._waiting.append(_Waiting(i * S, IMAGE, "broken" if i == 2 else "cam", 0))
    find = subject.fixed_frames.find
    monkeypatch.setattr(subject.fixed_frames, "find", lambda name, *base: {"cam": find}[name](name, *base))
    frames = subject.poll(0) if end == "poll" else subject.flush()
    assert [(frame.stamp_ns, frame.sequence) for frame in frames] == [(S, 0), (3 * S, 1)]
    assert (subject.faults.skipped, subject.faults.last) == (1, "image: KeyError: 'broken'")


def test_a_clock_that_starts_again_is_followed():
    subject = aligner()
    subject.add_camera(5 * S, CAMERA)
    subject.add_imu(Imu(5 * S, (0.0, 0.0, 0.0), (0.0, 0.0, 0.0)))
    subject.add_image(5 * S, IMAGE, "cam", 0)
    subject.add_image(S, IMAGE, "cam", 0)
    frames = subject.poll(0)
    assert [(f.stamp_ns, f.sequence) for f in frames] == [(5 * S, 0), (S, 1)]
    assert frames[1].camera == CAMERA
    assert frames[1].imu is None
    assert subject.restarts == 1
    assert subject.faults.skipped == 0


def test_an_expected_stream_holds_the_first_image():
    subject = aligner(expected=("camera_info",), waits_for=("camera_info",))
    subject.add_image(S, IMAGE, "cam", 0)
    assert subject.poll(0) == []
    subject.add_camera(S, CAMERA)
    assert subject.poll(0)[0].camera == CAMERA


def test_a_silent_depth_camera_does_not_delay_for_ever():
    subject = aligner()
    subject.add_depth(S, depth(1.0))
    subject.add_image(3 * S, IMAGE, "cam", 0)
    assert len(subject.poll(0)) == 1


events = st.lists(
    st.tuples(st.sampled_from(["image", "depth", "imu"]), st.integers(1, 60), st.integers(0, 30)), max_size=60
)


@given(events)
def test_every_image_is_either_one_frame_in_order_or_counted(events):
    subject = aligner()
    now_ns, images, frames = 0, 0, []
    for kind, tenths, later_ms in events:
        stamp_ns, now_ns = tenths * 50 * MS, now_ns + later_ms * MS
        if kind == "image":
            images += 1
            subject.add_image(stamp_ns, IMAGE, "cam", now_ns)
        elif kind == "depth":
            subject.add_depth(stamp_ns, depth(1.0))
        else:
            subject.add_imu(Imu(stamp_ns, (0.0, 0.0, 0.0), (0.0, 0.0, 0.0)))
        frames += subject.poll(now_ns)
    frames += subject.flush()
    assert len(frames) + subject.faults.skipped == images
    assert [f.sequence for f in frames] == list(range(len(frames)))
    backs = [a.stamp_ns - b.stamp_ns for a, b in itertools.pairwise(frames)]
    assert all(back < 0 or back > S for back in backs)
