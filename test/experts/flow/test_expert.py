# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import math

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from sgw_ros.core.geometry import OPTICAL_IN_BODY, assumed_camera
from sgw_ros.core.types import FlowResult, Frame, Odometry, Pose
from sgw_ros.experts.base import Upstream
from sgw_ros.experts.flow.expert import FlowConfig, FlowExpert

WIDTH, HEIGHT = 320, 240
CAMERA = assumed_camera(WIDTH, HEIGHT)
STEP_NS = 100_000_000


def wall(seed: int = 0) -> NDArray[np.uint8]:
    """A textured wall, larger than the picture."""
    noise = np.random.default_rng(seed).integers(0, 256, (HEIGHT + 200, WIDTH + 200, 3)).astype(np.float32)
    smooth = cv2.GaussianBlur(noise, (0, 0), 2.5)
    return cv2.normalize(smooth, None, 0, 255, cv2.NORM_MINMAX).astype(np.uint8)


WALL = wall()


def seen(dx: int = 0, dy: int = 0) -> NDArray[np.uint8]:
    """The wall as seen by a camera that looks dx px to the right and dy px further down."""
    return WALL[100 + dy : 100 + dy + HEIGHT, 100 + dx : 100 + dx + WIDTH].copy()


def frame(index: int, image: NDArray[np.uint8], **more: object) -> Frame:
    return Frame(index * STEP_NS, index, image, CAMERA, **more)  # type: ignore[arg-type]


def run(*frames: Frame) -> FlowResult:
    expert = FlowExpert(FlowConfig())
    result = expert.step(frames[0], Upstream())
    for later in frames[1:]:
        result = expert.step(later, Upstream())
    return result


def test_the_first_frame_has_no_flow_and_no_certainty() -> None:
    result = run(frame(1, seen()))
    motion = result.camera_motion
    assert motion.previous_stamp_ns == motion.stamp_ns == STEP_NS
    assert not result.field.confidence.any()
    assert not motion.moving
    assert not motion.metric
    assert motion.covariance[0, 0] >= 1.0
    assert FlowExpert(FlowConfig()).propose(result) is None


def test_a_still_camera_stands_still_although_somebody_passes() -> None:
    before, now = seen(), seen()
    before[60:200, 40:140] = WALL[:140, :100]
    now[60:200, 52:152] = WALL[:140, :100]
    result = run(frame(1, before), frame(2, now))
    assert not result.camera_motion.moving
    assert result.camera_motion.metric
    assert result.camera_motion.homography.tolist() == np.eye(3).tolist()
    inside = result.field.flow[100:160, 80:130]
    assert np.median(inside, axis=(0, 1)) == pytest.approx([12.0, 0.0], abs=0.3)


def test_a_jump_in_brightness_is_no_motion() -> None:
    darker = np.asarray(seen() * 0.6, np.uint8)
    assert not run(frame(1, seen()), frame(2, darker)).camera_motion.moving


def turned(angle_rad: float) -> NDArray[np.uint8]:
    """The wall, far away, as seen after a turn to the right (about the optical y axis)."""
    K = np.array([[CAMERA.fx, 0, CAMERA.cx], [0, CAMERA.fy, CAMERA.cy], [0, 0, 1]])
    c, s = math.cos(angle_rad), math.sin(angle_rad)
    H_prev_cur = K @ np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]]) @ np.linalg.inv(K)
    shift = np.array([[1, 0, 100], [0, 1, 100], [0, 0, 1]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpPerspective(WALL, shift @ H_prev_cur, (WIDTH, HEIGHT), flags=flags), np.uint8)


@pytest.mark.parametrize("frames_apart", [1, 10])
def test_a_turning_camera_gives_its_rotation_but_no_scale(frames_apart: int) -> None:
    motion = run(frame(1, seen()), frame(1 + frames_apart, turned(0.03))).camera_motion
    assert motion.moving
    assert not motion.metric
    assert motion.twist[:3].tolist() == [0.0, 0.0, 0.0]
    assert motion.twist[3:] == pytest.approx([0.0, 0.3 / frames_apart, 0.0], abs=0.005)
    assert motion.covariance[0, 0] >= 1.0


def test_the_homography_takes_background_pixels_along() -> None:
    u, v, w = run(frame(1, seen()), frame(2, seen(dx=6))).camera_motion.homography @ [160.0, 120.0, 1.0]
    assert (u / w, v / w) == (pytest.approx(154.0, abs=0.2), pytest.approx(120.0, abs=0.2))


def test_depth_gives_a_sidestep_its_length() -> None:
    depth = np.full((HEIGHT, WIDTH), 2.0, np.float32)
    depth[:40] = np.nan
    depth[200:] = 0.0
    motion = run(frame(1, seen()), frame(2, seen(dx=6), depth=depth)).camera_motion
    assert motion.metric
    # A plane cannot tell a small turn from a sidestep exactly; what the picture shows is their sum.
    shown = motion.T_prev_cur.position[0] / 2.0 + 0.1 * motion.twist[4]
    assert shown == pytest.approx(6 / CAMERA.fx, rel=0.05)


def test_odometry_is_taken_at_its_word() -> None:
    def at(x: float, stamp_ns: int) -> Odometry:
        return Odometry(stamp_ns, Pose((x, 0.0, 0.0)), (1.0, 0.0, 0.0), (0.0, 0.0, 0.0))

    frames = (
        frame(1, seen(), odom=at(1.0, STEP_NS), T_base_cam=OPTICAL_IN_BODY),
        frame(2, seen(), odom=at(1.1, 2 * STEP_NS), T_base_cam=OPTICAL_IN_BODY),
    )
    motion = run(*frames).camera_motion
    assert motion.metric
    assert motion.moving
    assert motion.twist == pytest.approx([0, 0, 1.0, 0, 0, 0], abs=1e-9)  # forward is the optical z


@pytest.mark.parametrize("level", [0, 255])
def test_black_and_white_pictures_tell_nothing(level: int) -> None:
    blank = np.full((HEIGHT, WIDTH, 3), level, np.uint8)
    motion = run(frame(1, blank), frame(2, blank)).camera_motion
    assert not motion.moving
    assert not motion.metric
    assert motion.inliers == 0
    assert np.isfinite(motion.covariance).all()


def test_another_size_or_an_older_stamp_starts_anew() -> None:
    small = np.zeros((120, 160, 3), np.uint8)
    for later in (frame(2, small), frame(0, seen())):
        result = run(frame(1, seen()), later)
        assert result.field.previous_stamp_ns == later.stamp_ns


def test_flow_is_in_full_pixels_whatever_the_grid() -> None:
    large = [cv2.resize(seen(dx), None, fx=2, fy=2) for dx in (0, 3)]
    camera = assumed_camera(2 * WIDTH, 2 * HEIGHT)
    expert = FlowExpert(FlowConfig())
    for index, image in enumerate(large, start=1):
        result = expert.step(Frame(index * STEP_NS, index, np.asarray(image, np.uint8), camera), Upstream())
    assert result.field.downscale == 2
    assert result.field.flow.shape == (HEIGHT, WIDTH, 2)
    assert np.median(result.field.flow[40:-40, 40:-40], axis=(0, 1)) == pytest.approx([-6.0, 0.0], abs=0.3)


def test_the_proposal_is_the_cameras_motion() -> None:
    result = run(frame(1, seen()), frame(2, seen(dx=6)))
    proposal = FlowExpert(FlowConfig()).propose(result)
    assert proposal is not None
    (update,) = proposal.nodes
    assert (update.key, update.group, update.stamp_ns) == ("camera/main", "motion", 2 * STEP_NS)
    assert update.attributes["moving"] is True
    assert update.uncertainty > 0.0


def test_reset_forgets_the_frame_before() -> None:
    expert = FlowExpert(FlowConfig())
    expert.step(frame(1, seen()), Upstream())
    expert.reset()
    assert expert.step(frame(2, seen()), Upstream()).field.previous_stamp_ns == 2 * STEP_NS


def test_what_was_prepared_is_what_the_step_would_have_said() -> None:
    frames = [frame(i, seen(dx=5 * i)) for i in range(1, 5)]
    plain, ready = FlowExpert(FlowConfig()), FlowExpert(FlowConfig())
    for now, after in zip(frames, (*frames[1:], None), strict=True):
        if after is not None:
            ready.prepare(now, after)
        said, expected = ready.step(now, Upstream()), plain.step(now, Upstream())
        assert np.array_equal(said.field.flow, expected.field.flow)
        assert np.array_equal(said.field.confidence, expected.field.confidence)
        assert np.array_equal(said.camera_motion.homography, expected.camera_motion.homography)
        assert said.camera_motion.stamp_ns == expected.camera_motion.stamp_ns


def test_what_was_prepared_for_another_pair_is_not_used() -> None:
    """A frame between the two was left out, or the input started again with the same stamps."""
    first, second, third = (frame(i, seen(dx=5 * i)) for i in (1, 2, 3))
    expert = FlowExpert(FlowConfig())
    expert.prepare(second, third)
    expert.step(first, Upstream())
    assert expert.step(third, Upstream()).field.previous_stamp_ns == first.stamp_ns
    expert.reset()
    expert.prepare(first, second)
    assert expert.step(frame(2, seen()), Upstream()).camera_motion.inliers == 0
