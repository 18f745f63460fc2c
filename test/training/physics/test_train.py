# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import json

import numpy as np
import pytest
import torch
import yaml

from sgw_ros.core.errors import ConfigError, ModelError
from test.training.physics.scenes import sliding, touching
from training import evaluate, export, train
from training.episodes.interchange import write_trajectory
from training.physics.card import evaluations_beside
from training.physics.checkpoints import load_checkpoint
from training.physics.ensemble import Ensemble
from training.physics.graphs import KNOTS_S
from training.physics.settings import Settings, load_settings


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "set"
    folder.mkdir()
    for number in range(3):
        scene = sliding(
            [[0, 0, 5], [2, 0.1 * number, 5]],
            [[1, 0, 0], [0, 0, 0]],
            contact=touching(60, 2, 0, 1, 20),
            question=(0, 1),
            answer=True,
            scenario="slide",
        )
        write_trajectory(folder / f"{number}.npz", scene)
    return folder


def config(tmp_path, data, epochs, **more):
    document = {
        "network": {"hidden": 8, "members": 1},
        "data": {"train": str(data), "val": str(data), **more},
        "fit": {"epochs": epochs, "batch": 2, "threads": 1},
    }
    path = tmp_path / "small.yaml"
    path.write_text(yaml.safe_dump(document))
    return path


def run(path, out, capsys, *more):
    status = train.main(["physics", "--config", str(path), "--out", str(out), "--json", *more])
    said = capsys.readouterr()
    return status, json.loads(said.out.splitlines()[-1]) if status == 0 else said.err


def test_a_run_begins_with_the_first_second_and_goes_over_to_all_of_it(tmp_path, data, capsys, monkeypatch):
    asked, rollout = [], Ensemble.rollout

    def recorded(network, scene, step_s):
        if network.training:
            asked.append(len(step_s))
        return rollout(network, scene, step_s)

    monkeypatch.setattr(Ensemble, "rollout", recorded)
    assert run(config(tmp_path, data, 5), tmp_path / "run", capsys)[0] == 0
    near = KNOTS_S.index(1.0) + 1
    assert asked[0] == near
    assert set(asked[:3]) <= {near, len(KNOTS_S)}
    assert asked[3:] == 7 * [len(KNOTS_S)]


def test_what_is_kept_is_the_mean_of_late_weights(tmp_path, data, capsys):
    assert run(config(tmp_path, data, 3), tmp_path / "run", capsys)[0] == 0
    kept = torch.load(tmp_path / "run" / "last.ckpt", weights_only=True)["state_dict"]
    network = load_checkpoint(tmp_path / "run" / "last.ckpt").network
    name = "members.decode.0.weight"
    torch.testing.assert_close(network.get_parameter(name), kept[f"network.{name}"], atol=0, rtol=0)
    off = (kept[f"network.{name}"] - kept[f"learning.{name}"]).abs().max()
    assert 0 < off < 0.1


def test_a_run_leaves_a_checkpoint_that_explains_itself_and_becomes_a_model(tmp_path, data, capsys):
    out, model = tmp_path / "run", tmp_path / "physics"
    status, said = run(config(tmp_path, data, 1), out, capsys)
    assert status == 0
    assert (said["epochs"], set(said["best"])) == (
        1,
        {"val_rmse_1", "val_rmse_3", "val_rmse_5", "val_contact_f1", "val_score"},
    )
    found = load_checkpoint(out / "best.ckpt")
    assert found.settings.network.hidden == 8
    assert found.data["train"]["episodes"] == 3
    command, figures = ["physics", "--data", str(data), "--json", "--model"], []
    for path in (out / "best.ckpt", model):
        if path == model:
            assert export.main(["physics", said["checkpoint"], "--out", str(model), "--json"]) == 0
            exported = json.loads(capsys.readouterr().out.splitlines()[-1])
        assert evaluate.main([*command, str(path)]) == 0
        (out / "evaluation_test.json").write_text(capsys.readouterr().out)
        figures.append(json.loads((out / "evaluation_test.json").read_text().splitlines()[-1]))
    assert exported["files"] == ["README.md", "manifest.json", "physics.onnx"]
    assert exported["parity_first_step"] < 1e-4
    assert "## Split `test`, 3 episodes" in (model / "README.md").read_text()
    assert list(figures[0])[2:4] == ["model", "untrained"]
    assert figures[0]["model"]["rmse_m"]["1"] == pytest.approx(figures[1]["model"]["rmse_m"]["1"], abs=1e-3)
    assert figures[0]["model"]["coverage"]["90"] is not None


def test_a_resumed_run_ends_as_one_that_was_not_interrupted(tmp_path, data, capsys, monkeypatch):
    path = config(tmp_path, data, 2)
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    assert run(path, whole, capsys)[0] == 0
    from training.physics import fitting

    ended = fitting.PhysicsFit.on_validation_epoch_end

    def stop(self):
        ended(self)
        self.trainer.should_stop = self.current_epoch == 0

    with monkeypatch.context() as patch:
        patch.setattr(fitting.PhysicsFit, "on_validation_epoch_end", stop)
        assert run(path, parts, capsys)[1]["epochs"] == 1
    assert "resume" in run(path, parts, capsys)[1]
    assert run(path, parts, capsys, "--resume")[1]["epochs"] == 2
    one, other = (load_checkpoint(out / "last.ckpt").network.state_dict() for out in (whole, parts))
    for name, value in one.items():
        torch.testing.assert_close(other[name], value, atol=1e-6, rtol=1e-5)


def test_no_epoch_begins_after_the_time_is_up(tmp_path, data, capsys):
    path = config(tmp_path, data, 50, per_epoch=1)
    document = yaml.safe_load(path.read_text())
    document["fit"]["minutes"] = 1e-6
    path.write_text(yaml.safe_dump(document))
    assert run(path, tmp_path / "short", capsys)[1]["epochs"] == 1


def test_figures_that_cannot_be_read_are_named(tmp_path):
    (tmp_path / "evaluation_ood.json").write_text("")
    with pytest.raises(ModelError, match="holds no figures"):
        evaluations_beside(tmp_path / "best.ckpt")


def test_the_last_checkpoint_is_of_the_last_epoch_also_where_none_was_better(tmp_path, data, capsys):
    path = config(tmp_path, data, 2)
    document = yaml.safe_load(path.read_text())
    document["fit"]["learning_rate"] = 0.0
    path.write_text(yaml.safe_dump(document))
    assert run(path, tmp_path / "run", capsys)[0] == 0
    epochs = [torch.load(tmp_path / "run" / name)["epoch"] for name in ("best.ckpt", "last.ckpt")]
    assert epochs == [0, 1]


def test_what_cannot_be_resumed_says_why(tmp_path, data, capsys):
    assert (
        "no training run to resume"
        in run(config(tmp_path, data, 1), tmp_path / "none", capsys, "--resume")[1]
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("networks: {}", "unknown key 'networks'"),
        ("network: {hiden: 3}", "unknown key 'network.hiden'"),
        ("network: {hidden: wide}", "network.hidden must be like 64"),
        ("fit: {batch: -1}", "fit.batch must be like 64"),
        ("data: {held_out: drop}", "data.held_out must be a list of texts"),
        ("[1, 2]", "must be a mapping"),
        ("a: [", "no YAML"),
    ],
)
def test_wrong_settings_are_named(tmp_path, text, said):
    path = tmp_path / "wrong.yaml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=said.replace("[", r"\[")):
        load_settings(path)


def test_the_shipped_settings_are_good():
    for name in ("small", "full", "held_out"):
        assert isinstance(load_settings(train_configs() / f"physics_{name}.yaml"), Settings)


def train_configs():
    from pathlib import Path

    return Path(train.__file__).parent / "configs"


def test_damaged_foreign_and_outdated_checkpoints_are_refused(tmp_path):
    damaged, foreign, outdated = (tmp_path / name for name in ("damaged.ckpt", "foreign.ckpt", "old.ckpt"))
    damaged.write_bytes(b"PK" + bytes(100))
    torch.save({"state_dict": {}}, foreign)
    torch.save({"physics": {"schema_version": 0}}, outdated)
    for path, said in (
        (damaged, "is damaged"),
        (foreign, "not one of"),
        (outdated, "schema version 0"),
        (tmp_path / "none.ckpt", "cannot be read"),
    ):
        with pytest.raises(ModelError, match=said):
            load_checkpoint(path)


def test_nobody_there_and_nothing_that_moves_is_forecast_as_it_is(tmp_path):
    from training.physics.learned import Learned

    still = sliding([[0, 0, 5]], [[0, 0, 0]], is_static=np.array([True]))
    said = Learned(None).forecast(still, np.array([1.0, 5.0]))
    assert said.position[:, 0].tolist() == [[0, 0, 5]] * 2
