# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Files of others: whatever they hold is scored, or named with the reason."""

import json
from types import SimpleNamespace

import numpy as np
import pytest

from test.training.physics.foreign import (
    bouncing_ball,
    ramp,
    rolling_sphere,
    sliding_box,
    stack,
    still,
    with_row,
)
from training import evaluate
from training.episodes.errors import EpisodeError
from training.episodes.interchange import trajectory_of
from training.physics.baselines import Ballistic, ConstantVelocity, Static
from training.physics.evaluating import Evaluation
from training.physics.figures import figures
from training.physics.models import untrained
from training.physics.observing import observe, observed_frames
from training.physics.protocol import cut
from training.physics.settings import NetworkSettings

PLANE = np.array([[-20, -20, 0], [20, -20, 0], [20, 20, 0], [-20, 20, 0]], float)


@pytest.fixture(scope="module")
def network():
    return untrained(NetworkSettings(hidden=32, members=3))


def entering():
    arrays = rolling_sphere()
    present = np.ones(arrays["position"].shape[:2], bool)
    present[:50, 1] = False
    return {**arrays, "present": present}


def meshes(**more):
    arrays = stack(2)
    points = np.full((2, 12, 3), np.nan)
    points[0, :8] = 0.1 * np.array([(x, y, z) for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)])
    return {**arrays, "shape": np.array(["mesh", "mesh"]), "vertices": points, **more}


SCENES = {
    "slides": sliding_box(),
    "slides at 60 Hz": sliding_box(1 / 60),
    "slides at 24 Hz": sliding_box(1 / 24),
    "slides at 100 Hz": sliding_box(1 / 100),
    "slides on the moon": sliding_box(gravity=1.62),
    "rolls and meets": rolling_sphere(),
    "bounces": bouncing_ball(),
    "bounces at 24 Hz": bouncing_ball(1 / 24),
    "without weight": bouncing_ball(gravity=1e-9),
    "rests": stack(),
    "ramp": ramp(),
    "enters": entering(),
    "meshes": meshes(),
    "mesh without points": {name: value for name, value in meshes().items() if name != "vertices"},
    "single precision": {name: np.asarray(v, "f4") if v.dtype == float else v for name, v in stack().items()},
    "one": still(1, 60),
    "seventy": still(70, 60),
    "nothing that moves": with_row(stack(), "box", (1, 1, 1), (0, 3, 0.5), is_static=np.ones(5, bool)),
    "without size or mass": {**stack(), "extent": np.zeros((4, 3)), "mass": np.zeros(4)},
    "far away": {**stack(), "position": stack()["position"] + np.array([5e3, -2e3, 0])},
    "touching at one frame only": rolling_sphere(speed=8.0),
}
UNUSABLE = {
    "mass": {**stack(), "mass": np.full(4, np.nan)},
    "missing": {name: value for name, value in stack().items() if name != "mass"},
    "gravity": {**stack(), "gravity": np.array([0, -9.81, 0])},
    "quaternion": {**stack(), "orientation": stack()["orientation"] * 2},
    "leave nothing": still(1, 10),
    "shape": {**stack(), "shape": np.array(["cube"] * 4)},
    "position": {**stack(), "position": np.full((100, 4, 3), np.inf)},
    "friction": {**stack(), "friction": np.full(4, -1.0)},
}


@pytest.mark.parametrize("scene", SCENES)
def test_everyone_forecasts_it_in_numbers(scene, network):
    everyone = {
        "network": network,
        "static": Static(),
        "straight": ConstantVelocity(),
        "ballistic": Ballistic(),
    }
    evaluation = Evaluation(everyone, {})
    evaluation.add(0, SimpleNamespace(trajectory=trajectory_of(SCENES[scene])))
    assert evaluation.gave_up == dict.fromkeys(everyone, 0)
    for name in everyone:
        json.dumps(figures(evaluation.scores[name]), allow_nan=False)


@pytest.mark.parametrize("reason", UNUSABLE)
def test_what_cannot_be_used_is_refused_with_the_reason(reason):
    with pytest.raises(EpisodeError, match=reason):
        cut(trajectory_of(UNUSABLE[reason]))


def test_a_folder_of_them_is_scored_and_what_is_unusable_named(tmp_path, capsys):
    for number, arrays in enumerate([*SCENES.values(), *UNUSABLE.values()]):
        np.savez(tmp_path / f"file{number:02}.npz", **arrays)
    (tmp_path / "notes.txt").write_text("not an episode")
    assert evaluate.main(["physics", "--baselines-only", "--data", str(tmp_path), "--json"]) == 0
    said = capsys.readouterr()
    result = json.loads(said.out.splitlines()[-1])
    assert (result["episodes"], result["left_out"]) == (len(SCENES), len(UNUSABLE))
    for number, reason in enumerate(UNUSABLE, len(SCENES)):
        assert any(f"file{number:02}" in line and reason in line for line in said.err.splitlines())


def place(forecaster, arrays, times_s=(0.5, 1.0, 3.0)):
    trajectory = trajectory_of(arrays)
    seen = observe(trajectory, observed_frames(trajectory))
    movable = ~trajectory.is_static
    return forecaster.forecast(seen, np.array(times_s)).position[:, movable]


@pytest.mark.parametrize("friction", [0.3, 0.5])
def test_ballistic_is_right_where_its_own_assumptions_hold(friction):
    scene = sliding_box()
    off = place(Ballistic(), scene)[-1] - scene["position"][-1]
    assert off[1] == pytest.approx([0, 0, 0], abs=0.1)
    assert abs(off[0, 1]) < 0.6  # it assumes friction of 0.5 where there is 0.3


@pytest.mark.parametrize(
    "arrays",
    [
        with_row(sliding_box(), "box", (40, 40, 1), (0, 0, -0.5)),
        with_row(sliding_box(), "box", (40, 40, 0.01), (0, 0, -0.005)),
        with_row(sliding_box(), "box", (500, 300, 2), (0.3, 7, -1)),
        with_row(sliding_box(), "box", (1, 40, 40), (0, 0, -0.5), (0.5**0.5, 0, 0.5**0.5, 0)),
        with_row(sliding_box(), "mesh", (40, 40, 0), (0, 0, 0)),
        {**sliding_box(), "orientation": -sliding_box()["orientation"]},
        sliding_box(1 / 60),
        sliding_box(1 / 100),
        sliding_box(1 / 24),
        {**sliding_box(), "contact": np.ones((121, 2, 2), bool), "somebody's": np.zeros(3)},
    ],
    ids=["listed", "thin", "huge", "on its side", "mesh", "other sign", "60 Hz", "100 Hz", "24 Hz", "more"],
)
def test_the_same_scene_told_otherwise_has_the_same_forecast(arrays, network):
    times_s = (
        0.1,
        0.25,
        0.5,
    )  # later a network that has learned nothing makes much of what rounding has left
    usual = place(network, sliding_box(), times_s)
    np.testing.assert_allclose(place(network, arrays, times_s), usual, atol=1e-3)
