# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Rover scenes: nobody overlaps, and labels follow from the true future by the documented rules."""

import numpy as np
import pytest

from sgw_ros.core.types import Action, Reason, Risk
from training.simulation.draw import RenderSettings, start_draw
from training.simulation.rover.advice import steadied
from training.simulation.rover.footprints import Footprints, box, disc, join
from training.simulation.rover.foresight import moments_of
from training.simulation.rover.labels import endangered, judge
from training.simulation.rover.motion import PERSON_M, ROVER_M, TICK_HZ, Motion, move
from training.simulation.rover.places import draw_place, load_rover_ranges
from training.simulation.rover.sight import in_view
from training.simulation.scenarios import rover

NOBODY = np.zeros((400, 0, 2))
FAR = disc(0.0, 40.0, 1.0)


def straight(speed, people=NOBODY):
    """A rover that goes along x, among people [S, P, 2] whose ways are given."""
    times = np.arange(400) / TICK_HZ
    pose = np.stack((speed * times, 0 * times, 0 * times), axis=-1)
    twist = np.tile((speed, 0.0), (400, 1))
    return Motion(pose, twist, 0 * times, people, people[..., 0], people[..., 0], people[..., 0])


def at(x, y):
    return np.tile((x, y), (400, 1, 1)).astype(float)


def first(motion, obstacles=FAR):
    labels = judge(motion, obstacles, np.array([0]))
    return Risk(labels.risk[0]), Reason(labels.reason[0]), Action(labels.action[0])


def test_distances_to_boxes_and_discs():
    shapes = join([box(0.0, 0.0, 2.0, 1.0), box(0.0, 0.0, 2.0, 1.0, np.pi / 2), disc(3.0, 0.0, 0.5)])
    assert shapes.distance(np.array([(2.0, 0.0)]))[0] == pytest.approx([1.0, 1.5, 0.5])
    assert shapes.distance(np.array([(0.0, 0.0)]))[0] == pytest.approx([-0.5, -0.5, 2.5])
    assert shapes.clearance(np.array([(2.0, 0.0)]))[0] == pytest.approx(0.5)
    nearest = shapes.nearest(np.array([(2.0, 0.0)]))[0]
    assert nearest == pytest.approx(np.array([(1.0, 0.0), (0.5, 0.0), (2.5, 0.0)]))


def test_a_free_way_is_no_risk():
    assert first(straight(0.5)) == (Risk.NONE, Reason.UNKNOWN, Action.CONTINUE)


@pytest.mark.parametrize(
    ("touch_s", "risk", "action"),
    [(1.0, Risk.HIGH, Action.STOP), (2.5, Risk.MEDIUM, Action.SLOW), (6.0, Risk.NONE, Action.CONTINUE)],
)
def test_a_wall_ahead_that_no_turn_avoids_by_the_time_to_it(touch_s, risk, action):
    wall = box(0.5 * touch_s + ROVER_M + 0.05 + 0.1, 0.0, 0.2, 8.0)
    got = first(straight(0.5), wall)
    assert (got[0], got[2]) == (risk, action)


def test_a_person_in_the_way_is_the_reason_and_is_turned_away_from():
    ahead = 0.5 * 2.4 + ROVER_M + PERSON_M
    assert first(straight(0.5, at(ahead, 0.2))) == (Risk.MEDIUM, Reason.HUMAN, Action.TURN_RIGHT)
    assert first(straight(0.5, at(ahead, -0.2))) == (Risk.MEDIUM, Reason.HUMAN, Action.TURN_LEFT)


def test_what_people_will_do_counts_not_where_they_are():
    times = np.arange(400) / TICK_HZ
    leaving = np.stack((1.2 + 1.5 * times, 0 * times), axis=-1)[:, None]
    coming = np.stack((2.5 - 1.5 * times, 0 * times), axis=-1)[:, None]
    assert first(straight(0.5, leaving))[0] <= Risk.LOW
    assert first(straight(0.5, coming))[0] is Risk.HIGH


def test_a_turn_that_is_under_way_fades():
    beside = box(0.6, 1.6, 0.2, 1.6)  # that a turn kept for three seconds would run into
    turning = straight(0.5)
    turning.twist[:, 1] = 0.5
    assert first(turning, beside)[0] < Risk.HIGH


def test_the_unseen_does_not_count_and_is_told():
    times = np.arange(400) / TICK_HZ
    from_aside = np.stack((0.7 + 0 * times, 1.7 - 1.2 * times), axis=-1)[:, None]
    motion = straight(0.5, from_aside)
    assert first(motion)[0] is Risk.NONE
    assert endangered(moments_of(motion, np.array([0])), FAR, unseen=True)[0]
    assert not endangered(moments_of(motion, np.array([0])), FAR)[0]


def test_what_left_the_picture_a_moment_ago_still_counts():
    pillar = disc(1.0, 0.4, 0.15)
    motion = straight(0.5)
    beside = round(1.1 * TICK_HZ)  # the rover is at 0.55 m: the pillar is outside the picture
    assert not in_view(motion.pose[[beside]], np.array([[(1.0, 0.25)]]))[0, 0]
    labels = judge(motion, pillar, np.array([beside]))
    assert labels.risk[0] == Risk.HIGH


def test_advice_for_a_moment_is_not_given_but_a_stop_is():
    go, slow, stop = Action.CONTINUE, Action.SLOW, Action.STOP
    flickering = np.array([go, go, slow, slow, go, go, go, stop, go, go, go, slow])
    assert steadied(flickering).tolist() == [go] * 7 + [stop] + [go] * 3 + [slow]


def test_a_person_in_view_is_a_low_risk_and_no_reason_to_slow_down():
    assert first(straight(0.5, at(5.0, 2.0))) == (Risk.LOW, Reason.HUMAN, Action.CONTINUE)
    assert first(straight(0.5, at(0.5, 5.0)))[0] is Risk.NONE
    assert first(straight(0.5, at(7.0, 2.0)))[0] is Risk.NONE


@pytest.mark.parametrize(
    ("screen", "seen"),
    [
        (box(3.0, 1.2, 0.2, 1.0), False),
        (box(3.0, 1.2, 0.2, 1.0, height=0.8), True),  # one looks over it
        (box(3.0, 1.6, 0.2, 0.6), True),  # half of the person stands out
        (box(6.0, 2.4, 0.2, 2.0), True),  # behind the person
        (disc(3.0, 1.2, 0.4), False),
    ],
)
def test_a_person_behind_something_high_is_not_seen(screen, seen):
    risk = first(straight(0.5, at(5.0, 2.0)), screen)[0]
    assert risk is (Risk.LOW if seen else Risk.NONE)


def test_a_rover_that_stands_risks_nothing_from_what_stands():
    beside = box(ROVER_M + 0.1 + 0.5, 0.0, 1.0, 1.0)
    assert first(straight(0.0), beside)[0] is Risk.NONE


def test_from_what_comes_too_near_a_standing_rover_retreats():
    times = np.arange(400) / TICK_HZ
    coming = np.stack((0.8 - 0.4 * times, 0 * times), axis=-1)[:, None]
    assert first(straight(0.0, coming)) == (Risk.HIGH, Reason.HUMAN, Action.REVERSE)
    behind = box(-ROVER_M - 0.3, 0.0, 0.2, 2.0)
    assert first(straight(0.0, coming), behind)[2] is Action.STOP


def test_a_narrow_passage_is_a_tight_space():
    width = 2 * ROVER_M + 0.2
    sides = join([box(1.0, sign * (0.5 * width + 0.5), 1.0, 1.0) for sign in (1, -1)])
    risk, reason, _ = first(straight(0.4), sides)
    assert risk >= Risk.LOW
    assert reason is Reason.TIGHT_SPACE


@pytest.mark.parametrize("seed", range(6))
def test_nobody_walks_or_drives_through_anybody(seed):
    rng = np.random.default_rng(seed)
    ranges = load_rover_ranges("train" if seed % 2 else "ood")
    place = draw_place(rng, ranges)
    motion = move(rng, place, ranges, 8.0)
    assert place.footprints.clearance(motion.pose[:, :2]).min() > 0.5 * ROVER_M
    gaps = np.linalg.norm(motion.people - motion.pose[:, None, :2], axis=-1)
    assert gaps.min(initial=9.0) > ROVER_M + PERSON_M - 0.12
    assert np.abs(np.diff(motion.twist[:, 0])).max() * TICK_HZ < 3.1


@pytest.mark.parametrize("index", [0, 1])
def test_half_of_the_episodes_hold_a_moment_of_high_risk(index):
    [episode] = rover.make(start_draw("rover", index))
    assert bool((episode.signals["risk"] == Risk.HIGH).any()) == bool(index % 2)
    assert episode.signals["telemetry"].shape == (100, 8)
    assert len(episode.meta["narration"]) == 10
    assert episode.signals["imu"].shape == (500, 7)


def test_a_person_is_one_body_of_many_rows_and_is_seen_by_the_camera():
    for index in range(6):
        draw = start_draw("rover", index, render=RenderSettings(64, 48))
        [episode] = rover.make(draw)
        if len(episode.signals["people"][0]):
            break
    truth = episode.trajectory
    counts = np.bincount(truth.body)
    assert counts.max() >= 15
    assert truth.visible.any(axis=0)[1:].any()
    assert episode.views["main"].rgb.shape == (100, 48, 64, 3)


def test_the_ranges_of_ood_share_nothing_with_train():
    train, ood = load_rover_ranges("train"), load_rover_ranges("ood")
    assert not {*train.places} & {*ood.places}
    for name, interval in vars(train).items():
        if hasattr(interval, "meets"):
            assert not interval.meets(getattr(ood, name)), name


def test_no_footprints_leave_everything_free():
    nothing = Footprints(np.zeros((0, 2)), np.zeros((0, 2)), np.zeros(0), np.zeros(0), np.zeros(0))
    assert nothing.clearance(np.zeros((1, 2)))[0] == np.inf
