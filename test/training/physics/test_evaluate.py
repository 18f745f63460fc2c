# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import json

import numpy as np
import pytest

from test.training.physics.scenes import sliding, touching
from training import evaluate
from training.episodes.interchange import write_trajectory


@pytest.fixture
def folder(tmp_path):
    meeting = touching(60, 2, 0, 1, 20)
    start, speed = [[0, 0, 5], [2, 0, 5]], [[1, 0, 0], [0, 0, 0]]
    asked = {"contact": meeting, "question": (0, 1), "answer": True, "scenario": "slide"}
    write_trajectory(tmp_path / "meeting.npz", sliding(start, speed, **asked))
    start[1] = [2, 3, 5]  # out of the way, and nothing pulls: but for the jump all is possible
    for broken in ("", "continuity"):
        jumped = sliding(start, speed).position.copy()
        jumped[30:, 0, 1] += 0.4 if broken else 0.0
        path = tmp_path / f"pair{broken}.npz"
        write_trajectory(
            path,
            sliding(
                start,
                speed,
                position=jumped,
                gravity=np.zeros(3, np.float32),
                pair="one",
                violation=broken,
                scenario="violated_continuity",
            ),
        )
    return tmp_path


def test_figures_stand_side_by_side_on_the_last_line(folder, capsys):
    assert evaluate.main(["physics", "--baselines-only", "--data", str(folder), "--json"]) == 0
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert said["episodes"] == 3
    straight, still = said["constant_velocity"], said["static"]
    assert straight["rmse_m"] == {"1": 0.0, "3": 0.0, "5": 0.0}
    assert still["rmse_m"]["1"] == pytest.approx(0.5**0.5, abs=1e-4)
    assert straight["touch_by_scenario"] == {"slide": 1.0}
    assert still["contact_f1"] == 0.0
    assert straight["violation_auc"] == {"continuity": 1.0}
    assert straight["violation_auc_occluded"] == {"continuity": None}
    assert {"8", "64"} <= set(said["ballistic"]["forecast_ms"]) == set(said["ballistic"]["step_ms"])


def test_a_table_is_for_people(folder, capsys):
    assert evaluate.main(["physics", "--baselines-only", "--data", str(folder)]) == 0
    assert "constant_velocity" in capsys.readouterr().out.splitlines()[1]


def test_what_is_too_short_or_damaged_is_named_and_left_out(folder, capsys):
    write_trajectory(folder / "short.npz", sliding([[0, 0, 5]], [[1, 0, 0]], frames=5))
    (folder / "torn.npz").write_bytes(b"PK torn")
    assert evaluate.main(["physics", "--baselines-only", "--data", str(folder), "--json"]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out.splitlines()[-1])["left_out"] == 2
    assert "short" in said.err
    assert "torn.npz" in said.err


def test_nothing_to_read_is_an_error_that_says_where(tmp_path, capsys):
    assert evaluate.main(["physics", "--data", str(tmp_path / "none")]) == evaluate.UNUSABLE
    assert "none" in capsys.readouterr().err


def test_without_a_shipped_model_the_baselines_stand_alone(folder, capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(evaluate, "model_folders", lambda: [tmp_path / "no models"])
    assert evaluate.main(["physics", "--data", str(folder), "--json"]) == 0
    said = capsys.readouterr()
    assert "name one by --model" in said.err
    assert "model" not in json.loads(said.out.splitlines()[-1])
