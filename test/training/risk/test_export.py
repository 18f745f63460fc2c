# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import json
from dataclasses import replace

import numpy as np
import pytest
import yaml

from sgw_ros.core.errors import ModelError
from sgw_ros.experts.risk.settings import read_settings
from sgw_ros.inference.lookup import find_model
from test.training.risk.small import DV, clip, encoder, language, vision_transformer
from training import export, train
from training.risk.caching import write_cache
from training.risk.calibration import Scaling
from training.risk.checkpoints import load_checkpoint
from training.risk.exporting import fit_calibration
from training.risk.inference import RiskPredictor
from training.risk.samples import SampleError
from training.risk.vision import load_vision

STILL = np.zeros(8, np.float32)


@pytest.fixture
def trained(tmp_path, capsys):
    """A function that trains on a cache of an encoder's features; gives checkpoint and encoder's folder."""

    def run(vision, further="", **model):
        folder = tmp_path / "cache"
        clips = [clip(f"c{k}", frames=20, seed=k, pictures=True) for k in range(4)]
        write_cache(folder, clips, {"folder": "made"}, load_vision(str(vision)), mirror=True)
        document = {
            "model": {"language": str(language(tmp_path / "language")), "vision": str(vision), **model},
            "data": {"train": str(folder), "val": str(folder), "further": further},
            "fit": {"epochs": 2, "batch": 8, "threads": 1},
        }
        path = tmp_path / "risk.yaml"
        path.write_text(yaml.safe_dump(document))
        assert train.main(["risk", "--config", str(path), "--out", str(tmp_path / "run")]) == 0, (
            capsys.readouterr()
        )
        capsys.readouterr()
        return tmp_path / "run/checkpoints/best.pt"

    return run


def exported(checkpoint, folder, capsys):
    status = export.main(["risk", str(checkpoint), "--out", str(folder), "--json"])
    said = capsys.readouterr()
    assert status == 0, said.err
    return json.loads(said.out.splitlines()[-1])


@pytest.mark.parametrize("pooling", ["segment", "attention"])
def test_what_is_exported_says_what_was_trained(tmp_path, trained, capsys, pooling):
    checkpoint = trained(encoder(tmp_path / "colours"), pooling=pooling)
    said = exported(checkpoint, tmp_path / "risk", capsys)
    assert said["files"] == ["README.md", "encoder.onnx", "manifest.json", "risk.onnx"]
    assert said["parity_max_abs"] < 1e-4
    settings = read_settings(find_model(str(tmp_path / "risk"), "risk"))
    assert (settings.dv, settings.telemetry.limit) == (DV, 10.0)
    assert 0 < settings.alarm.leave <= settings.alarm.threshold < 1
    assert settings.mean_features.shape == (DV,)
    stated = json.loads((tmp_path / "risk/manifest.json").read_text())["settings"]
    assert stated["operating_point"]["costs"]["missed_high"] == 15.0
    card = (tmp_path / "risk/README.md").read_text()
    assert f"tokens by {pooling}" in card
    assert "risk_high_recall" in card


def test_further_clips_are_calibrated_on_as_well(tmp_path, trained, capsys):
    checkpoint = trained(encoder(tmp_path / "colours"), further=str(tmp_path / "cache"))
    found = load_checkpoint(checkpoint)
    vision = load_vision(found.settings.model.vision)
    twice = fit_calibration(found, vision)
    once = fit_calibration(replace(found, settings=without_further(found.settings)), vision)
    assert twice.scaling.temperature == pytest.approx(once.scaling.temperature, rel=0.02)
    assert twice.operating.recall == pytest.approx(once.operating.recall, abs=0.1)
    exported(checkpoint, tmp_path / "risk", capsys)
    assert "the last two on cache, too" in (tmp_path / "risk/README.md").read_text()


def without_further(settings):
    return replace(settings, data=replace(settings.data, further=""))


def acted(answer):
    return list(answer["action_probabilities"].values())


def calibrated(answer, folder):
    """A checkpoint's probabilities of actions, as the exported model states them."""
    scaling = Scaling(**json.loads((folder / "manifest.json").read_text())["settings"]["action"])
    return scaling.probabilities(np.log(np.maximum([acted(answer)], 1e-6)))[0].tolist()


def test_checkpoint_and_folder_answer_alike_but_for_the_calibration(tmp_path, trained, capsys):
    checkpoint = trained(encoder(tmp_path / "colours"))
    exported(checkpoint, tmp_path / "risk", capsys)
    first, second = RiskPredictor(str(checkpoint)), RiskPredictor(str(tmp_path / "risk"))
    frames = np.random.default_rng(0).integers(0, 255, (8, 3, 96, 128), np.uint8)
    one, two = (predictor.predict(STILL, frames=frames) for predictor in (first, second))
    assert one["reason_probabilities"] == pytest.approx(two["reason_probabilities"], abs=2e-4)
    assert acted(two) == pytest.approx(calibrated(one, tmp_path / "risk"), abs=1e-3)


def test_an_answer_reads_well(tmp_path, trained):
    predictor = RiskPredictor(str(trained(encoder(tmp_path / "colours"))))
    said = json.loads(predictor.predict_json(STILL, vis_feats=np.zeros((8, DV), np.float32)))
    assert list(said)[:3] == ["confidence", "risk", "risk_id"]
    assert said["risk"] in ("none", "low", "medium", "high")
    assert sum(said["action_probabilities"].values()) == pytest.approx(1.0, abs=1e-3)
    assert list(said["reason_probabilities"]) == ["human", "obstacle", "tight_space", "unknown"]


def test_what_cannot_be_answered_is_named(tmp_path, trained, capsys):
    checkpoint = trained(encoder(tmp_path / "colours"))
    exported(checkpoint, tmp_path / "risk", capsys)
    for model in (checkpoint, tmp_path / "risk"):
        predictor = RiskPredictor(str(model))
        for given, said in (
            ({"vis_feats": np.zeros((5, DV), np.float32)}, "vis_feats must be"),
            ({"vis_feats": np.zeros((8, DV + 1), np.float32)}, f"this model takes {DV}"),
            ({"frames": np.zeros((7, 3, 96, 128), np.uint8)}, "frames must be"),
            ({"frames": np.zeros((8, 3, 40, 40), np.uint8)}, r"frames must be uint8 \[8, 3, 96, 128\]"),
            ({}, "give either"),
        ):
            with pytest.raises(SampleError, match=said):
                predictor.predict(STILL, **given)
        with pytest.raises(SampleError, match="telemetry"):
            predictor.predict(STILL[:7], vis_feats=np.zeros((8, DV), np.float32))


def test_a_vision_model_of_transformers_is_exported_with_its_preprocessing(tmp_path, trained, capsys):
    vision = vision_transformer(tmp_path / "vit")
    checkpoint = trained(vision)
    assert exported(checkpoint, tmp_path / "risk", capsys)["parity_max_abs"] < 1e-4
    frames = np.random.default_rng(0).integers(0, 255, (8, 3, 96, 128), np.uint8)
    one, two = (
        RiskPredictor(str(model)).predict(STILL, frames=frames) for model in (checkpoint, tmp_path / "risk")
    )
    assert acted(two) == pytest.approx(calibrated(one, tmp_path / "risk"), abs=2e-3)


def test_without_the_encoder_nothing_is_exported(tmp_path, capsys):
    document = {
        "model": {"language": str(language(tmp_path / "language")), "vision": ""},
        "data": {"train": "dummy:16", "val": "dummy:8", "mirror": False},
        "fit": {"epochs": 1, "batch": 8, "threads": 1},
    }
    (tmp_path / "risk.yaml").write_text(yaml.safe_dump(document))
    assert train.main(["risk", "--config", str(tmp_path / "risk.yaml"), "--out", str(tmp_path / "run")]) == 0
    checkpoint = tmp_path / "run/checkpoints/best.pt"
    assert export.main(["risk", str(checkpoint), "--out", str(tmp_path / "risk")]) == 1
    assert "train with model.vision set" in capsys.readouterr().err
    with pytest.raises(ModelError, match="name its encoder"):
        RiskPredictor(str(checkpoint)).predict(STILL, frames=np.zeros((8, 3, 96, 128), np.uint8))
