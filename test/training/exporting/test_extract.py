# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import av
import pytest

from test.training.episodes.made import assert_equal, episode
from training import extract
from training.episodes.encoding import encode
from training.episodes.episode import Episode
from training.episodes.interchange import read_trajectory
from training.episodes.store import EpisodeStore


@pytest.fixture
def folder(tmp_path):
    with EpisodeStore(tmp_path / "set", {}) as store:
        store.append(0, [encode(episode(0))])
        store.append(1, [encode(episode(1, rendered=False))])
        store.finish()
    return tmp_path / "set"


def frames(path):
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def test_a_video_shows_every_moment_in_its_own_time(folder, tmp_path):
    assert extract.main([str(folder), "--out", str(tmp_path / "a.mp4")]) == 0
    shown = frames(tmp_path / "a.mp4")
    assert len(shown) == 4
    assert shown[0].shape == (24, 16, 3)  # the picture, and its instances below
    with av.open(str(tmp_path / "a.mp4")) as container:
        assert container.streams.video[0].average_rate == 10
    name = "fall-train-00000001"
    assert extract.main([str(folder), "--episode", name, "--out", str(tmp_path / "b.mp4")]) == 0
    assert len(frames(tmp_path / "b.mp4")) == 4


def test_an_interchange_file_is_the_trajectory(folder, tmp_path, capsys):
    assert extract.main([str(folder), "--episode", "1", "--out", str(tmp_path / "sub" / "a.npz")]) == 0
    assert "fall-train-00000001, 4 frames of 3 rows" in capsys.readouterr().out
    found = read_trajectory(tmp_path / "sub" / "a.npz")
    assert_equal(Episode(found), Episode(episode(1).trajectory))


def test_an_empty_set_is_named(tmp_path, capsys):
    EpisodeStore(tmp_path / "set", {}).__exit__(None, None, None)
    assert extract.main([str(tmp_path / "set"), "--out", str(tmp_path / "a.mp4")]) == 2
    assert "holds no episodes yet" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["set", "--out", "a.gif"], 2, "must end in .mcap, .mp4, .npz"),
        (["set", "--out", "a.mp4", "--episode", "7"], 2, "no episode '7': there are 2, from 'fall-train"),
        (["none", "--out", "a.mp4"], 2, "no such folder"),
        (["set", "--out", "a.mcap", "--episode", "1"], 2, "a state-only episode has no pictures"),
    ],
)
def test_what_cannot_be_done_is_named(folder, tmp_path, capsys, arguments, status, says):
    places = [str(tmp_path / word) if word in ("set", "none") or "." in word else word for word in arguments]
    assert extract.main(places) == status
    said = capsys.readouterr().err
    assert says in said
    assert len(said.splitlines()) == 1
