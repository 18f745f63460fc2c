# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import json

import pytest

from test.training.episodes.made import episode
from training import check
from training.episodes.encoding import encode
from training.episodes.store import EpisodeStore


@pytest.fixture
def folder(tmp_path):
    with EpisodeStore(tmp_path, {}) as store:
        for job in range(3):
            store.append(job, [encode(episode(job, rendered=job > 0))])
        store.finish()
    return tmp_path


def test_a_whole_set_is_counted(folder, capsys):
    assert check.main([str(folder), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert {name: said[name] for name in ("episodes", "damaged", "frames", "pictures")} == {
        "episodes": 3,
        "damaged": 0,
        "frames": 12,
        "pictures": 8,
    }
    assert said["pictures_per_s"] > 0


def test_what_is_damaged_is_named_and_the_rest_counted(folder, capsys):
    shard = folder / "shard-000000.tar"
    content = bytearray(shard.read_bytes())
    content[-3000] ^= 1
    shard.write_bytes(content)
    assert check.main([str(folder), "--json"]) == 1
    said = capsys.readouterr()
    assert json.loads(said.out)["damaged"] == 1
    assert "fall-train-00000002: damaged" in said.err
    assert check.main([str(folder / "none")]) == 2
