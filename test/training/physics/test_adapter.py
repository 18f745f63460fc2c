# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import json

import pytest
import torch
import yaml

from sgw_ros.core.errors import ModelError
from test.training.physics.scenes import sliding
from training import evaluate, export, train
from training.episodes.interchange import write_trajectory
from training.physics.adapter import (
    Adapted,
    adapt,
    base_digest,
    base_of,
    check_base,
    is_adapted,
    load_base,
)
from training.physics.batching import as_scene
from training.physics.checkpoints import load_checkpoint
from training.physics.ensemble import Ensemble
from training.physics.made_up import made_up_scene


def pair():
    torch.manual_seed(0)
    base, adapted = Ensemble(8, 1, 2), Ensemble(8, 1, 2)
    adapt(adapted, 4)
    return base, adapted


def test_an_adapter_begins_as_its_base_and_leaves_it_alone(tmp_path):
    base, adapted = pair()
    digest = load_base(adapted, base, tmp_path)
    assert digest == base_digest(base) == base_digest(adapted)
    graph, step_s = made_up_scene(4, 0)
    scene, steps = as_scene([graph]), torch.from_numpy(step_s)
    said, as_base = adapted(scene, steps), base(scene, steps)
    torch.testing.assert_close(said.position_mean, as_base.position_mean)
    said.position_mean.sum().backward()
    trained = {name for name, value in adapted.named_parameters() if value.grad is not None}
    assert trained
    assert all(".more." in name for name in trained)


def test_an_adapter_reaches_what_rows_and_edges_tell_and_leaves_its_base_whole(tmp_path):
    base, adapted = pair()
    load_base(adapted, base, tmp_path)
    beside = {name.split(".more.")[0] for name, _ in adapted.named_parameters() if ".more." in name}
    at = ("encode", "encode_motion", "encode_edge", "decode", "touch", "rounds.0.between", "rounds.0.becomes")
    assert beside == {f"members.{name}" for name in at}
    with torch.no_grad():
        for name, value in adapted.named_parameters():
            if ".more." in name:
                value.add_(0.1)
    graph, step_s = made_up_scene(4, 0)
    scene, steps = as_scene([graph]), torch.from_numpy(step_s)
    bare = base_of(adapted)
    assert is_adapted(adapted)
    assert not is_adapted(bare)
    places = [network(scene, steps).position_mean for network in (base, bare, adapted)]
    assert torch.equal(places[0], places[1])
    assert not torch.allclose(places[0], places[2])


def test_a_base_that_has_changed_is_told(tmp_path):
    base, adapted = pair()
    digest = load_base(adapted, base, tmp_path)
    with torch.no_grad():
        next(iter(adapted.parameters())).add_(1e-3)
    with pytest.raises(ModelError, match="not what they were"):
        check_base(adapted, digest, tmp_path)


def test_an_adapter_is_no_base(tmp_path):
    _, adapted = pair()
    with pytest.raises(ModelError, match="adapter already"):
        load_base(pair()[1], adapted, tmp_path)


def test_a_run_makes_an_adapter_that_exports_as_any_model(tmp_path, capsys):
    data = tmp_path / "set"
    data.mkdir()
    write_trajectory(data / "one.npz", sliding([[0, 0, 5], [2, 0, 5]], [[1, 0, 0], [0, 0, 0]]))

    def run(name, **more):
        document = {
            "data": {"train": str(data), "val": str(data)},
            "fit": {"epochs": 1, "batch": 1, "threads": 1},
            **more,
        }
        path = tmp_path / f"{name}.yaml"
        path.write_text(yaml.safe_dump(document))
        out = tmp_path / name
        assert train.main(["physics", "--config", str(path), "--out", str(out), "--json"]) == 0
        return json.loads(capsys.readouterr().out.splitlines()[-1])

    base = run("base", network={"hidden": 8, "members": 1})["checkpoint"]
    said = run("adapter", adapter={"base": base, "hidden": 4})
    found = load_checkpoint(tmp_path / "adapter" / "best.ckpt")
    assert isinstance(found.network.members.decode, Adapted)
    assert said["base_sha256"] == base_digest(load_checkpoint(tmp_path / "base" / "best.ckpt").network)
    assert export.main(["physics", said["checkpoint"], "--out", str(tmp_path / "model"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["parity_first_step"] < 1e-4

    def evaluated(model):
        assert evaluate.main(["physics", "--data", str(data), "--model", model, "--json"]) == 0
        return json.loads(capsys.readouterr().out.splitlines()[-1])

    beside, alone = evaluated(said["checkpoint"]), evaluated(base)
    assert beside["base"]["rmse_m"] == alone["model"]["rmse_m"]
    assert set(beside["margins"]["rmse_to_base"]) == {"1", "3", "5"}
    assert "base" not in alone
    assert "rmse_to_base" not in alone["margins"]
