# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgw_ros.core.geometry import (
    OPTICAL_IN_BODY,
    advance,
    apply,
    assumed_camera,
    compose,
    invert,
    project,
    quaternion,
    rotate,
    rotation_matrix,
    unproject,
)
from sgw_ros.core.types import Pose

numbers = st.floats(-5, 5)


@st.composite
def poses(draw):
    q = np.array([draw(st.floats(-1, 1)) for _ in range(4)])
    norm = np.linalg.norm(q)
    q = q / norm if norm > 0.1 else np.array([0.0, 0.0, 0.0, 1.0])
    return Pose((draw(numbers), draw(numbers), draw(numbers)), tuple(float(v) for v in q))


points = st.tuples(numbers, numbers, numbers).map(np.array)


@given(poses(), poses(), points)
def test_composition_is_application_in_turn(T_a_b, T_b_c, p_c):
    assert np.allclose(apply(compose(T_a_b, T_b_c), p_c), apply(T_a_b, apply(T_b_c, p_c)), atol=1e-9)


@given(poses(), points)
def test_the_inverse_undoes(T_a_b, p_b):
    assert np.allclose(apply(invert(T_a_b), apply(T_a_b, p_b)), p_b, atol=1e-9)


@given(poses())
def test_quaternion_and_matrix_agree(pose):
    R = rotation_matrix(pose.orientation)
    assert np.allclose(R @ R.T, np.eye(3), atol=1e-9)
    assert np.allclose(rotation_matrix(quaternion(R)), R, atol=1e-6)


def test_the_optical_frame_looks_along_the_body():
    assert np.allclose(rotate(OPTICAL_IN_BODY, np.array([0.0, 0.0, 1.0])), [1, 0, 0])  # forward
    assert np.allclose(rotate(OPTICAL_IN_BODY, np.array([1.0, 0.0, 0.0])), [0, -1, 0])  # right
    assert np.allclose(rotate(OPTICAL_IN_BODY, np.array([0.0, 1.0, 0.0])), [0, 0, -1])  # down


@given(st.floats(0, 640), st.floats(0, 480), st.floats(0.1, 50))
def test_projection_undoes_unprojection(u, v, depth_m):
    camera = assumed_camera(640, 480)
    assert np.allclose(project(camera, unproject(camera, u, v, depth_m)), [u, v], atol=1e-6)


def test_nothing_behind_the_camera_is_seen():
    assert np.isnan(project(assumed_camera(640, 480), np.array([0.0, 0.0, -1.0]))).all()


def test_the_assumed_camera_sees_sixty_degrees():
    camera = assumed_camera(640, 480)
    assert camera.assumed
    half = np.degrees(np.arctan(320 / camera.fx))
    assert half == pytest.approx(30.0)


@given(poses(), st.floats(-1, 1))
def test_a_constant_rate_goes_on_from_where_it_led(T_a_b, turn):
    twist = np.array([0.5, 0.0, 0.0, 0.0, 0.0, turn])
    still = advance(T_a_b, np.zeros(6), 2.0)
    assert np.allclose(still.position, T_a_b.position)
    quarter = advance(Pose(), np.array([0.0, 0.0, 0.0, 0.0, 0.0, np.pi / 4]), 2.0)
    assert np.allclose(rotation_matrix(quarter.orientation) @ [1.0, 0.0, 0.0], [0.0, 1.0, 0.0])
    alone = advance(Pose(), twist, 0.1)
    assert np.allclose(advance(T_a_b, twist, 0.1).position, apply(T_a_b, np.asarray(alone.position)))
