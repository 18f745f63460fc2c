# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Bags that broke off anywhere become whole ones that rosbags and mcap read."""

import pytest
from mcap.reader import make_reader
from mcap.writer import CompressionType, Writer
from rosbags.highlevel import AnyReader

from sgw_ros.core.errors import InputError
from sgw_ros.ingest.bag_ending import end_bag

CHUNKS, PER_CHUNK = 5, 4


@pytest.fixture
def bag(tmp_path):
    """Five chunks of four messages on two topics."""
    path = tmp_path / "run.mcap"
    with path.open("wb") as file:
        writer = Writer(file, compression=CompressionType.ZSTD)
        writer.start(profile="ros2", library="test")
        schema = writer.register_schema("std_msgs/msg/String", "ros2msg", b"string data\n")
        channels = [writer.register_channel(f"/t{i}", "cdr", schema) for i in range(2)]
        for i in range(CHUNKS * PER_CHUNK):
            text = b"\x00\x01\x00\x00" + (3).to_bytes(4, "little") + b"%02d\x00" % i
            writer.add_message(channels[i % 2], i, text, i, i)
            if i % PER_CHUNK == PER_CHUNK - 1:
                writer.flush()
        writer.finish()
    return path


def read_everywhere(path):
    """The stamps in it, as rosbags tells and as mcap does."""
    with AnyReader([path]) as reader:
        stamps = [stamp for _, stamp, _ in reader.messages()]
        assert sum(c.msgcount for c in reader.connections) == len(stamps)
    with path.open("rb") as file:
        reader = make_reader(file)
        assert [message.log_time for _, _, message in reader.iter_messages()] == stamps
        assert reader.get_summary().statistics.message_count == len(stamps)
    return stamps


def test_cut_at_every_byte_all_whole_chunks_stay(bag):
    content = bag.read_bytes()
    with bag.open("rb") as file:
        ends = [i.chunk_start_offset + i.chunk_length for i in make_reader(file).get_summary().chunk_indexes]
    for cut in range(ends[0], len(content), 5):
        bag.write_bytes(content[:cut])
        whole = sum(end <= cut for end in ends)
        assert end_bag(bag) == whole * PER_CHUNK
        assert read_everywhere(bag) == list(range(whole * PER_CHUNK))


def test_a_whole_bag_stays_as_it_is(bag):
    content = bag.read_bytes()
    assert end_bag(bag) == CHUNKS * PER_CHUNK
    assert bag.read_bytes() == content


def test_one_that_holds_nothing_yet_is_whole_and_empty(bag):
    bag.write_bytes(bag.read_bytes()[:60])
    assert end_bag(bag) == 0
    with bag.open("rb") as file:
        assert make_reader(file).get_summary().statistics.message_count == 0


@pytest.mark.parametrize("content", [b"", b"nothing of the kind, but long enough to be looked at"])
def test_what_is_no_bag_is_left_alone(tmp_path, content):
    path = tmp_path / "other.mcap"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"other.mcap: not an mcap file"):
        end_bag(path)
    assert path.read_bytes() == content


def test_a_bag_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match="No such file"):
        end_bag(tmp_path / "none.mcap")
