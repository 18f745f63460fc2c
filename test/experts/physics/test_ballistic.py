# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sgw_ros.experts.physics.ballistic import GRAVITY, Bodies, forecast

speeds = st.floats(-10.0, 10.0)
heights = st.floats(0.0, 20.0)


def body(position, velocity, radius=0.1, friction=0.5):
    return Bodies(np.array([position]), np.array([velocity]), np.array([radius]), np.array([friction]))


def test_free_flight():
    paths = forecast(body((0.0, 0.0, 10.0), (1.0, 2.0, 3.0)), np.array([0.5]))
    assert paths.position[0, 0] == pytest.approx([0.5, 1.0, 10.0 + 1.5 - 0.5 * GRAVITY * 0.25])
    assert paths.velocity[0, 0] == pytest.approx([1.0, 2.0, 3.0 - 0.5 * GRAVITY])


def test_it_lands_and_bounces_with_half_its_speed():
    fall_s = np.sqrt(2 * 1.0 / GRAVITY)
    paths = forecast(body((0.0, 0.0, 1.1), (0.0, 0.0, 0.0)), np.array([fall_s + 1e-6, 1.5 * fall_s]))
    assert paths.landing_s[0] == pytest.approx(fall_s)
    assert paths.velocity[0, 0, 2] == pytest.approx(0.5 * GRAVITY * fall_s, abs=1e-3)
    assert paths.position[1, 0, 2] == pytest.approx(0.1 + 0.25, abs=1e-3)  # a quarter of the height


def test_an_impact_takes_no_more_tangential_speed_than_friction_allows():
    down = 4.0
    paths = forecast(body((0.0, 0.0, 0.1 + 1e-9), (5.0, 0.0, -down)), np.array([1e-3]))
    assert paths.velocity[0, 0, 0] == pytest.approx(5.0 - 0.5 * 1.5 * down, abs=1e-2)


def test_sliding_stops_after_v2_over_2mug():
    paths = forecast(body((0.0, 0.0, 0.1), (2.0, 0.0, 0.0)), np.array([0.1, 5.0]))
    assert paths.position[0, 0, 0] == pytest.approx(0.2 - 0.5 * 0.5 * GRAVITY * 0.01)
    assert paths.position[1, 0, 0] == pytest.approx(4.0 / (2 * 0.5 * GRAVITY))
    assert paths.velocity[1, 0] == pytest.approx([0.0, 0.0, 0.0])
    assert paths.landing_s[0] == np.inf


def test_without_friction_it_goes_on():
    paths = forecast(body((0.0, 0.0, 0.1), (2.0, 0.0, 0.0), friction=0.0), np.array([5.0]))
    assert paths.position[0, 0] == pytest.approx([10.0, 0.0, 0.1])


def test_what_was_measured_in_the_floor_rests_there():
    paths = forecast(body((0.0, 0.0, -0.3), (0.0, 0.0, 0.0)), np.array([1.0, 5.0]))
    assert paths.position[:, 0, 2] == pytest.approx([-0.3, -0.3])


def test_nothing_at_all():
    none = Bodies(np.zeros((0, 3)), np.zeros((0, 3)), np.zeros(0), np.zeros(0))
    assert forecast(none, np.array([1.0])).position.shape == (1, 0, 3)


@given(heights, speeds, speeds, speeds, st.floats(0.0, 0.95))
@example(0.125, 0.0, 0.0, 0.0, 0.9375)  # more bounces than are followed
def test_energy_never_grows_and_nothing_sinks(height, vx, vy, vz, restitution):
    start = body((0.0, 0.0, 0.1 + height), (vx, vy, vz))
    times = np.linspace(0.0, 5.0, 41)
    paths = forecast(start, times, restitution)
    energy = 0.5 * (paths.velocity**2).sum(-1)[:, 0] + GRAVITY * (paths.position[:, 0, 2] - 0.1)
    assert np.isfinite(paths.position).all()
    assert paths.position[:, 0, 2].min() >= 0.1 - 1e-6
    assert (np.diff(energy) <= 1e-6 + 1e-3 * energy[0]).all()


@given(heights, speeds, speeds)
def test_many_are_predicted_as_each_alone(height, vx, vz):
    first, second = body((0.0, 0.0, 0.1 + height), (vx, 0.0, vz)), body((1.0, 1.0, 0.1), (0.5, 0.0, 0.0))
    both = Bodies(*(np.concatenate([getattr(b, f) for b in (first, second)]) for f in Bodies.__slots__))
    times = np.array([0.3, 1.0, 5.0])
    together = forecast(both, times).position
    assert together[:, 0] == pytest.approx(forecast(first, times).position[:, 0])
    assert together[:, 1] == pytest.approx(forecast(second, times).position[:, 0])
