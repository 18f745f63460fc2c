# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
from itertools import chain

import pytest

from test.training.episodes.made import assert_equal, episode, trajectory
from training.episodes.encoding import encode
from training.episodes.errors import DatasetError
from training.episodes.interchange import write_trajectory
from training.episodes.source import InterchangeFolder
from training.episodes.store import EpisodeStore
from training.episodes.stored import StoredEpisodes
from training.episodes.streaming import Reading, stream_episodes, stream_pictures


@pytest.fixture
def source(tmp_path):
    with EpisodeStore(tmp_path, {}) as store:
        for job in range(10):
            store.append(job, [encode(episode(job))])
        store.finish()
    return StoredEpisodes(tmp_path)


def indices(episodes):
    return [one.meta["index"] for one in episodes]


def test_the_order_is_the_seeds(source):
    assert indices(stream_episodes(source, Reading())) == list(range(10))
    one = indices(stream_episodes(source, Reading(shuffle_seed=1, threads=1)))
    assert one == indices(stream_episodes(source, Reading(shuffle_seed=1, threads=3, ahead=1)))
    assert one != indices(stream_episodes(source, Reading(shuffle_seed=2)))
    assert sorted(one) == list(range(10))


def test_readers_share_a_set_without_overlap(source):
    parts = [indices(stream_episodes(source, Reading(shuffle_seed=3, part=(rank, 3)))) for rank in range(3)]
    assert sorted(chain.from_iterable(parts)) == list(range(10))


def test_pictures_of_several_episodes_are_mixed(source):
    seen = [(p.episode.meta["index"], p.t) for p in stream_pictures(source, Reading(shuffle_seed=1, mixed=5))]
    assert sorted(seen) == [(i, t) for i in range(10) for t in range(4)]
    assert len({index for index, _ in seen[:12]}) > 2
    in_order = [(p.episode.meta["index"], p.t) for p in stream_pictures(source, Reading())]
    assert in_order == sorted(seen)


def test_a_stream_may_be_left_early(source):
    stream = stream_episodes(source, Reading(ahead=2))
    assert_equal(next(stream), episode(0))
    stream.close()


def test_damage_stops_the_stream_or_is_reported(source, tmp_path):
    shard = tmp_path / "shard-000000.tar"
    content = bytearray(shard.read_bytes())
    content[source.entries[4].offset + 3000] ^= 1
    shard.write_bytes(content)
    with pytest.raises(DatasetError, match="fall-train-00000004: damaged"):
        list(stream_episodes(source, Reading()))
    told = []
    assert indices(stream_episodes(source, Reading(on_damage=told.append))) == [0, 1, 2, 3, 5, 6, 7, 8, 9]
    assert len(told) == 1


def test_a_folder_of_interchange_files_is_a_source(tmp_path):
    for name in ("b", "a"):
        write_trajectory(tmp_path / f"{name}.npz", trajectory(scenario=name))
    found = InterchangeFolder(tmp_path)
    assert found.names == ["a", "b"]
    assert [one.trajectory.scenario for one in stream_episodes(found, Reading())] == ["a", "b"]
    with pytest.raises(DatasetError, match=r"holds no \.npz files"):
        InterchangeFolder(tmp_path / "none")
