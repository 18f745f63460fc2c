# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
from types import SimpleNamespace

import av
import cv2
import numpy as np
import pytest

from test.training.physics.scenes import sliding, touching
from training import evaluate
from training.episodes.interchange import write_trajectory
from training.physics.baselines import Ballistic, Static
from training.physics.evaluating import Evaluation
from training.physics.pictures.plots import plots
from training.physics.pictures.rollouts import HEIGHT_PX, WIDTH_PX, Rollouts
from training.physics.pictures.staging import Stage
from training.physics.pictures.writing import typical

CHARTS = {"errors.png", "scenarios.png", "touching.png", "time.png"}
FLOOR = {"extent": np.float32([[0.2, 0.2, 0.2], [10, 10, 1]]), "is_static": np.array([False, True])}


def scene(**more):
    contact = touching(60, 2, 0, 1, 30)
    contact = contact[: more.get("frames", 60)]
    labels = {"question": (0, 1), "answer": True, "scenario": "slide", "contact": contact}
    return sliding([[0, 0, 0.1], [2, 0, 0.1]], [[0.4, 0, 0], [0, 0, 0]], **{**labels, **more})


def red(picture):
    """Mean place (x, y) px of what is of the agent's colour."""
    r, g, b = np.moveaxis(picture.astype(int), -1, 0)
    rows, columns = np.nonzero((r > 2 * g) & (r > 2 * b) & (r > 60))
    return columns.mean(), rows.mean()


def shoot(stage, trajectory, frame=0, present=None):
    here = np.ones(trajectory.rows, bool) if present is None else np.array(present)
    return stage.shoot(
        trajectory.position[frame].astype(float), trajectory.orientation[frame].astype(float), here
    )


def test_all_that_moves_is_in_the_picture_where_it_is():
    trajectory = scene()
    with Stage(trajectory, 160, 120) as stage:
        first, last = (red(shoot(stage, trajectory, frame)) for frame in (0, 59))
        assert 0 < first[0] < last[0] < 160
        assert (shoot(stage, trajectory) != shoot(stage, trajectory, present=[False, True])).any()


def test_a_mesh_stands_where_its_points_are_whatever_frame_they_are_given_in():
    cube = np.array([(x, y, z) for x in (0, 1) for y in (0, 1) for z in (0, 1)], np.float32) * 0.2
    beside = scene(shape=("mesh", "sphere"), vertices={0: cube + np.float32([0.3, 0.1, 0.0])})
    about = scene(shape=("mesh", "sphere"), vertices={0: cube - np.float32(0.1)})
    shift = np.array([0.4, 0.2, 0.1])
    with Stage(beside, 160, 120) as stage:
        first = red(shoot(stage, beside))
    with Stage(about, 160, 120) as stage:
        position = about.position[0].astype(float)
        position[0] += shift
        second = red(stage.shoot(position, about.orientation[0].astype(float), np.ones(2, bool)))
    np.testing.assert_allclose(first, second, atol=1.0)


@pytest.mark.parametrize(
    "more",
    [
        {"shape": ("box", "box"), **FLOOR},
        {"shape": ("capsule", "cylinder")},
        {"shape": ("mesh", "ellipsoid")},
        {"shape": ("mesh", "sphere"), "vertices": {0: np.zeros((3, 3), np.float32)}},
        {"extent": np.zeros((2, 3), np.float32)},
        {"is_static": np.array([True, True])},
    ],
)
def test_whatever_a_file_can_hold_can_be_shown(more):
    trajectory = scene(**more)
    with Stage(trajectory, 64, 48) as stage:
        assert shoot(stage, trajectory).shape == (48, 64, 3)


def test_a_film_shows_the_truth_and_what_was_foretold_side_by_side(tmp_path):
    rollouts = Rollouts(scene(frames=20), {"static": Static(), "ballistic": Ballistic()})
    rollouts.write("slide", tmp_path / "film.mp4", tmp_path / "sheet.png")
    with av.open(str(tmp_path / "film.mp4")) as film:
        pictures = [frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)]
    assert len(pictures) == 20
    assert pictures[0].shape[1] == 3 * WIDTH_PX
    truth, still, _ = np.split(pictures[-1][-HEIGHT_PX:], 3, axis=1)
    assert red(still)[0] < red(truth)[0] - 10
    assert cv2.imread(str(tmp_path / "sheet.png")).shape[0] > 3 * 100  # three rows


def test_what_is_shown_is_neither_the_best_nor_the_worst():
    scores = [SimpleNamespace(scenario="a", course_m2=np.array([x, np.nan])) for x in (9.0, 1.0, 5.0)]
    scores.append(SimpleNamespace(scenario="b", course_m2=np.full(2, np.nan)))
    assert typical(scores, [10, 11, 12, 13]) == [("a", 11), ("a", 12), ("a", 10), ("b", 13)]
    many = [SimpleNamespace(scenario=str(n % 8), course_m2=np.array([float(n)])) for n in range(24)]
    assert typical(many, list(range(24)))[0] == ("0", 8)


def test_what_was_not_measured_is_not_drawn():
    evaluation = Evaluation({"static": Static(), "ballistic": Ballistic()}, {})
    evaluation.add(0, SimpleNamespace(trajectory=scene()))
    assert set(plots(evaluation.figures(), evaluation.scores)) == CHARTS


def test_models_that_never_saw_a_scenario_have_a_bar_of_their_own():
    evaluation = Evaluation({"static": Static(), "ballistic": Ballistic()}, {})
    evaluation.add(0, SimpleNamespace(trajectory=scene()))
    without, apart = evaluation.figures(), evaluation.figures() | {"held_out": {"slide": 1.0}}
    before, after = (plots(result, evaluation.scores)["touching.png"] for result in (without, apart))
    assert (before != after).any()


def test_the_command_puts_them_into_a_folder(tmp_path, capsys):
    (tmp_path / "data").mkdir()
    write_trajectory(tmp_path / "data" / "one.npz", scene(frames=12))
    out = tmp_path / "pictures"
    arguments = ["physics", "--baselines-only", "--data", str(tmp_path / "data"), "--out", str(out)]
    assert evaluate.main(arguments) == 0
    rollouts = {"rollout_slide_0.mp4", "rollout_slide_0.png"}
    assert {path.name for path in out.iterdir()} == CHARTS | rollouts
    (tmp_path / "file").touch()
    assert evaluate.main([*arguments[:-1], str(tmp_path / "file")]) == evaluate.UNUSABLE
    assert "cannot be written" in capsys.readouterr().err
