# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Whatever the memory says, physics says numbers."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sgw_ros.core.types import Estimate, Odometry, Pose
from sgw_ros.experts.base import Upstream
from sgw_ros.experts.physics.expert import PhysicsConfig, PhysicsExpert
from test.experts.physics.small_model import write_model
from test.experts.scenes import MOUNT, frame, objects, track

NAMES = ("object", "person", "sports ball", "cup", "car", "")
NUMBER = st.one_of(
    st.floats(-5.0, 5.0), st.sampled_from((np.nan, np.inf, -np.inf, 1e308, -1e30, 1e6, 0.0, -0.0, 1e-320))
)
VECTOR = st.tuples(NUMBER, NUMBER, NUMBER)
POSE = st.one_of(st.just(MOUNT), st.builds(Pose, VECTOR, st.tuples(*[NUMBER] * 4)))


@pytest.fixture(scope="module", params=["ballistic", "learned"])
def physics(request, tmp_path_factory):
    model = "ballistic"
    if request.param == "learned":
        model = str(write_model(tmp_path_factory.mktemp("model")))
    return PhysicsExpert(PhysicsConfig(model=model))


@st.composite
def tracks(draw):
    found = []
    for track_id in draw(st.lists(st.integers(1, 6), max_size=5)):  # an id may come twice
        usual = draw(st.booleans())
        each = track(
            track_id,
            position=draw(st.tuples(*[st.floats(-3.0, 3.0)] * 3)) if usual else draw(VECTOR),
            velocity=draw(VECTOR),
            name=draw(st.sampled_from(NAMES)),
            extent=draw(VECTOR),
            visible=draw(st.booleans()),
        )
        noise = np.diag(draw(st.tuples(*[NUMBER] * 6))) if draw(st.booleans()) else each.covariance
        estimates = {name: Estimate(draw(NUMBER), draw(NUMBER)) for name in ("mass", "friction")}
        found.append(replace(each, covariance=noise, **estimates))
    return tuple(found)


def all_finite(result):
    for prediction in result.predictions:
        moments = (prediction.position_mean, prediction.velocity_mean)
        variances = (prediction.position_variance, prediction.velocity_variance)
        assert all(np.isfinite(values).all() for values in (*moments, *variances))
        assert all((values >= 0.0).all() for values in variances)
    for contact in result.contacts:
        assert 0.0 <= contact.probability <= 1.0
        assert np.isfinite(contact.time_to_contact_s)
        assert contact.time_to_contact_s >= 0.0
    for violation in result.violations:
        assert 0.0 <= violation.score <= 1.0
        assert np.isfinite(violation.expected).all()
        assert np.isfinite(violation.observed).all()


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    scenes=st.lists(st.tuples(st.integers(0, 40), tracks(), st.booleans()), min_size=1, max_size=6),
    where=POSE,
    odometry=st.one_of(st.none(), st.builds(Odometry, st.just(0), POSE, VECTOR, VECTOR)),
)
def test_nothing_but_numbers_comes_out(physics, scenes, where, odometry):
    """Objects come and go, are broken, late, at irregular steps, and time jumps both ways."""
    physics.reset()
    for index, found, late in scenes:
        seen = replace(objects(max(index - 3 * late, 0), *found), T_odom_cam=where)
        result = physics.step(frame(index, odom=odometry), Upstream(memory=seen))
        all_finite(result)
        physics.propose(result)


def test_a_crowd_that_stands_in_one_place_is_forecast(physics):
    physics.reset()
    crowd = [track(k, position=(2.0, 0.0, 0.5)) for k in range(1, 201)]
    result = physics.step(frame(0), Upstream(memory=objects(0, *crowd)))
    assert len(result.predictions) == 200
    all_finite(result)


def test_time_that_jumps_back_begins_anew(physics):
    physics.reset()
    for index in (100, 101, 0):
        result = physics.step(frame(index), Upstream(memory=objects(index, track(at=index))))
        assert [p.object_id for p in result.predictions] == [1]
        all_finite(result)
