# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What evidence is worth, from pairs to the manifest of an exported model, by the command itself."""

import json
from dataclasses import replace

import numpy as np
import pytest
import torch

from test.training.physics.scenes import sliding
from training import export, weigh
from training.episodes.interchange import write_trajectory
from training.physics.checkpoints import KEY, PREFIX, describe, make_network
from training.physics.settings import NetworkSettings, Settings
from training.physics.violations.weighing import NAMES, USUAL, read_weights


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """A model that nobody has trained."""
    folder = tmp_path_factory.mktemp("exported")
    settings = Settings(network=NetworkSettings(hidden=8, members=1))
    weights = {PREFIX + name: value for name, value in make_network(settings).state_dict().items()}
    origin = {"folder": "none", "episodes": 0, "positions_sha256": ""}
    said = describe(settings, {"train": origin, "val": origin}, {}, 0.0)
    torch.save({KEY: said, "state_dict": weights}, folder / "new.ckpt")
    assert export.main(["physics", str(folder / "new.ckpt"), "--out", str(folder / "model"), "--json"]) == 0
    return folder / "model"


@pytest.fixture
def pairs(tmp_path):
    """Balls that go straight on, and the same that turn round in mid-air."""
    folder = tmp_path / "pairs"
    folder.mkdir()
    for number, speed in enumerate((0.8, 1.0, 1.3)):
        lawful = sliding([[-1, 0, 5]], [[speed, 0, 0]], dt=1 / 30, gravity=np.zeros(3, np.float32))
        position, velocity = lawful.position.copy(), lawful.linear_velocity.copy()
        position[30:] = 2 * position[30] - position[30:]
        velocity[30:] *= -1
        known = {"scenario": "violated_inertia", "pair": f"pair-{number}"}
        broken = {"position": position, "linear_velocity": velocity, "violation": "inertia"}
        write_trajectory(folder / f"{number}a.npz", replace(lawful, **known))
        write_trajectory(folder / f"{number}b.npz", replace(lawful, **known, **broken, t_violation=1.0))
    return folder


def test_evidence_is_weighed_and_kept_in_the_manifest(exported, pairs, capsys):
    assert weigh.main(["physics", "--model", str(exported), "--data", str(pairs), "--json"]) == 0
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    settings = json.loads((exported / "manifest.json").read_text())["settings"]
    assert said["episodes"] == 12  # each without noise of tracking and with it
    assert settings["violation"] == said["violation"]
    assert set(said["violation"]) == {"weights", "offset"}
    found = read_weights(settings, "model")
    assert set(found.weights) == set(NAMES)
    assert found != USUAL
    assert found.weights["flight"] > 0


def test_pairs_of_one_kind_and_models_without_a_manifest_are_named(exported, pairs, tmp_path, capsys):
    for path in pairs.glob("*b.npz"):
        path.unlink()
    assert weigh.main(["physics", "--model", str(exported), "--data", str(pairs)]) == 1
    assert "no violation pairs" in capsys.readouterr().err
    assert weigh.main(["physics", "--model", str(tmp_path / "none"), "--data", str(pairs)]) == 1
    assert "none" in capsys.readouterr().err
