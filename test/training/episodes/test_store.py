# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import hashlib
import json
import os
import resource
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from sgw_ros.core.errors import ConfigError
from test.training.episodes.made import assert_equal, episode
from training.episodes.encoding import encode
from training.episodes.errors import DatasetError
from training.episodes.store import EpisodeStore
from training.episodes.stored import StoredEpisodes

REQUEST = {"scenario": "fall", "seed": 1}
SHARD = 60_000


def made(job):
    """Every third call makes a pair."""
    if job % 3:
        return [encode(episode(job))]
    pair = {"pair": f"p{job}"}
    return [encode(episode(job, **pair)), encode(episode(job, violation="gravity", t_violation=0.1, **pair))]


def write(folder, jobs, finish=True, request=REQUEST):
    with EpisodeStore(folder, request, SHARD) as store:
        for job in range(store.next_job, jobs):
            store.append(job, made(job))
        return store.finish() if finish else ""


def contents(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_a_set_is_read_back_in_any_order(tmp_path):
    sha256 = write(tmp_path, 6)
    found = StoredEpisodes(tmp_path)
    assert found.manifest.complete
    assert (found.manifest.sha256, found.manifest.episodes, len(found.names)) == (sha256, 8, 8)
    wanted = [one for job in range(6) for one in made(job)]
    assert found.names == [one.key for one in wanted]
    assert_equal(found.read(7), episode(5))
    assert_equal(found.read(0), episode(0, pair="p0"))
    assert found.entries[1].summary["violation"] == "gravity"


def test_shards_are_whole_archives_with_their_checksums(tmp_path):
    write(tmp_path, 6)
    shards = StoredEpisodes(tmp_path).manifest.shards
    assert len(shards) > 1
    for shard in shards:
        content = (tmp_path / shard.file).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (shard.bytes, shard.sha256)
        assert len(content) <= SHARD
        with tarfile.open(tmp_path / shard.file) as archive:
            assert sum(name.endswith(".json") for name in archive.getnames()) == shard.episodes


def test_a_set_is_the_same_however_often_its_making_was_interrupted(tmp_path):
    write(tmp_path / "once", 9)
    for jobs in (0, 2, 3, 3, 7):
        write(tmp_path / "often", jobs, finish=False)
    write(tmp_path / "often", 9)
    write(tmp_path / "grown", 4)
    write(tmp_path / "grown", 9)
    assert contents(tmp_path / "once") == contents(tmp_path / "often") == contents(tmp_path / "grown")


def test_an_end_at_any_byte_loses_nothing_that_was_finished(tmp_path):
    write(tmp_path / "once", 4)
    write(tmp_path / "cut", 4, finish=False)
    whole = contents(tmp_path / "cut")
    ends = [entry.end for entry in StoredEpisodes(tmp_path / "cut").entries if entry.shard == 0]
    for length in (0, 100, ends[0], ends[1], ends[1] + 700):
        for name, content in whole.items():
            (tmp_path / "cut" / name).write_bytes(content)
        newest = tmp_path / "cut" / "shard-000000.tar"
        newest.write_bytes(whole[newest.name][:length])
        index = b"".join(whole["index.jsonl"].splitlines(keepends=True)[:3])
        (tmp_path / "cut" / "index.jsonl").write_bytes(index + b'{"key": "torn')
        with EpisodeStore(tmp_path / "cut", REQUEST, SHARD) as store:
            assert store.next_job == (1 if length >= ends[1] else 0)
        write(tmp_path / "cut", 4)
        assert contents(tmp_path / "cut") == contents(tmp_path / "once")


def test_another_request_or_folder_is_refused(tmp_path):
    write(tmp_path / "set", 2)
    with pytest.raises(ConfigError, match="holds a set made with seed 1, not 2"):
        write(tmp_path / "set", 2, request={**REQUEST, "seed": 2})
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "shard-000000.tar").touch()
    with pytest.raises(ConfigError, match=r"holds shards without manifest\.json"):
        write(tmp_path / "theirs", 2)
    (tmp_path / "file").touch()
    with pytest.raises(DatasetError, match="file: cannot be written"):
        write(tmp_path / "file", 2)


def test_two_writers_never_share_a_folder(tmp_path):
    with EpisodeStore(tmp_path, REQUEST), pytest.raises(DatasetError, match="another run is writing"):
        EpisodeStore(tmp_path, REQUEST)


def test_other_formats_and_versions_are_refused_by_name(tmp_path):
    with pytest.raises(DatasetError, match="is this a data set"):
        StoredEpisodes(tmp_path)
    write(tmp_path, 1)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    (tmp_path / "manifest.json").write_text(json.dumps({**manifest, "version": 9}))
    with pytest.raises(
        DatasetError, match=r"manifest\.json: format 'sgw-episodes' version 9; this program reads"
    ):
        StoredEpisodes(tmp_path)
    (tmp_path / "manifest.json").write_text("{")
    with pytest.raises(DatasetError, match=r"manifest\.json: no manifest"):
        StoredEpisodes(tmp_path)


def test_damage_is_named_and_the_others_are_read(tmp_path):
    write(tmp_path, 6)
    shard = tmp_path / "shard-000000.tar"
    content = bytearray(shard.read_bytes())
    content[5000] ^= 1
    shard.write_bytes(content)
    found = StoredEpisodes(tmp_path)
    with pytest.raises(DatasetError, match=r"shard-000000\.tar: fall-train-00000000-possible: damaged"):
        found.read(0)
    assert_equal(found.read(7), episode(5))
    shard.unlink()
    with pytest.raises(DatasetError, match=r"shard-000000\.tar: .*cannot be read"):
        found.read(0)
    index = (tmp_path / "index.jsonl").read_bytes()
    (tmp_path / "index.jsonl").write_bytes(b"{}\n" + index)
    with pytest.raises(DatasetError, match=r"index\.jsonl: line 1 is damaged"):
        StoredEpisodes(tmp_path)


FULL_DISK = """
import sys
from pathlib import Path
from test.training.episodes.test_store import write
from training.episodes.errors import DatasetError
try:
    write(Path(sys.argv[1]), 6)
except DatasetError as error:
    sys.exit(str(error))
"""


def test_a_full_disk_is_named_and_the_set_continued_later(tmp_path):
    def small_files():
        resource.setrlimit(resource.RLIMIT_FSIZE, (45_000, 45_000))

    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(tmp_path / "full")],
        preexec_fn=small_files,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[3],
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert "cannot be written (File too large)" in done.stderr
    assert "episodes are safe, the same command continues" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    found = StoredEpisodes(tmp_path / "full")
    assert_equal(found.read(0), episode(0, pair="p0"))
    write(tmp_path / "once", 6)
    write(tmp_path / "full", 6)
    assert contents(tmp_path / "once") == contents(tmp_path / "full")
