# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Pairs of one scene, possible and impossible."""

from dataclasses import replace

import numpy as np
import pytest

from training.simulation.draw import DURATION_S, FRAME_RATE_HZ, start_draw
from training.simulation.recording import Change, record, trajectory
from training.simulation.scenarios import SCENARIOS
from training.simulation.violations import changes, margins, pairs, stages
from training.simulation.violations.kinds import KINDS


def made(kind, index):
    name = f"violated_{kind}"
    return list(SCENARIOS[name](start_draw(name, index)))


@pytest.fixture(scope="module", params=[(kind, index) for kind in KINDS for index in (0, 1)], ids=str)
def pair(request):
    return made(*request.param)


def mover(episode):
    return episode.meta["names"].index("mover")


def test_a_pair_is_one_scene_until_a_law_is_broken(pair):
    possible, impossible = (episode.trajectory for episode in pair)
    frame = round(impossible.t_violation / impossible.dt)
    assert possible.pair == impossible.pair != ""
    assert possible.violation == "" and np.isnan(possible.t_violation)  # noqa: PT018
    assert impossible.violation in KINDS
    for name in ("position", "orientation", "linear_velocity", "angular_velocity", "present"):
        assert np.array_equal(getattr(possible, name)[:frame], getattr(impossible, name)[:frame])
    gone = (possible.present != impossible.present).any()
    apart = np.linalg.norm(possible.position - impossible.position, axis=-1).max()
    assert gone or apart > 0.15
    assert [episode.key.rpartition("-")[2] for episode in pair] == ["possible", "impossible"]


def test_half_of_the_pairs_are_hidden(pair):
    for episode in pair:
        hidden = episode.meta["index"] % 2 == 1
        assert episode.meta["hidden"] == hidden
        assert ("screen" in episode.meta["names"]) == hidden
    frame = round(pair[1].trajectory.t_violation * 30)
    seen = pair[1].trajectory.visible[:, mover(pair[1])]
    if pair[0].meta["hidden"]:
        assert not seen[frame - 2 : frame + 2].any()
    else:
        assert seen[frame - 1]
    assert seen[:frame].sum() >= 5


def test_the_pictures_alone_tell_the_two_apart(pair):
    possible, impossible = (episode.trajectory for episode in pair)
    apart = np.linalg.norm(possible.position - impossible.position, axis=-1) > 0.15
    both = possible.visible & impossible.visible
    told = (possible.visible != impossible.visible) | (both & apart)
    assert told.any(axis=1).sum() >= 5


def test_what_is_swapped_takes_over_in_the_same_frame():
    for kind in ("shape", "colour"):
        impossible = made(kind, 0)[1]
        truth, names = impossible.trajectory, impossible.meta["names"]
        frame, other = round(truth.t_violation * 30), names.index("substitute")
        first = mover(impossible)
        assert truth.present[frame - 1, [first, other]].tolist() == [True, False]
        assert truth.present[frame, [first, other]].tolist() == [False, True]
        same_shape = truth.shape[first] == truth.shape[other]
        colours = impossible.signals["colour"]
        assert same_shape == (kind == "colour")
        assert (colours[first] == colours[other]).all() == (kind == "shape")


def test_without_solidity_the_mover_passes_the_barrier():
    possible, impossible = made("solidity", 0)
    barrier = impossible.meta["names"].index("barrier")
    frame = round(impossible.trajectory.t_violation * 30)
    met = [
        episode.trajectory.contact[frame:, mover(episode), barrier].any()
        for episode in (possible, impossible)
    ]
    assert met == [True, False]


def test_without_gravity_the_mover_does_not_come_down():
    possible, impossible = made("gravity", 0)
    heights = [episode.trajectory.position[-1, mover(episode), 2] for episode in (possible, impossible)]
    assert heights[1] > heights[0] + 0.3


def test_without_support_the_mover_stays_up():
    impossible = made("support", 0)[1]
    height = impossible.trajectory.position[:, mover(impossible), 2]
    frame = round(impossible.trajectory.t_violation * 30)
    assert height[frame:] == pytest.approx(np.full(150 - frame, height[frame]), abs=1e-3)


def test_what_other_surfaces_would_do_too_is_no_broken_law():
    draw = start_draw("violated_collision", 0)
    stage = stages.hitting(draw)
    excuses = stages.of_other_surfaces(stage)
    own = stage.layout.bodies[1].parts[0].material.friction
    surfaces = [excuse.layout.bodies[1].parts[0].material for excuse in excuses]
    assert sorted({surface.restitution for surface in surfaces}) == [0.0, 0.25, 0.5, 0.75, 0.95]
    assert sorted({surface.friction / own for surface in surfaces}) == pytest.approx([0.8, 1.0, 1.25])
    assert len(surfaces) == 15
    for excuse in excuses:
        others = zip(excuse.layout.bodies[3:], stage.layout.bodies[3:], strict=True)
        assert all(one.parts[0].material == other.parts[0].material for one, other in others)

    def run(of, change=None):
        scene = of.build()
        recording = record(scene, DURATION_S, FRAME_RATE_HZ, change=change)
        return scene, trajectory(scene, recording, draw.scenario)

    assert pairs._excused(draw, excuses, *run(excuses[-1]))
    back = Change(2, lambda scene: changes.turn(scene, stage.mover, np.pi, 3.0))
    assert not pairs._excused(draw, excuses, *run(stage, back))


@pytest.fixture
def collision():
    """A stage, the run that it lawfully makes and the frame in which the two meet at more than 1 m/s."""
    for index in range(20):
        stage = stages.hitting(start_draw("violated_collision", index))
        scene = stage.build()
        run = record(scene, DURATION_S, FRAME_RATE_HZ)
        met = run.touching()[:, stage.row("mover"), stage.row("struck")]
        frame = int(np.argmax(met))
        if met.any() and np.linalg.norm(run.linear_velocity[frame - 1, stage.row("mover")]) > 1.0:
            return stage, run, frame
    raise AssertionError("nothing met fast enough")


def test_a_collision_that_keeps_momentum_and_gains_no_energy_is_that_of_some_surface(collision):
    stage, run, frame = collision
    assert not margins.beyond_any_surface(stage, run, run, frame)
    rows = [stage.row("mover"), stage.row("struck")]
    mass = np.array([stage.layout.parts[row].mass for row in rows])
    velocity = run.linear_velocity.copy()
    velocity[frame + 1, rows] = mass @ velocity[frame + 1, rows] / mass.sum()  # without any bounce
    together = replace(run, linear_velocity=velocity)
    assert not margins.beyond_any_surface(stage, run, together, frame)


def test_one_that_loses_its_momentum_or_gains_energy_is_not(collision):
    stage, run, frame = collision
    velocity, energy = run.linear_velocity.copy(), run.energy.copy()
    velocity[frame + 1] = 0.0
    energy[frame + 1] *= 3.0
    assert margins.beyond_any_surface(stage, run, replace(run, linear_velocity=velocity), frame)
    assert margins.beyond_any_surface(stage, run, replace(run, energy=energy), frame)
