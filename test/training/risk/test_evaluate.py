# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import json

import cv2
import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("onnx")

from sgw_ros.experts.risk.config import RULES
from test.experts.risk.made_up_model import write_risk_model
from test.training.episodes.made import trajectory, view
from training import evaluate
from training.episodes.encoding import encode
from training.episodes.episode import Episode
from training.episodes.store import EpisodeStore
from training.risk import looping
from training.risk.evaluating import judge_set
from training.risk.judging import load_judge

FRAMES = 40
KEYS = {
    "risk_high_recall",
    "risk_high_fn_rate",
    "action_accuracy",
    "macro_f1",
    "ap",
    "ece",
    "false_alarms_per_min",
    "mean_time_to_event_s",
}


def rover(index: int, eventful: bool, split: str = "test", **signals: np.ndarray) -> Episode:
    """Four seconds before a wall; where risk is high, the wall is red."""
    risk = np.zeros(FRAMES, np.int64)
    if eventful:
        risk[25:35] = 3
    t = 0.1 * np.arange(FRAMES)
    seen = view(FRAMES, (64, 48), index, flow=False)
    # The camera's field of view is the canonical one: no black border.
    K = np.array([[51.2, 0.0, 31.5], [0.0, 51.2, 23.5], [0.0, 0.0, 1.0]])
    colour = np.where(risk[:, None] == 3, (230, 20, 20), (60, 120, 60)).astype(np.uint8)
    rgb = np.broadcast_to(colour[:, None, None], (FRAMES, 48, 64, 3)).copy()
    seen = type(seen)(**{**vars(seen), "rgb": rgb, "K": K})
    still = np.zeros(FRAMES)
    made = {
        "risk": risk,
        "reason": np.where(risk == 3, 1, 3),
        "action": np.where(risk == 3, 2, 0),
        "time_to_touch": np.where(risk == 3, 1.4, np.inf),
        "telemetry": np.tile(np.float32([0, 0, 9.81, 0, 0, 0, 0, 0]), (FRAMES, 1)),
        "imu": np.stack((t, still, still, still, still, still, still + 9.81), axis=-1),
        "odom": np.stack((t, still, still, still, still, still), axis=-1),
        **signals,
    }
    meta = {"scenario": "rover", "split": split, "index": index, "place": "yard" if index % 2 else "room"}
    return Episode(trajectory(FRAMES), {"main": seen}, made, meta)


def stored(folder, episodes):
    with EpisodeStore(folder, {"scenario": "rover"}) as store:
        for job, episode in enumerate(episodes):
            store.append(job, [encode(episode)])
        store.finish()
    return folder


@pytest.fixture
def drives(tmp_path):
    return stored(tmp_path / "drives", [rover(0, True), rover(1, False)])


@pytest.fixture
def model(tmp_path):
    return write_risk_model(tmp_path / "made_up")


def run(capsys, *arguments):
    assert evaluate.main(["risk", *map(str, arguments), "--json"]) == 0
    said = capsys.readouterr()
    return json.loads(said.out.splitlines()[-1]), said.err


def test_model_rules_and_majority_stand_side_by_side(drives, model, tmp_path, capsys):
    said, _ = run(capsys, "--data", drives, "--model", model, "--out", tmp_path / "out", "--as-shipped")
    assert said["episodes"] == 2
    assert all(set(said[name]) >= KEYS for name in ("model", "blind", "rules", "majority", "expert"))
    assert said["model"]["risk_high_recall"] == 1.0
    assert said["model"]["ap"] == {"0.5": 1.0, "1.0": 1.0, "1.5": 0.5}
    assert said["majority"]["risk_high_recall"] == 0.0
    assert said["blind"]["ap"]["0.5"] == 0.5  # nothing moves: without pictures all clips are the same
    assert set(said["model"]["by_scenario"]) == {"room", "yard"}
    assert said["expert"]["own_answers"] == 1.0
    assert said["rules"] != said["model"]
    for name in ("confusion", "reliability", "alarms"):
        picture = cv2.imread(str(tmp_path / "out" / f"{name}.png"))
        assert picture.shape[0] > 300
        assert len(np.unique(picture)) > 20


def test_a_model_that_takes_depth_is_also_asked_without(drives, tmp_path):
    judge = load_judge(str(write_risk_model(tmp_path / "measuring", depth=True)))
    judged = judge_set(drives, judge)
    assert {"model", "no_depth", "blind"} <= set(judged.answers)
    plain = judge_set(drives, load_judge(str(write_risk_model(tmp_path / "plain"))))
    assert "no_depth" not in plain.answers


def test_what_the_loop_said_is_kept_for_the_same_data_alone(drives, model, tmp_path, capsys, monkeypatch):
    out = tmp_path / "out"
    first, _ = run(capsys, "--data", drives, "--model", model, "--out", out)
    kept = {path: path.stat().st_mtime_ns for path in (out / "loop").iterdir()}
    assert len(kept) == 2
    again, _ = run(capsys, "--data", drives, "--model", model, "--out", out)
    assert {path: path.stat().st_mtime_ns for path in (out / "loop").iterdir()} == kept
    assert again == first
    next(iter(kept)).write_bytes(b"PK torn")
    assert run(capsys, "--data", drives, "--model", model, "--out", out)[0] == first
    moved = np.outer(0.1 * np.arange(FRAMES), [1, 0.5, 0, 0, 0.5, 0])
    other = stored(tmp_path / "other", [rover(0, True, odom=moved)])
    run(capsys, "--data", other, "--model", model, "--out", out)
    assert len(list((out / "loop").iterdir())) == 3


def test_another_model_is_no_answer_of_the_first(model, tmp_path):
    other = write_risk_model(tmp_path / "other", operating_point={"threshold": 0.7})
    episode = rover(0, True)
    digests = {looping._digest(episode, name) for name in (RULES, str(model), str(other))}
    assert len(digests) == 3


def test_splits_stand_beside_the_first_and_their_drop_is_told(drives, model, tmp_path, capsys):
    ood = stored(tmp_path / "ood", [rover(0, False, "ood"), rover(1, True, "ood")])
    said, _ = run(capsys, "--data", drives, "--also", ood, "--model", model)
    assert set(said["splits"]) == {"ood"}
    drop = said["model"]["macro_f1"] - said["splits"]["ood"]["model"]["macro_f1"]
    assert said["macro_f1_drop"]["ood"]["model"] == pytest.approx(drop, abs=1e-4)


def test_a_table_is_for_people(drives, capsys):
    assert evaluate.main(["risk", "--data", str(drives), "--baselines-only"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split() == ["rules", "majority"]
    assert any(line.startswith("ap 1.5") for line in lines)


def test_episodes_that_cannot_be_judged_are_named_and_left_out(tmp_path, capsys):
    blind, whole = rover(0, True), rover(1, True)
    unlabelled = Episode(
        blind.trajectory, blind.views, {"risk": blind.signals["risk"]}, {**blind.meta, "index": 2}
    )
    state_only = Episode(blind.trajectory, {}, blind.signals, blind.meta)
    folder = stored(tmp_path / "mixed", [state_only, whole, unlabelled])
    said, told = run(capsys, "--data", folder, "--baselines-only")
    assert (said["episodes"], said["left_out"]) == (1, 2)
    assert "state-only" in told
    assert "has no reason, action, time_to_touch" in told


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--as-shipped", "--model", "best.pt"], "--as-shipped takes an exported model"),
        (["--video", "clip.mp4", "--baselines-only"], "--out"),
        (["--model", "no/such/model"], "no model 'no/such/model'"),
        (["--model", "missing.pt"], "missing.pt cannot be read"),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is_computed(drives, arguments, words, capsys):
    assert evaluate.main(["risk", "--data", str(drives), *arguments]) == evaluate.UNUSABLE
    assert words in capsys.readouterr().err


def test_a_set_without_drives_is_an_error_that_says_what_it_takes(tmp_path, capsys):
    folder = stored(tmp_path / "fall", [Episode(trajectory(4), {}, {}, {"scenario": "fall"})])
    assert evaluate.main(["risk", "--data", str(folder), "--baselines-only"]) == evaluate.UNUSABLE
    assert "rover episodes with pictures" in capsys.readouterr().err


def test_telemetry_unlike_that_of_training_is_the_rules_business(tmp_path, capsys):
    shaken = np.tile(np.float64([0, 0, 0, 0, 0, 0, 99.0]), (FRAMES, 1))
    shaken[:, 0] = 0.1 * np.arange(FRAMES)
    drives = stored(tmp_path / "drives", [rover(0, True, imu=shaken), rover(1, False)])
    said, _ = run(capsys, "--data", drives, "--model", write_risk_model(tmp_path / "made_up"))
    assert said["model"]["own_answers"] == 0.5
