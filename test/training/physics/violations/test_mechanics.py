# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import numpy as np
import pytest

from test.training.physics.scenes import sliding
from training.episodes.episode import Episode
from training.physics.violations.impulses import Touch, unexplained
from training.physics.violations.mechanics import mechanics
from training.physics.violations.record import watch

DT, G = 1 / 30, 9.81
UP = np.array([[0.0, 0.0, 1.0]])


def touch(first, second, normal=UP, friction=0.5):
    return Touch(np.array([first]), np.array([second]), normal, np.array([friction]))


def left(push, *more, mass=(1.0, 1.0), movable=(False, True)):
    return unexplained(np.array(push, float), np.array(mass), np.array(movable), *more)


def found(trajectory):
    return mechanics(watch(Episode(trajectory)))


def path(position):
    return sliding([position[0]], [[0, 0, 0]], frames=len(position), dt=DT, position=position[:, None])


def flight(gravity_mps2, frames=30):
    t = DT * np.arange(frames)
    drop = 0.5 * gravity_mps2 * t**2
    return np.stack([t, 0 * t, 5 - drop], axis=1).astype(np.float32)


@pytest.mark.parametrize(
    ("push", "unexplained_mps"),
    [([0, 0, 1], 0.0), ([0.4, 0, 1], 0.0), ([1.5, 0, 1], 0.89), ([0, 0, -1], 1.0), ([0, 2, 0], 1.79)],
)
def test_a_floor_pushes_up_and_drags_as_far_as_friction_goes(push, unexplained_mps):
    said = left([[0, 0, 0], push], touch(0, 1))
    assert said[1] == pytest.approx(unexplained_mps, abs=0.12)
    assert said[0] == 0


def test_a_push_is_felt_by_both():
    across = np.array([[1.0, 0.0, 0.0]])
    met = touch(0, 1, across, 0.0)
    both = {"mass": (1.0, 2.0), "movable": (True, True)}
    assert left([[-1, 0, 0], [0.5, 0, 0]], met, **both).max() == pytest.approx(0, abs=1e-6)
    assert left([[0, 0, 0], [0.5, 0, 0]], met, **both).max() > 0.2
    assert left([[1, 0, 0], [-0.5, 0, 0]], met, **both).max() == pytest.approx(1)


def test_what_falls_is_possible_and_what_does_not_is_not():
    falls, floats, rises = (found(path(flight(g))) for g in (G, 0.0, -2.0))
    assert falls.flight == falls.slide == falls.impact == 0
    assert rises.flight > floats.flight > 50


def test_what_lies_or_slides_on_a_floor_is_possible():
    slide = np.array([[0.0, 0.0, 0.1]]) + DT * np.arange(30)[:, None] * [0.5, 0, 0]
    assert found(path(slide.astype(np.float32))).slide == 0


def test_what_turns_with_nothing_near_it_is_not():
    turns = np.array([[0.0, 0.0, 0.1]]) + DT * np.arange(30)[:, None] * [2.0, 0, 0]
    turns[15:] = turns[15] + DT * np.arange(15)[:, None] * [0, 2.0, 0]
    assert found(path(turns.astype(np.float32))).slide > 10


def met(first_mps, second_mps):
    """Two equal balls, one of which came at 1 m/s; they touch at frame 15."""
    since = DT * np.maximum(np.arange(30) - 15, 0)[:, None, None]
    before = DT * np.minimum(np.arange(30) - 15, 0)[:, None, None]
    start, along = np.array([[0, 0, 0.1], [0.2, 0, 0.1]]), np.array([1.0, 0.0, 0.0])
    went = np.array([first_mps, second_mps])[:, None] * along
    position = start + before * np.array([[1.0], [0.0]]) * along + since * went
    return found(sliding(start, [[0, 0, 0]] * 2, frames=30, dt=DT, position=position.astype(np.float32)))


@pytest.mark.parametrize(("first_mps", "second_mps"), [(0.5, 0.5), (0.2, 0.8), (0.0, 1.0)])
def test_two_that_meet_bounce_as_much_as_they_like(first_mps, second_mps):
    assert met(first_mps, second_mps).impact == 0


@pytest.mark.parametrize(("first_mps", "second_mps"), [(-0.5, 1.5), (0.0, 0.0), (1.0, 2.0)])
def test_but_neither_energy_nor_momentum_comes_or_goes_by_it(first_mps, second_mps):
    assert met(first_mps, second_mps).impact > 3


def test_two_in_one_place_overlap():
    apart, inside = (found(sliding([[0, 0, 5], [x, 0, 5]], [[0, 0, 0]] * 2, dt=DT)) for x in (0.21, 0.05))
    assert apart.overlap == 0
    assert inside.overlap > 5


def test_noise_of_tracking_is_no_violation():
    still = np.tile(np.float32([0, 0, 0.1]), (60, 1))
    noisy = still + np.random.default_rng(0).normal(scale=0.02, size=still.shape).astype(np.float32)
    assert found(path(noisy)).slide < 5
