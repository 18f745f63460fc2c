# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import json

import pytest
import torch
import yaml

from sgw_ros.core.errors import ModelError
from test.training.risk.small import Brighter, Colours, clip, encoder, language, vision_transformer
from training import train
from training.risk import fitting
from training.risk.assembling import FrozenError, assemble, counts
from training.risk.caching import write_cache
from training.risk.checkpoints import load_checkpoint
from training.risk.folder import RunFolder
from training.risk.language import LanguageModel
from training.risk.settings import Settings, load_settings, settings_of
from training.risk.vision import load_vision

FOUR = {"risk_high_recall", "risk_high_fn_rate", "action_accuracy", "macro_f1"}


@pytest.fixture
def config(tmp_path):
    """A function that writes a YAML of a small run."""
    folder = language(tmp_path / "language")

    def write(model=None, data=None, fit=None, loss=None):
        document = {
            "model": {"language": str(folder), "vision": "", **(model or {})},
            "data": {"train": "dummy:48", "val": "dummy:16", "mirror": False, **(data or {})},
            "fit": {"epochs": 2, "batch": 8, "threads": 1, "macro_f1_floor": 0.0, **(fit or {})},
            "loss": loss or {},
        }
        path = tmp_path / "risk.yaml"
        path.write_text(yaml.safe_dump(document))
        return path

    return write


def run(path, out, capsys, *more):
    status = train.main(["risk", "--config", str(path), "--out", str(out), "--json", *more])
    said = capsys.readouterr()
    return json.loads(said.out.splitlines()[-1]) if status == 0 else said.err


def weights(path):
    return torch.load(path, weights_only=True)["state_dict"]


def test_the_output_folder_is_laid_out_as_specified(tmp_path, config, capsys):
    out = tmp_path / "run"
    said = run(config(fit={"keep_epochs": True}), out, capsys)
    files = {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()}
    assert files == {
        "config_resolved.yaml",
        "checkpoints/best.pt",
        "checkpoints/last.pt",
        "checkpoints/epoch_000.pt",
        "checkpoints/epoch_001.pt",
        "metrics/train_metrics.jsonl",
        "metrics/val_metrics.jsonl",
        "logs/train.log",
        "export/labels.json",
    }
    for split in ("train", "val"):
        lines = [json.loads(line) for line in (out / f"metrics/{split}_metrics.jsonl").open()]
        assert [line["epoch"] for line in lines] == [0, 1]
        assert set(lines[0]) >= FOUR
    assert said["epochs"] == 2
    assert set(said["best"]) >= FOUR
    resolved = (out / "config_resolved.yaml").read_text()
    assert resolved.startswith("# git_revision: ")
    assert settings_of(yaml.safe_load(resolved), "resolved").fit.epochs == 2
    log = (out / "logs/train.log").read_text()
    assert "trained_parameters" in log
    assert "frozen_parameters" in log
    assert json.loads((out / "export/labels.json").read_text())["risk"]["3"] == "high"


def test_the_mean_of_the_last_epochs_takes_the_best_ones_place(tmp_path, config, capsys):
    said = run(config(fit={"epochs": 3, "keep_epochs": True, "averaged": 2}), tmp_path / "run", capsys)
    folder = tmp_path / "run/checkpoints"
    second, third, best = (weights(folder / f"{name}.pt") for name in ("epoch_001", "epoch_002", "best"))
    for name, value in third.items():
        assert torch.allclose(best[name], 0.5 * (second[name] + value), atol=1e-6)
    assert not torch.equal(best["model.task"], third["model.task"])
    assert said["best"]["epoch"] == load_checkpoint(folder / "best.pt").about["best"]["epoch"] == 3
    assert set(said["best"]) >= FOUR


def test_a_mean_takes_epochs_that_are_kept(tmp_path, config, capsys):
    path = config(fit={"epochs": 2, "averaged": 2})
    assert "set fit.keep_epochs" in run(path, tmp_path / "run", capsys)


def test_a_checkpoint_holds_what_was_trained_and_explains_itself(tmp_path, config, capsys):
    run(config(), tmp_path / "run", capsys)
    document = torch.load(tmp_path / "run/checkpoints/last.pt", weights_only=True)
    assert not any("language" in name for name in document["state_dict"])
    assert document["optimizer_states"]
    assert document["epoch"] == 1
    about = document["risk"]
    assert (about["shape"]["dv"], about["shape"]["frames"], about["shape"]["tokens"]) == (16, 8, 4)
    assert about["labels"]["risk"] == ["none", "low", "medium", "high"]
    assert about["metrics"]["val"].keys() >= FOUR
    assert about["language"]["d"] == 16


def test_the_same_seed_gives_the_same_bits_and_a_resumed_run_too(tmp_path, config, capsys, monkeypatch):
    path = config(loss={"learned": True}, fit={"epochs": 3})
    run(path, tmp_path / "one", capsys)
    run(path, tmp_path / "two", capsys)
    ended = fitting.RiskFit.on_validation_epoch_end

    def stop(self):
        ended(self)
        self.trainer.should_stop = self.current_epoch == 0

    with monkeypatch.context() as patch:
        patch.setattr(fitting.RiskFit, "on_validation_epoch_end", stop)
        assert run(path, tmp_path / "parts", capsys)["epochs"] == 1
    assert "resume" in run(path, tmp_path / "parts", capsys)
    assert run(path, tmp_path / "parts", capsys, "--resume")["epochs"] == 3
    first = weights(tmp_path / "one/checkpoints/last.pt")
    for other in ("two", "parts"):
        assert all(
            torch.equal(first[k], v) for k, v in weights(tmp_path / other / "checkpoints/last.pt").items()
        )
        for split in ("train", "val"):
            file = f"metrics/{split}_metrics.jsonl"
            assert (tmp_path / "one" / file).read_text() == (tmp_path / other / file).read_text()


def test_another_seed_gives_other_weights(tmp_path, config, capsys):
    path = config(fit={"epochs": 1})
    run(path, tmp_path / "one", capsys)
    path.write_text("seed: 1\n" + path.read_text())
    run(path, tmp_path / "two", capsys)
    one, two = (weights(tmp_path / name / "checkpoints/last.pt")["model.task"] for name in ("one", "two"))
    assert not torch.equal(one, two)


def test_it_learns(tmp_path, config, capsys):
    path = config(data={"train": "dummy:256", "val": "dummy:64"}, fit={"epochs": 12, "learning_rate": 0.01})
    best = run(path, tmp_path / "run", capsys)["best"]
    assert best["risk_high_recall"] > 0.9
    assert best["loss_risk"] < 0.3


@pytest.mark.parametrize(
    "change",
    [
        {"model": {"pooling": "attention"}},
        {"data": {"balance": "sampling"}},
        {"data": {"balance": "none", "per_epoch": 16}},
        {"fit": {"precision": "bf16-mixed", "epochs": 1}},
    ],
)
def test_the_options_train(tmp_path, config, capsys, change):
    assert run(config(**change), tmp_path / "run", capsys)["best"]["loss_total"] > 0


def test_raw_frames_train_through_a_frozen_encoder(tmp_path, config, capsys):
    vision = str(vision_transformer(tmp_path / "vit"))
    path = config(
        model={"vision": vision},
        data={"dummy_dv": 0, "train": "dummy:16", "val": "dummy:8"},
        fit={"epochs": 1},
    )
    run(path, tmp_path / "run", capsys)
    assert load_checkpoint(tmp_path / "run/checkpoints/best.pt").about["encoder"]["dv"] == 8
    assert "set model.vision" in run(config(data={"dummy_dv": 0}), tmp_path / "blind", capsys)


def test_below_the_floor_recall_does_not_make_an_epoch_the_best(config):
    fit, _ = assemble(load_settings(config(fit={"macro_f1_floor": 0.5})))
    fit.log = lambda *_: None
    reached = [(0.9, 0.3), (0.4, 0.6), (0.5, 0.55), (1.0, 0.4)]
    chosen = []
    for recall, f1 in reached:
        figures = {"risk_high_recall": recall, "macro_f1": f1}
        for split in ("train", "val"):
            fit._tallies[split].figures = lambda figures=figures: figures
        fit.on_validation_epoch_end()
        chosen.append(fit.best["macro_f1"])
    assert chosen == [0.3, 0.6, 0.55, 0.55]


def test_what_must_be_frozen_is(config):
    fit, frozen = assemble(load_settings(config()))
    assert counts(fit)["trained_parameters"] > 0
    assert frozen["language"]["sha256"] == fit.model.language.sha256
    next(fit.model.language.parameters()).requires_grad_(True)
    with pytest.raises(FrozenError, match="must be frozen"):
        counts(fit)
    fit.model.requires_grad_(False)
    with pytest.raises(FrozenError, match="no parameter to train"):
        counts(fit)


def test_frozen_weights_that_changed_end_the_run(tmp_path, config, capsys, monkeypatch):
    def spoil(self):
        with torch.no_grad():
            next(self.model.language.parameters()).add_(1.0)

    monkeypatch.setattr(fitting.RiskFit, "on_train_epoch_start", spoil)
    assert "language model's weights changed" in run(config(), tmp_path / "run", capsys)


def test_a_cache_of_another_encoder_is_not_trained_on(tmp_path, config, capsys):
    mine, other = (str(encoder(tmp_path / made.__name__, made)) for made in (Brighter, Colours))
    cache = str(tmp_path / "cache")
    clips = [clip(f"c{k}", seed=k, pictures=True) for k in range(3)]
    write_cache(tmp_path / "cache", clips, {"folder": "made"}, load_vision(mine), mirror=True)
    data = {"train": cache, "val": cache, "mirror": True}
    assert "not of" in run(config(model={"vision": other}, data=data), tmp_path / "foreign", capsys)
    said = run(config(model={"vision": mine}, data=data), tmp_path / "run", capsys)
    assert said["epochs"] == 2


def test_a_checkpoint_for_other_sizes_is_not_resumed(tmp_path, config, capsys):
    run(config(fit={"epochs": 1}), tmp_path / "run", capsys)
    for change, said in (
        ({"model": {"tokens": 2}}, "K 4 instead of 2"),
        ({"data": {"dummy_dv": 9}}, "dv 16 instead of 9"),
        ({"fit": {"epochs": 3}}, "other settings"),
    ):
        assert said in run(config(**{"fit": {"epochs": 1}, **change}), tmp_path / "run", capsys, "--resume")
    assert "no training run to resume" in run(config(), tmp_path / "none", capsys, "--resume")


def test_bad_checkpoints_are_named(tmp_path, config, capsys):
    run(config(fit={"epochs": 1}), tmp_path / "run", capsys)
    good = tmp_path / "run/checkpoints/best.pt"
    document = torch.load(good, weights_only=True)
    about = document["risk"]

    def changed(**more):
        path = tmp_path / "changed.pt"
        torch.save({**document, "risk": {**about, **more}}, path)
        return path

    damaged, foreign = tmp_path / "damaged.pt", tmp_path / "foreign.pt"
    damaged.write_bytes(b"PK" + bytes(99))
    torch.save({"state_dict": {}}, foreign)
    for path, said in (
        (tmp_path / "none.pt", "cannot be read"),
        (damaged, "is damaged"),
        (foreign, "not one of 'training.train risk'"),
    ):
        with pytest.raises(ModelError, match=said):
            load_checkpoint(path)
    for more, said in (
        ({"labels": {"risk": ["low", "high"]}}, "other label maps"),
        ({"schema_version": 0}, "schema version 0"),
        ({"shape": {**about["shape"], "dv": 5}}, "does not fit"),
        ({"language": {**about["language"], "sha256": "0" * 64}}, "another one"),
    ):
        with pytest.raises(ModelError, match=said):
            load_checkpoint(changed(**more))
    other = language(tmp_path / "other", seed=5)
    with pytest.raises(ModelError, match="another one"):
        load_checkpoint(good, str(other))
    assert LanguageModel(str(other)).width == 16


def test_a_resumed_run_forgets_what_it_does_again(tmp_path):
    folder = RunFolder(tmp_path)
    folder.prepare(Settings(), {})
    for epoch in range(3):
        folder.append("val", {"epoch": epoch})
    with folder.metrics("val").open("a") as file:
        file.write('{"epoch": 3, "cut')
    folder.forget_from(2)
    assert [json.loads(line)["epoch"] for line in folder.metrics("val").open()] == [0, 1]
