# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("rclpy", reason="message packages are needed: pip install ./embedded_ros ./sgw_msgs")

from test.training.episodes.made import trajectory, view
from test.training.risk.small import encoder
from training.episodes.encoding import encode
from training.episodes.episode import Episode
from training.episodes.errors import DatasetError
from training.episodes.store import EpisodeStore
from training.exporting.bag import write_bag
from training.risk.bags import clip_of_bag
from training.risk.clips import ClipError
from training.risk.dataset import DummyDataset
from training.risk.opening import open_split
from training.risk.settings import DataSettings, Settings
from training.risk.sources import clip_of, open_samples, raw_clips, telemetry_of
from training.risk.vision import load_vision

pytestmark = pytest.mark.ros
FRAMES = 10
LABELS = {
    "risk": np.array([0, 0, 1, 1, 2, 2, 3, 3, 3, 0]),
    "reason": np.array([3, 3, 0, 0, 0, 0, 1, 1, 1, 3]),
    "action": np.array([0, 0, 1, 1, 4, 5, 2, 2, 3, 0]),
}


def driven(**signals):
    """A rover that drives for a second and says how."""
    t = 0.02 * np.arange(60)
    ones = np.ones_like(t)
    told = {
        "imu": np.stack((t, 0.1 * ones, 0 * t, t, 0.5 * ones, 0 * t, 9.81 * ones), axis=1),
        "odom": np.stack((t, t, 0 * t, 0 * t, 0.4 * ones, t), axis=1),
        "telemetry": np.zeros((FRAMES, 8), np.float32),
        **LABELS,
        **signals,
    }
    seen = {"main": view(FRAMES, size=(64, 48), flow=False)}
    return Episode(trajectory(FRAMES), seen, told, {"scenario": "rover", "place": "room"})


def test_an_episode_becomes_a_clip():
    clip = clip_of(driven())
    assert clip.pictures.shape == (FRAMES, 96, 128, 3)
    assert clip.place == "room"
    assert clip.risk.tolist() == LABELS["risk"].tolist()
    assert np.diff(clip.stamps_ns).tolist() == [100_000_000] * (FRAMES - 1)


def test_of_a_damaged_episode_it_is_said_that_it_is_left_out(tmp_path, capsys):
    with EpisodeStore(tmp_path, {"scenario": "rover"}) as store:
        for number in range(2):
            store.append(number, [encode(replace(driven(), meta={**driven().meta, "index": number}))])
        store.finish()
    shard = tmp_path / "shard-000000.tar"
    content = bytearray(shard.read_bytes())
    content[3000] ^= 1
    shard.write_bytes(content)
    assert [clip.name for clip in raw_clips(tmp_path)] == ["rover-train-00000001"]
    assert "left out: " in (said := capsys.readouterr().err)
    assert "rover-train-00000000: damaged" in said


def test_telemetry_is_the_nearest_reading():
    motion = telemetry_of(driven(), np.array([0.0, 0.304, 0.316]))
    assert motion[0].tolist() == pytest.approx([0.5, 0, 9.81, 0.1, 0, 0.0, 0.4, 0.0])
    # Readings come every 0.02 s; gz and w hold their time.
    assert motion[1:, [5, 7]].tolist() == [pytest.approx([0.30, 0.30]), pytest.approx([0.32, 0.32])]
    bare = {name: value for name, value in driven().signals.items() if name not in ("imu", "odom")}
    assert not telemetry_of(replace(driven(), signals=bare), np.zeros(1)).any()


def test_what_lacks_labels_or_pictures_is_no_clip():
    whole = driven()
    with pytest.raises(ClipError, match="lacks reason"):
        clip_of(replace(whole, signals={k: v for k, v in whole.signals.items() if k != "reason"}))
    with pytest.raises(ClipError, match="lacks pictures"):
        clip_of(replace(whole, views={}))


def test_a_bag_gives_the_same_clip(tmp_path):
    path, drive = tmp_path / "drive.mcap", driven()
    ramp_mm = np.tile(np.linspace(800, 4000, 64).astype(np.uint16), (FRAMES, 48, 1))
    seen = {"main": replace(drive.views["main"], depth=ramp_mm)}
    drive = replace(drive, views=seen, meta={**drive.meta, "depth_sensor": "stereo"})
    write_bag(drive, path)
    recorded, made = clip_of_bag(path), clip_of(drive)
    for task in LABELS:
        assert getattr(recorded, task).tolist() == getattr(made, task).tolist()
    assert recorded.telemetry == pytest.approx(made.telemetry, abs=1e-6)
    assert recorded.pictures.shape == made.pictures.shape
    assert made.depths.any()
    assert np.array_equal(recorded.depths, made.depths)
    samples = open_samples(str(tmp_path))
    assert len(samples) == FRAMES - 7
    assert samples[0].frames.shape == (8, 3, 96, 128)


def test_a_bag_without_labels_says_which_topics_it_lacks(tmp_path):
    bare = driven()
    signals = {k: v for k, v in bare.signals.items() if k not in LABELS}
    write_bag(replace(bare, signals=signals), tmp_path / "bare.mcap")
    with pytest.raises(ClipError, match="no labels on /ground_truth/risk"):
        clip_of_bag(tmp_path / "bare.mcap")


def test_data_is_known_by_what_the_folder_holds(tmp_path):
    assert isinstance(open_samples("dummy:7", dv=3), DummyDataset)
    assert len(open_samples("dummy:7", dv=3)) == 7
    for wrong in (tmp_path, tmp_path / "none"):
        with pytest.raises(DatasetError):
            open_samples(str(wrong))


def test_a_run_makes_the_cache_that_its_settings_name_and_finds_it_again(tmp_path, monkeypatch):
    data = tmp_path / "bags"
    data.mkdir()
    write_bag(driven(), data / "drive.mcap")
    found = load_vision(str(encoder(tmp_path / "colours")))
    settings = Settings(data=DataSettings(train=str(data), val=str(data), cache=str(tmp_path / "cache")))
    train, val = (open_split(settings, split, found, split == "train") for split in ("train", "val"))
    assert (train.dv, val.dv, len(train)) == (6, 6, FRAMES - 7)
    assert train.origin["encoder"] == found.identity()
    monkeypatch.setattr(type(found), "encode", None)
    assert np.array_equal(open_split(settings, "val", found, False)[0].vis_feats, val[0].vis_feats)
