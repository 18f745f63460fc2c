# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
from dataclasses import replace

import numpy as np

from test.training.physics.scenes import sliding
from training.episodes.episode import Episode
from training.physics.baselines import ConstantVelocity
from training.physics.violations.evidence import Evidence, gather
from training.physics.violations.mechanics import mechanics
from training.physics.violations.record import watch
from training.physics.violations.tracking import tracked
from training.physics.violations.weighing import NAMES, USUAL, Weights, fit_weights

DT = 1 / 30
VIEWPOINT = {"position": [0.0, -4.0, 1.0], "target": [0.0, 0.0, 0.5], "fov_y_deg": 45.0}
SCREEN = {"position": [0.0, -1.0, 0.5], "extent": [0.8, 0.04, 2.0]}


def passing(**more):
    """A ball that rolls past behind a screen, and the screen."""
    scene = sliding([[-1.5, 0, 0.1], SCREEN["position"]], [[1, 0, 0], [0, 0, 0]], frames=100, dt=DT)
    extent = np.float32([[0.2] * 3, SCREEN["extent"]])
    kept = {"extent": extent, "shape": ("sphere", "box"), "is_static": np.array([False, True])}
    return replace(scene, **kept, **{"visible": hidden(scene), **more})


def hidden(scene, until=10.0):
    """What is seen while the ball is behind the screen, or from there until it is so far along x."""
    visible = np.ones((scene.frames, 2), bool)
    x = scene.position[:, 0, 0]
    visible[:, 0] = (x < -0.5) | (x > min(0.5, until))
    return visible


class Counting(ConstantVelocity):
    """Notes how many presents it was asked about."""

    def __init__(self):
        self.asked = 0

    def forecast(self, observed, times_s):
        self.asked += 1
        return super().forecast(observed, times_s)


def said(scene):
    record = watch(Episode(scene, meta={"viewpoint": VIEWPOINT}))
    return gather(record, mechanics(record), ConstantVelocity())


def test_what_comes_out_where_it_should_is_possible():
    assert USUAL.probability(said(passing())) < 0.5


def test_what_comes_out_elsewhere_is_told_by_where_it_returned():
    scene = passing()
    moved = scene.position.copy()
    moved[50:, 0, 1] += 0.9
    found = said(replace(scene, position=moved))
    assert found.returned > said(scene).returned + 5


def test_what_does_not_come_out_is_missing():
    scene = passing()
    never = scene.visible.copy()
    never[40:, 0] = False
    assert said(scene).missing < 0.3
    assert said(replace(scene, visible=never)).missing > 0.5


def test_what_comes_to_rest_behind_the_screen_is_not_missing():
    scene = passing()
    halted = scene.position.copy()
    halted[:, 0] = halted[0, 0] = [0, 0, 0.1]
    still = np.zeros_like(scene.linear_velocity)
    visible = np.ones((scene.frames, 2), bool)
    visible[5:, 0] = False
    found = said(replace(scene, position=halted, linear_velocity=still, visible=visible))
    assert found.missing < 1


def test_where_a_row_was_while_it_was_hidden_is_not_looked_at():
    scene = passing()
    elsewhere = scene.position.copy()
    unseen = ~scene.visible[:, 0]
    unseen[0] = False
    elsewhere[unseen, 0] = [7.0, 7.0, 7.0]
    assert said(replace(scene, position=elsewhere)) == said(scene)


def test_what_vanishes_or_comes_from_nowhere_where_all_is_seen_is_told():
    scene = sliding([[0, 0, 5]], [[1, 0, 0]], gravity=np.zeros(3, np.float32))
    present = np.ones((60, 1), bool)
    present[30:] = False
    assert said(replace(scene, present=present)).missing > 3
    assert said(replace(scene, present=~present)).appeared > 3


def test_one_that_looks_the_same_and_takes_its_place_is_the_same():
    two = sliding([[0, 0, 0.1]] * 2, [[1, 0, 0]] * 2)
    present = np.ones((60, 2), bool)
    present[30:, 0] = present[:30, 1] = False
    same = said(replace(two, present=present))
    other = said(replace(two, present=present, extent=np.float32([[0.2] * 3, [0.3] * 3])))
    assert max(same.missing, same.appeared) == 0
    assert min(other.missing, other.appeared) > 3


def test_noise_of_tracking_alone_says_little():
    scene = passing()
    noisy = tracked(scene, 0.02, seed=1)
    moved = noisy.position.copy()
    moved[50:, 0, 1] += 0.9
    calm, wild = said(noisy), said(replace(noisy, position=moved))
    assert max(calm.likelihood, calm.returned, calm.missing, calm.slide) < 2
    assert wild.returned > calm.returned + 2


def test_nobody_is_asked_about_what_rests():
    still = sliding([[0, 0, 0.1]], [[0, 0, 0]], frames=90, dt=DT)
    halted = still.position.copy()
    halted[:30, 0, 0] = DT * np.arange(-30, 0)
    asked = []
    for scene in (still, tracked(still, 0.01, seed=3), replace(still, position=halted)):
        record, forecaster = watch(Episode(scene)), Counting()
        gather(record, mechanics(record), forecaster)
        asked.append(forecaster.asked)
    assert asked == [0, 0, 10]  # every third frame up to the thirtieth, where it stops


class Overconfident(ConstantVelocity):
    """Is half a centimetre off, and sure to a tenth of a millimetre."""

    def forecast(self, observed, times_s):
        told = super().forecast(observed, times_s)
        return replace(told, position=told.position + 0.005, position_sd=np.full_like(told.position, 1e-4))


def test_nobody_is_believed_to_a_millimetre():
    record = watch(Episode(sliding([[0, 0, 5]], [[1, 0, 0]], dt=DT)))
    assert gather(record, mechanics(record), Overconfident()).likelihood == 0


def test_weights_tell_apart_what_they_were_fitted_to():
    calm, wild = Evidence(likelihood=1.0), Evidence(likelihood=2.0, flight=30.0)
    weights = fit_weights([calm, wild] * 10, [False, True] * 10)
    assert weights.probability(calm) < 0.2 < 0.8 < weights.probability(wild)
    assert min(weights.weights.values()) >= 0
    assert weights.score(wild, ("likelihood",)) < weights.score(wild, NAMES)
    assert set(weights.record()) == {"weights", "offset"}
    assert isinstance(USUAL, Weights)
