# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The seven scenarios that ask whether the agent will touch the target."""

import numpy as np
import pytest

from training.simulation.asking import GenerationError, ask, attempt
from training.simulation.bodies import FLOOR, RED, YELLOW, Layout, Part, single
from training.simulation.draw import start_draw
from training.simulation.recording import record
from training.simulation.scenarios import SCENARIOS
from training.simulation.world import Scene

NAMES = ("dominoes", "support", "collide", "contain", "drop", "link", "roll")


def both(name, index=0, split="train"):
    return list(SCENARIOS[name](start_draw(name, index, 0, split)))


def made(name, index, split="train"):
    return both(name, index, split)[index % 2]


@pytest.fixture(scope="module", params=NAMES)
def two(request):
    return both(request.param)


@pytest.fixture(scope="module", params=[0, 1], ids=["apart", "touch"])
def episode(request, two):
    return two[request.param]


def test_a_draw_gives_both_answers_under_names_of_their_own(two):
    assert [episode.trajectory.answer for episode in two] == [False, True]
    assert two[0].key != two[1].key


def test_the_answer_is_the_simulator_s(episode):
    truth = episode.trajectory
    agent, target = truth.question
    touching = truth.contact[:, agent, target]
    assert truth.answer == bool(touching.any())
    assert not touching[0]
    assert truth.frames == 150 and truth.dt == pytest.approx(1 / 30)  # noqa: PT018


def test_agent_is_red_and_target_yellow_and_nothing_else_is(episode):
    agent, target = episode.trajectory.question
    colours = episode.signals["colour"]
    assert colours[agent] == pytest.approx(RED)
    assert colours[target] == pytest.approx(YELLOW)
    alike = (colours == colours[agent]).all(axis=1) | (colours == colours[target]).all(axis=1)
    assert alike.sum() == 2


def test_motion_starts_early_and_stays_bounded(episode):
    speed = np.linalg.norm(episode.trajectory.linear_velocity, axis=-1)
    assert speed[:10].max() > 0.1
    assert speed.max() < 9.0


def test_nothing_starts_inside_another_and_impacts_are_felt(episode):
    events = episode.signals["contact_events"]
    assert len(events)
    assert (events[:, 3] >= 0).all()
    assert events[:, 3].max() > 1.0
    assert len(episode.signals["energy"]) == episode.frames


def test_what_is_joined_shares_a_body():
    truth = made("link", 0).trajectory
    first, second = truth.joint[0]
    assert truth.body[first] == truth.body[second]
    crate = made("contain", 0)
    walls = [row for row, name in enumerate(crate.meta["names"]) if name.startswith("crate")]
    assert len({crate.trajectory.body[row] for row in walls}) == 1
    moved = crate.trajectory.position[:, walls]
    spread = np.linalg.norm(moved - moved[:, :1], axis=-1)
    assert spread == pytest.approx(np.broadcast_to(spread[0], spread.shape), abs=1e-5)


def test_the_same_draw_gives_the_same_episode():
    one, two = made("collide", 2), made("collide", 2)
    assert np.array_equal(one.trajectory.position, two.trajectory.position)
    assert np.array_equal(one.signals["contact_events"], two.signals["contact_events"])


def test_out_of_distribution_scenes_can_be_made():
    truth = made("drop", 0, "ood").trajectory
    assert set(truth.shape) <= {"box", "ellipsoid", "mesh"}


def test_a_question_that_has_but_one_answer_is_an_error_by_name():
    apart = [
        single(Part(name, "sphere", (0.2,) * 3), (x, 0, 0.1)) for name, x in (("agent", -1), ("target", 1))
    ]
    layout = Layout((FLOOR, *apart), question=("agent", "target"))
    with pytest.raises(GenerationError, match="answer yes"):
        list(ask(start_draw("still", 1), lambda draw: lambda: layout))


def test_a_scene_that_bursts_is_turned_down():
    scene = Scene(Layout((FLOOR, single(Part("a", "sphere", (0.2,) * 3), (0, 0, 0.0999)))))
    scene.data.xfrc_applied[scene.body_ids[1], 0] = 1e12
    assert attempt(scene, None) is None


def test_a_run_that_bursts_ends_there():
    scene = Scene(Layout((FLOOR, single(Part("a", "sphere", (0.2,) * 3), (0, 0, 0.0999)))))
    scene.data.xfrc_applied[scene.body_ids[1], 0] = 1e12
    run = record(scene, 5.0, 30.0)
    assert run.steps < 60
    assert run.position.shape == (150, 2, 3)
