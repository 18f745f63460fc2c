# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The encoder: its truth is the episode's, mirrors and disturbances keep it, a run resumes to the bit."""

import json
from dataclasses import replace

import numpy as np
import pytest
import torch
import yaml

from sgw_ros.core.errors import ConfigError, ModelError
from test.training.risk.driven import drive_among_people, stored
from training import train
from training.episodes.errors import DatasetError
from training.episodes.store import EpisodeStore
from training.risk.encoder.augment import varied
from training.risk.encoder.frames import gather, load_frames, mirrored
from training.risk.encoder.grid import COLUMNS, DISTANCE, FLOOR, PERSON, ROWS
from training.risk.encoder.network import Encoder, Teachers
from training.risk.encoder.truth import SECTORS, SOON_S, footprints_of, truth_of
from training.risk.measuring import depths_of, in_metres
from training.risk.vision import load_vision
from training.simulation.draw import start_draw
from training.simulation.scenarios import rover


@pytest.fixture(scope="module")
def episode():
    return drive_among_people()


@pytest.fixture(scope="module")
def folder(episode, tmp_path_factory):
    return stored(tmp_path_factory.mktemp("set") / "rover", episode)


@pytest.fixture(scope="module")
def frames(folder):
    return load_frames(folder, folder.parent / "frames")


def test_distances_are_those_of_the_depth_picture(episode):
    truth, view = truth_of(episode), episode.views["main"]
    assert truth.still.shape == (100, SECTORS)
    people = np.flatnonzero(np.array(episode.meta["classes"]) == "person") + 1
    wide = view.masks.shape[2] // SECTORS
    t, sector = np.argwhere(truth.person > 0)[0]
    columns = slice(sector * wide, (sector + 1) * wide)
    shown = np.isin(view.masks[t][:, columns], people)
    assert np.exp(truth.person_at[t, sector]) == pytest.approx(view.depth[t][:, columns][shown].min() / 1000)
    assert truth.person_at[truth.person == 0] == pytest.approx(np.log(12.0))


def test_what_is_foreseen_agrees_with_high_risk(episode):
    truth, risk = truth_of(episode), episode.signals["risk"]
    soon = SOON_S.index(1.5)
    least = np.minimum(truth.foreseen[:, soon], truth.foreseen[:, len(SOON_S) + soon])
    assert (least[risk == 3] < 0.05).mean() > 0.8


def test_people_move_as_they_do_relative_to_the_rover(episode):
    truth = truth_of(episode)
    pose, people = episode.signals["pose"], episode.signals["people"]
    speeds = np.linalg.norm(np.diff(people, axis=0), axis=-1).max() * 10 + pose[:, 3].max()
    assert np.linalg.norm(truth.person_moves, axis=-1).max() <= speeds + 1e-3
    assert not truth.person_moves[truth.person == 0].any()


def test_footprints_are_those_that_the_rover_drove_among(episode):
    standing = np.array(episode.meta["classes"]) != "person"
    standing[0] = False
    shapes = footprints_of(episode.trajectory, standing)
    now = shapes.clearance(episode.signals["pose"][:, :2]) - 0.28
    assert now.min() > -0.15
    assert (episode.signals["clearance"] >= np.minimum(now, 9.0) - 1.5).all()


def test_an_episode_without_pictures_has_no_such_truth():
    [made] = rover.make(start_draw("rover", 0))
    with pytest.raises(DatasetError, match="no rendered rover scene"):
        truth_of(made)


def test_twice_mirrored_is_as_before(frames):
    batch = gather(frames, np.array([0, 20, 40]))
    once, twice = mirrored(batch), mirrored(mirrored(batch))
    assert np.array_equal(once.pairs, batch.pairs[:, :, :, ::-1])
    assert np.array_equal(once.near, batch.near[..., ::-1])
    assert np.array_equal(twice.near, batch.near)
    assert torch.equal(once.truth["grid"], batch.truth["grid"].flip(3))
    assert torch.equal(once.truth["foreseen"][:, 12], batch.truth["foreseen"][:, 13])
    for name, values in batch.truth.items():
        assert torch.equal(twice.truth[name], values), name
    assert torch.equal(twice.telemetry, batch.telemetry)
    assert torch.equal(twice.classes, batch.classes)


def test_disturbances_depend_on_the_seed_alone_and_keep_what_is_true(frames):
    batch = gather(frames, np.arange(16))
    first, again = (varied(batch, np.random.default_rng(3)) for _ in range(2))
    assert first.pairs.dtype == np.uint8
    assert first.pairs.shape == batch.pairs.shape
    assert np.array_equal(first.pairs, again.pairs)
    assert all((one != other).any() for one, other in zip(first.pairs, batch.pairs, strict=True))
    assert first.truth is batch.truth


def test_disturbances_leave_the_pictures_that_they_were_given(frames):
    batch = gather(frames, np.arange(16))
    before = batch.pairs.copy()
    varied(batch, np.random.default_rng(3))
    assert np.array_equal(batch.pairs, before)


def test_patches_are_as_far_as_the_depth_picture_says_and_hold_as_much_of_people(episode):
    grid, view = truth_of(episode).grid, episode.views["main"]
    assert grid.shape == (100, 3, ROWS, COLUMNS)
    far = np.log(np.clip(np.where(view.depth == 0, 12.0, view.depth / 1000), 0.2, 12.0))
    assert grid[:, DISTANCE].astype(float).mean() == pytest.approx(far[:, :, ::2].mean(), abs=1e-3)
    people = np.flatnonzero(np.array(episode.meta["classes"]) == "person") + 1
    shown = np.isin(view.masks[:, :, ::2], people)
    assert grid[:, PERSON].astype(float).mean() == pytest.approx(shown.mean(), abs=1e-3)
    assert grid[0, FLOOR, -1].mean() > grid[0, FLOOR, 0].mean()


def test_frames_are_read_once_and_kept(folder, frames, monkeypatch):
    monkeypatch.setattr("training.risk.encoder.frames.truth_of", None)
    again = load_frames(folder, folder.parent / "frames")
    assert np.array_equal(again.pictures, frames.pictures)
    assert np.array_equal(again.truth.grid, frames.truth.grid)


def test_frames_that_were_kept_and_are_damaged_are_refused(folder, frames, tmp_path):
    load_frames(folder, tmp_path)
    [place] = tmp_path.iterdir()
    (place / "pictures.bin").write_bytes(b"cut")
    with pytest.raises(DatasetError, match="damaged"):
        load_frames(folder, tmp_path)


def test_a_set_without_episodes_has_no_frames(tmp_path):
    with EpisodeStore(tmp_path / "empty", {"scenario": "rover"}) as store:
        store.finish()
    with pytest.raises(DatasetError, match="holds no episode"):
        load_frames(tmp_path / "empty", tmp_path / "frames")


def test_training_sees_what_a_robot_sees(frames, episode):
    batch, encoder = gather(frames, np.arange(4)), Encoder(8).eval()
    now, before = (torch.from_numpy(batch.pairs[:, k]).permute(0, 3, 1, 2) / 255.0 for k in range(2))
    depths = in_metres(depths_of(episode)[:4])
    depth, depth_before = (torch.from_numpy(depths[rows]) for rows in ([0, 1, 2, 3], [0, 0, 1, 2]))
    with torch.no_grad():
        trained = encoder.look(batch.seen.float(), *batch.ranged).features
        deployed = encoder(now, before, depth, depth_before)
        without = encoder(now, before, 0 * depth, 0 * depth)
    assert torch.allclose(trained, deployed, atol=0.002)
    assert not torch.allclose(without, deployed, atol=1e-3)


def test_a_drive_begins_without_an_earlier_picture(frames):
    assert frames.before[:3].tolist() == [0, 0, 1]


def test_teachers_see_what_the_encoder_gives():
    encoder, teachers = Encoder(32), Teachers(32)
    seen = [torch.rand(2, channels, 96, 128) for channels in (3, 3, 1, 1)]
    assert encoder(*seen).shape == (2, 32 + 5 * SECTORS)
    near = torch.rand(2, 2, 2, 48, 64)
    told = teachers(encoder.look(torch.rand(2, 6, 96, 128), *near), torch.zeros(2, 8))
    assert told.grid.shape == (2, 3, ROWS, COLUMNS)
    assert told.sectors.shape == (2, 5, SECTORS)
    for foretold in (told.glanced, told.pondered):
        assert foretold.foreseen.shape == (2, 15)
        sizes = {task: logits.shape[1] for task, logits in foretold.tasks.items()}
        assert sizes == {"risk": 4, "reason": 4, "action": 6}


@pytest.fixture
def config(folder, tmp_path):
    def write(steps):
        document = {
            "dv": 16,
            "data": {"train": str(folder), "val": str(folder), "store": str(tmp_path / "frames")},
            "fit": {"steps": steps, "batch": 4, "every": 1},
        }
        path = tmp_path / "encoder.yaml"
        path.write_text(yaml.safe_dump(document))
        return path

    return write


def test_a_run_ends_with_an_encoder_that_the_risk_model_can_use(config, tmp_path, capsys):
    out = tmp_path / "encoder"
    arguments = ["risk_encoder", "--config", str(config(2)), "--out", str(out), "--json"]
    assert train.main(arguments) == 0
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert said["best"]["loss_foreseen"] > 0
    assert 0 <= said["best"]["without_depth_macro_f1"] <= 1
    assert load_vision(str(out)).dv == 16 + 5 * SECTORS
    assert load_vision(str(out)).identity()["name"] == "rover-vision"
    assert len((out / "metrics.jsonl").read_text().splitlines()) == 2
    assert train.main(arguments) == 2
    assert "holds a run already" in capsys.readouterr().err


def test_a_run_is_not_resumed_from_nothing_nor_from_damage_nor_with_other_settings(config, tmp_path):
    from training.risk.encoder.running import Run, load_settings
    from training.risk.encoder.running import train as run

    out = tmp_path / "encoder"
    with pytest.raises(DatasetError, match="no run to resume"):
        run(config(2), out, resume=True)
    out.mkdir()
    (out / "last.pt").write_bytes(b"damage")
    with pytest.raises(ModelError, match="damaged"):
        run(config(2), out, resume=True)
    Run(load_settings(config(3)), out)._keep({})
    with pytest.raises(ConfigError, match="other settings"):
        run(config(2), out, resume=True)


def test_a_resumed_run_is_the_uninterrupted_one(config, frames, tmp_path):
    from training.risk.encoder.running import Run, load_settings

    settings = load_settings(config(3))
    torch.manual_seed(0)
    whole = Run(settings, tmp_path / "whole")
    whole.go(frames, frames)
    torch.manual_seed(0)
    begun = Run(settings, tmp_path / "begun")
    keep, begun._keep = begun._keep, lambda line: _stop(keep, line)
    with pytest.raises(KeyboardInterrupt):
        begun.go(frames, frames)
    resumed = Run(settings, tmp_path / "begun")
    resumed.resume(tmp_path / "begun" / "last.pt")
    resumed.go(frames, frames)
    for network in ("encoder", "teachers"):
        kept, again = (getattr(run.steady, network).state_dict() for run in (whole, resumed))
        for name, value in kept.items():
            assert torch.equal(value, again[name]), name


def test_a_run_begins_with_the_weights_of_another_of_the_same_size(config, tmp_path):
    from training.risk.encoder.running import Run, load_settings

    settings = load_settings(config(1))
    first, second = (Run(settings, tmp_path / name) for name in ("first", "second"))
    first.out.mkdir()
    first._keep({})
    second.begin(tmp_path / "first" / "last.pt")
    assert torch.equal(*(run.encoder.mixed[2].weight for run in (first, second)))
    assert torch.equal(second.steady.encoder.mixed[2].weight, first.encoder.mixed[2].weight)
    with pytest.raises(ModelError, match="other sizes"):
        Run(replace(settings, dv=8), tmp_path).begin(tmp_path / "first" / "last.pt")
    with pytest.raises(ModelError, match="cannot be read"):
        first.begin(tmp_path / "nothing.pt")
    (tmp_path / "torn.pt").write_bytes((tmp_path / "first" / "last.pt").read_bytes()[:1000])
    with pytest.raises(ModelError, match="is damaged"):
        first.begin(tmp_path / "torn.pt")
    torch.save({"weights": torch.zeros(1)}, tmp_path / "other.pt")
    with pytest.raises(ModelError, match="not one of a run that counts steps"):
        first.begin(tmp_path / "other.pt")


def _stop(keep, line):
    keep(line)
    raise KeyboardInterrupt
