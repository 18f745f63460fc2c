# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The engine against closed forms: free fall, bounces, friction of every kind, pendulum, energy."""

import math

import numpy as np
import pytest
from scipy.spatial.transform import Rotation
from scipy.special import ellipk

from training.simulation.bodies import FLOOR, Body, Joint, Layout, Part, single
from training.simulation.materials import Material
from training.simulation.recording import record
from training.simulation.scenery import quaternion, ramp
from training.simulation.stepping import Stepper
from training.simulation.world import Scene

G, COARSE_S = 9.81, 1 / 480


def ball(restitution=0.0, radius=0.1, mass=1.0, shape="sphere", **surface):
    return Part("a", shape, (2 * radius,) * 3, mass, Material(restitution=restitution, **surface))


def run(bodies, seconds, rate_hz=30):
    return record(Scene(Layout(tuple(bodies))), seconds, rate_hz)


def rebound(part, height, drop):
    """Speed after a fall from `height` as a share of the speed before, from how high it rises."""
    scene = Scene(Layout((FLOOR, drop)))
    stepper, top, low = Stepper(scene, COARSE_S), 0.0, False
    while stepper.time_s < 2 * math.sqrt(2 * height / G) + 0.1:
        stepper.step(9.0)
        low = low or scene.data.qpos[2] < part.extent[2] / 2
        top = max(top, scene.data.qpos[2] - part.extent[2] / 2) if low else 0.0
        if low and scene.data.qvel[2] < -0.1 and top:
            break
    return math.sqrt(top / height)


def test_free_fall_is_a_parabola_at_any_frame():
    recording = run((single(ball(), (0, 0, 5), linear_velocity=(1, 0, 2)),), 1.0)
    t = np.arange(30) / 30
    assert recording.position[:, 0, 2] == pytest.approx(5 + 2 * t - 0.5 * G * t**2, abs=1e-4)
    assert recording.linear_velocity[:, 0, 2] == pytest.approx(2 - G * t, abs=1e-4)


@pytest.mark.parametrize("restitution", [0.2, 0.5, 0.7, 0.9])
@pytest.mark.parametrize("height", [0.33, 1.0])
def test_a_bounce_leaves_its_share_of_speed(restitution, height):
    part = ball(restitution)
    assert rebound(part, height, single(part, (0, 0, height + 0.1))) == pytest.approx(restitution, rel=0.01)


@pytest.mark.parametrize(
    ("radius", "mass", "shape"), [(0.02, 0.001, "sphere"), (0.1, 10, "box"), (0.1, 1, "cylinder")]
)
def test_a_bounce_depends_on_neither_mass_nor_size_nor_shape(radius, mass, shape):
    part = ball(0.6, radius, mass, shape)
    assert rebound(part, 0.5, single(part, (0, 0, 0.5 + radius))) == pytest.approx(0.6, rel=0.01)


def test_what_does_not_bounce_stays_down():
    part = ball(0.0)
    assert rebound(part, 0.5, single(part, (0, 0, 0.6))) < 0.02


@pytest.mark.parametrize(("restitution", "mass"), [(0.3, 1.0), (0.9, 4.0)])
def test_two_balls_share_momentum_by_the_lower_restitution(restitution, mass):
    one, two = ball(restitution), Part("b", "sphere", (0.16,) * 3, mass, Material(restitution=0.95))
    layout = Layout(
        (single(one, (0, 0, 0), linear_velocity=(2, 0, 0)), single(two, (0.5, 0, 0))), gravity=(0, 0, 0)
    )
    after = record(Scene(layout), 1.0, 30).linear_velocity[-1, :, 0]
    assert after[0] + mass * after[1] == pytest.approx(2.0, rel=1e-3)
    assert after[1] - after[0] == pytest.approx(2.0 * restitution, rel=0.02)


@pytest.mark.parametrize(("friction", "speed"), [(0.1, 1.0), (0.3, 2.0), (0.8, 2.0)])
def test_a_box_slides_v2_over_2_mu_g(friction, speed):
    part = Part("a", "box", (0.3, 0.3, 0.1), 2.0, Material(friction, restitution=0.0))
    recording = run(
        (FLOOR, single(part, (0, 0, 0.05), linear_velocity=(speed, 0, 0))), speed / friction / G + 0.5
    )
    assert recording.position[-1, 1, 0] == pytest.approx(speed**2 / (2 * friction * G), rel=0.01)


@pytest.mark.parametrize(("lever_m", "speed", "radius"), [(0.004, 1.0, 0.1), (0.002, 0.6, 0.05)])
def test_a_ball_rolls_to_rest(lever_m, speed, radius):
    part = ball(radius=radius, friction=0.5, rolling_friction=lever_m)
    slowing = 5 / 7 * G * lever_m / radius
    rolling = single(
        part, (0, 0, radius), linear_velocity=(speed, 0, 0), angular_velocity=(0, speed / radius, 0)
    )
    recording = run((FLOOR, rolling), speed / slowing + 0.3)
    assert recording.position[-1, 1, 0] == pytest.approx(speed**2 / (2 * slowing), rel=0.01)
    assert np.abs(recording.linear_velocity[-1]).max() < 1e-3


def test_a_ball_that_slides_ends_up_rolling_at_five_sevenths():
    part = ball(friction=0.3, rolling_friction=0.0, spinning_friction=0.0)
    recording = run((FLOOR, single(part, (0, 0, 0.1), linear_velocity=(2, 0, 0))), 1.0)
    assert recording.linear_velocity[-1, 1, 0] == pytest.approx(2 * 5 / 7, rel=0.01)


def test_a_ball_spins_down():
    lever_m, rate, radius = 0.004, 8.0, 0.1
    slowing = lever_m * G / (0.4 * radius**2)
    part = ball(radius=radius, spinning_friction=lever_m)
    recording = run((FLOOR, single(part, (0, 0, radius), angular_velocity=(0, 0, rate))), 0.5)
    t = np.arange(15) / 30
    wanted = np.maximum(rate - slowing * t, 0)
    assert recording.angular_velocity[:, 1, 2] == pytest.approx(wanted, abs=0.02 * rate)


@pytest.mark.parametrize(
    ("friction", "moved_m"), [(0.5, 0.0), (0.2, 0.5 * G * (math.sin(0.4) - 0.2 * math.cos(0.4)))]
)
def test_a_slope_holds_or_lets_go(friction, moved_m):
    slope = ramp("ramp", (0.0, 0.0), 0.4, 4.0, 1.0)
    tilt = Rotation.from_euler("y", 0.4)
    start = tilt.apply([-2.0, 0.0, 0.05])
    part = Part("a", "box", (0.2, 0.2, 0.1), 1.0, Material(friction, restitution=0.0))
    recording = run((FLOOR, slope, single(part, tuple(start), quaternion(tilt))), 1.0 + 1 / 30)
    assert np.linalg.norm(recording.position[-1, 2] - start) == pytest.approx(moved_m, rel=0.01, abs=2e-4)


@pytest.mark.parametrize("angle", [0.1, 0.9])
def test_a_pendulum_keeps_time_and_energy(angle):
    length, radius = 0.5, 0.05
    place = (length * math.sin(angle), 0.0, 2 - length * math.cos(angle))
    bob = Body("bob", (ball(radius=radius),), place, joint=Joint("", "hinge", (0.0, 0.0, 2.0)))
    recording = run((bob,), 5.0, 240)
    x, t = recording.position[:, 0, 0], np.arange(1200) / 240
    crossing = np.flatnonzero(np.sign(x[1:]) != np.sign(x[:-1]))
    times = t[crossing] + x[crossing] / (x[crossing] - x[crossing + 1]) / 240
    inertia = length**2 + 0.4 * radius**2
    wanted = 4 * math.sqrt(inertia / (G * length)) * ellipk(math.sin(angle / 2) ** 2)
    assert 2 * np.diff(times).mean() == pytest.approx(wanted, rel=2e-3)
    swing = G * length * (1 - math.cos(angle))
    periods = round(wanted * 240)
    means = [recording.energy[k : k + periods].mean() for k in (0, len(t) - periods)]
    assert abs(means[1] - means[0]) < 0.005 * swing


def test_a_frictionless_scene_keeps_its_energy():
    still = Material(0.0, 0.0, 0.0, 1.0)
    sides = [(0.6, 0, 0), (-0.6, 0, 0), (0, 0.5, 0)]
    balls = [
        single(Part(f"b{k}", "sphere", (0.2,) * 3, 1.0 + k, still), place, linear_velocity=speed)
        for k, (place, speed) in enumerate(zip(sides, [(-1, 0, 0), (1, 0.05, 0), (0, -0.7, 0)], strict=True))
    ]
    tumbling = single(
        Part("box", "box", (0.3, 0.2, 0.1), 1.0, still),
        (0, 3, 0),
        linear_velocity=(0.2, 0, 0),
        angular_velocity=(3, 0.2, 2),
    )
    scene = Scene(Layout((*balls, tumbling), gravity=(0.0, 0.0, 0.0)))
    energy = record(scene, 5.0, 30).energy
    assert abs(energy[-1] / energy[0] - 1) < 0.005


def test_an_impact_is_shallow_and_hard():
    recording = run((FLOOR, single(ball(0.5, 0.07), (0, 0, 1.5))), 1.0)
    assert recording.contacts.depth.max() < 0.02 * 0.14
    event = recording.contacts.events(1 / 60)[0]
    assert event[:2].tolist() == [0, 1]
    assert event[2] == pytest.approx(math.sqrt(2 * 1.43 / G), abs=1e-3)
    assert event[3] > 1000.0
    assert event[6] == pytest.approx(0.0, abs=3e-3)


def test_a_cylinder_stands_still():
    part = Part("a", "cylinder", (0.26, 0.26, 0.17), 1.0, Material(0.4, 0.0009, 0.0055, 0.4))
    for place in np.linspace(-1, 1, 12):
        recording = run((FLOOR, single(part, (place, 0.3, 0.085), quaternion_of_yaw(place))), 0.3)
        assert recording.greatest_speed_mps < 0.03


def quaternion_of_yaw(angle):
    return (math.cos(angle), 0.0, 0.0, math.sin(angle))
