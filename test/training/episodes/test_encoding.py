# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import contextlib
import io
import tarfile

import numpy as np
import pytest
import zstandard

from sgw_ros.core.errors import SgwError
from test.training.episodes.made import assert_equal, episode, view
from training.episodes.encoding import decode, encode
from training.episodes.episode import Episode
from training.episodes.errors import DatasetError
from training.episodes.interchange import read_trajectory
from training.episodes.tarring import END, pack, stream, unpack


@pytest.mark.parametrize(
    "made",
    [
        episode(),
        episode(rendered=False),
        episode(frames=1),
        Episode(episode().trajectory, {"left": view(flow=False), "right": view(seed=9)}),
    ],
)
def test_an_episode_comes_back_to_the_bit(made):
    encoded = encode(made)
    assert_equal(decode(unpack(memoryview(encoded.packed), "x"), "x"), made)
    assert encode(made) == encoded


def test_a_shard_is_a_tar_that_anyone_can_read(tmp_path):
    made = episode()
    key = "fall-train-00000000"
    with tarfile.open(fileobj=io.BytesIO(encode(made).packed + END)) as archive:
        assert archive.getnames()[:2] == [f"{key}.json", f"{key}.trajectory.npz"]
        archive.extract(f"{key}.trajectory.npz", tmp_path, filter="data")
        pictures = archive.extractfile(f"{key}.main.rgb.delta.npy.zst").read()
    assert read_trajectory(tmp_path / f"{key}.trajectory.npz").scenario == "fall"
    deltas = np.load(io.BytesIO(zstandard.decompress(pictures)))
    np.testing.assert_array_equal(np.cumsum(deltas, axis=0, dtype=np.uint8), made.views["main"].rgb)


def test_a_shard_can_be_streamed():
    made = [episode(i) for i in range(3)]
    shard = b"".join(encode(one).packed for one in made) + END
    for group, one in zip(stream(io.BytesIO(shard), "x"), made, strict=True):
        assert_equal(decode(group, "x"), one)
    with pytest.raises(DatasetError, match=r"x\.tar: cut or damaged"):
        list(stream(io.BytesIO(shard[: len(shard) // 2]), "x.tar"))


def test_another_format_or_version_is_refused_by_name():
    with pytest.raises(
        DatasetError, match=r"x: format 'sgw-episode' version 2; this program reads .* version 1"
    ):
        decode({"k.json": b'{"format": "sgw-episode", "version": 2}'}, "x")
    with pytest.raises(DatasetError, match="x: no episode of this project"):
        decode({"k.cls": b"3", "k.jpg": b""}, "x")
    with pytest.raises(DatasetError, match="x: no episode of this project"):
        decode({"k.json": b"[1]"}, "x")


def test_a_flipped_byte_is_an_error_with_a_name_or_harmless():
    packed = encode(episode(frames=2)).packed
    for at in range(0, len(packed), 31):
        flipped = packed[:at] + bytes([packed[at] ^ 0xFF]) + packed[at + 1 :]
        with contextlib.suppress(SgwError):
            decode(unpack(memoryview(flipped), "x"), "x")


def test_a_missing_member_is_named():
    members = unpack(memoryview(encode(episode()).packed), "x")
    for name in list(members)[1:]:
        if "flow" not in name:
            with pytest.raises(DatasetError, match=name.partition(".")[2]):
                decode({key: content for key, content in members.items() if key != name}, "x")


def test_packing_is_ustar_with_nothing_of_the_machine():
    header = tarfile.TarInfo.frombuf(pack([("a.json", b"{}")])[:512], "utf-8", "strict")
    assert (header.name, header.mtime, header.uid, header.uname, header.mode) == ("a.json", 0, 0, "", 0o644)
