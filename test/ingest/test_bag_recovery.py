# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Recovering somebody's bag takes no readable message from it."""

import pytest
from mcap.reader import make_reader
from mcap.writer import CompressionType, IndexType, Writer

from sgw_ros.core.errors import InputError
from sgw_ros.ingest.bag_reader import open_bag
from sgw_ros.ingest.bag_recovery import recover_bag

MESSAGES, PER_CHUNK = 40, 4


def write(path, **settings):
    """A finished bag of one topic, in chunks of four messages."""
    with path.open("wb") as file:
        writer = Writer(file, **{"compression": CompressionType.ZSTD, **settings})
        writer.start(profile="ros2", library="test")
        schema = writer.register_schema("std_msgs/msg/String", "ros2msg", b"string data\n")
        channel = writer.register_channel("/t", "cdr", schema)
        for i in range(MESSAGES):
            writer.add_message(channel, i, b"\x00\x01\x00\x00" + b"\x03\x00\x00\x00%02d\x00" % i, i, i)
            if i % PER_CHUNK == PER_CHUNK - 1:
                writer.flush()
        writer.finish()
    return path.read_bytes()


def chunks(path):
    with path.open("rb") as file:
        return make_reader(file).get_summary().chunk_indexes


def unfinished(content):
    """As after a kill: everything before the end of the data, and the beginning of one more record."""
    return content[: content.rindex(b"\x0f\x04" + bytes(7))] + b"\x06\x00\x01"


def stamps(path):
    bag = open_bag(path)
    try:
        return [stamp for _, _, stamp, _ in bag.messages({"/t"})]
    finally:
        bag.close()


def test_the_original_stays_where_anything_is_left_out(tmp_path):
    path = tmp_path / "run.mcap"
    broken = unfinished(write(path))
    path.write_bytes(broken)
    recovered = recover_bag(path)
    assert recovered.messages == MESSAGES
    assert recovered.original.name == "run.mcap.bak"
    assert recovered.original.read_bytes() == broken
    assert stamps(path) == list(range(MESSAGES))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["run.mcap", "run.mcap.bak"]


def test_an_older_original_is_not_written_over(tmp_path):
    path, older = tmp_path / "run.mcap", tmp_path / "run.mcap.bak"
    broken = unfinished(write(path))
    path.write_bytes(broken)
    older.write_bytes(b"older")
    with pytest.raises(InputError, match=r"run\.mcap\.bak: is in the way"):
        recover_bag(path)
    assert (path.read_bytes(), older.read_bytes()) == (broken, b"older")
    assert len(list(tmp_path.iterdir())) == 2


def test_where_nothing_is_left_out_nothing_is_left_behind(tmp_path):
    path = tmp_path / "run.mcap"
    content = write(path)
    path.write_bytes(unfinished(content)[:-3])
    assert recover_bag(path).original is None
    assert stamps(path) == list(range(MESSAGES))
    assert [p.name for p in tmp_path.iterdir()] == ["run.mcap"]


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"use_chunking": False}, "a record of SCHEMA outside of chunks"),
        ({"index_types": IndexType.CHUNK}, "a chunk without its message indexes"),
    ],
)
def test_another_layout_is_refused_and_left_alone(tmp_path, settings, told):
    path = tmp_path / "run.mcap"
    content = write(path, **settings)
    for cut in (len(content) - 3, len(content) * 2 // 3):
        path.write_bytes(content[:cut])
        with pytest.raises(InputError, match=told) as refused:
            recover_bag(path)
        assert str(path) in str(refused.value)
        assert path.read_bytes() == content[:cut]


@pytest.mark.parametrize("settings", [{"use_chunking": False}, {"index_types": IndexType.CHUNK}, {}])
def test_a_finished_bag_is_left_alone_whoever_wrote_it(tmp_path, settings):
    path = tmp_path / "run.mcap"
    content = write(path, **settings)
    assert recover_bag(path).messages == MESSAGES
    assert path.read_bytes() == content


def test_a_flipped_bit_in_a_finished_bag_costs_nothing(tmp_path):
    path = tmp_path / "run.mcap"
    content = bytearray(write(path, compression=CompressionType.NONE))
    at = chunks(path)[2]
    content[at.chunk_start_offset + at.chunk_length - 2] ^= 1
    path.write_bytes(content)
    assert recover_bag(path).messages == MESSAGES
    assert path.read_bytes() == content
    path.write_bytes(unfinished(bytes(content)))
    assert recover_bag(path).messages == MESSAGES
    with path.open("rb") as file:
        assert [m.log_time for _, _, m in make_reader(file).iter_messages()] == list(range(MESSAGES))


def test_damage_before_the_tail_is_refused(tmp_path):
    path = tmp_path / "run.mcap"
    content = bytearray(unfinished(write(path)))
    at = chunks(path)[2]
    packed = at.chunk_start_offset + at.chunk_length - at.compressed_size
    content[packed : packed + 8] = bytes(8)
    path.write_bytes(content)
    with pytest.raises(InputError, match="a damaged chunk before byte"):
        recover_bag(path)
    assert path.read_bytes() == content


def test_what_a_power_cut_leaves_at_the_tail(tmp_path):
    path = tmp_path / "run.mcap"
    path.write_bytes(unfinished(write(path))[:-3] + bytes(5000))
    assert recover_bag(path).messages == MESSAGES
    assert stamps(path) == list(range(MESSAGES))
