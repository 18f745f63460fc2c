# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import random

import numpy as np
import pytest
from rosbags.rosbag2 import StoragePlugin

from sgw_ros.core.config import override
from sgw_ros.core.errors import ConfigError, InputError
from sgw_ros.ingest.bag_reader import open_bag
from sgw_ros.ingest.source import IngestConfig, open_source
from sgw_ros.ingest.topics import Topic, choose_topics

from ..inputs import (
    S,
    camera_info,
    compressed,
    image,
    imu,
    moving_square,
    only_clear_errors,
    text,
    transform,
    write_bag,
)

STEP = S // 10


def whole_recording(count=5):
    yield "/tf_static", S, transform("base_link", "cam", 0.5)
    for i in range(count):
        t = 10 * S + i * STEP
        yield "/cam/image_raw", t, image(t, moving_square(i))
        yield "/cam/depth/image", t + 1, image(t, np.full((48, 64), 2000, np.uint16), "16UC1")
        yield "/cam/camera_info", t + 2, camera_info(t)
        yield "/imu", t + 3, imu(t, rate_z=i)


@pytest.mark.parametrize("plugin", [StoragePlugin.MCAP, StoragePlugin.SQLITE3])
def test_everything_of_one_stamp_becomes_one_frame(tmp_path, plugin):
    source = open_source(str(write_bag(tmp_path / "bag", whole_recording(), plugin)))
    assert source.info.kind == "bag"
    assert source.info.total == 5
    assert source.info.rate_hz == pytest.approx(10.0, rel=0.01) or source.info.rate_hz < 10
    frames = list(source)
    assert [f.stamp_ns for f in frames] == [10 * S + i * STEP for i in range(5)]
    for i, frame in enumerate(frames):
        assert np.array_equal(frame.image, moving_square(i))
        assert frame.depth[0, 0] == 2.0
        assert frame.camera.fx == 50.0
        assert frame.imu.angular_velocity[2] == i
        assert frame.T_base_cam.position == (0.0, 0.0, 0.5)
        assert frame.frame_id == "cam"
    source.close()


def test_a_single_file_is_a_bag_too(tmp_path):
    folder = write_bag(tmp_path / "bag", whole_recording())
    [path] = folder.glob("*.mcap")
    assert len(list(open_source(str(path)))) == 5


def test_one_bad_image_is_skipped_counted_and_named(tmp_path):
    def recording():
        for i in range(5):
            t = S + i * STEP
            yield "/image/compressed", t, compressed(t, moving_square(i), keep=200 if i == 2 else None)

    source = open_source(str(write_bag(tmp_path / "bag", recording())))
    assert len(list(source)) == 4
    assert source.faults.skipped == 1
    [told] = source.faults.take()
    assert told.startswith("/image/compressed: ")
    assert "cut off" in told


def test_stamps_that_go_backwards_are_skipped_and_a_loop_is_followed(tmp_path):
    stamps = [2.0, 2.1, 2.05, 2.2, 0.5, 0.6]
    messages = [("/image", S + i, image(int(t * S), moving_square(i))) for i, t in enumerate(stamps)]
    source = open_source(str(write_bag(tmp_path / "bag", messages)))
    assert [f.stamp_ns / S for f in source] == pytest.approx([2.0, 2.1, 2.2, 0.5, 0.6])
    assert source.faults.skipped == 1
    assert "backwards" in source.faults.last


def test_images_without_a_stamp_take_that_of_their_recording(tmp_path):
    bag = write_bag(tmp_path / "bag", [("/image", 7 * S, image(0, moving_square(0)))])
    assert [f.stamp_ns for f in open_source(str(bag))] == [7 * S]


def test_a_bag_without_images_says_what_it_holds(tmp_path):
    bag = write_bag(tmp_path / "bag", [("/chatter", 1, text("hello"))])
    with pytest.raises(InputError, match=r"without images; topics: /chatter \(std_msgs/msg/String\)"):
        open_source(str(bag))


def test_a_bag_none_of_whose_images_can_be_used_says_why(tmp_path):
    bag = write_bag(tmp_path / "bag", [("/image", 1, image(S, np.zeros((0, 0, 3), np.uint8)))])
    with pytest.raises(InputError, match=r"no image of /image can be used \(/image: the image is empty"):
        list(open_source(str(bag)))


def test_a_malformed_message_is_skipped(tmp_path):
    messages = [
        ("/image", 1, image(S, moving_square(0))),
        ("/image", 2, ("sensor_msgs/msg/Image", b"\x00\x01\x00\x00\xff\xff")),
        ("/image", 3, image(2 * S, moving_square(1))),
    ]
    source = open_source(str(write_bag(tmp_path / "bag", messages)))
    assert len(list(source)) == 2
    assert "malformed" in source.faults.last


def test_a_topic_can_be_named_and_a_wrong_name_is_told(tmp_path):
    messages = [(name, i + 1, image(S, moving_square(i))) for i, name in enumerate(["/color/image", "/rear"])]
    bag = str(write_bag(tmp_path / "bag", messages))
    [chosen] = open_source(bag, override(IngestConfig(), {"image_topic": "/rear"}))
    assert np.array_equal(chosen.image, moving_square(1))
    with pytest.raises(InputError, match=r"no topic /front .* there are: /color/image, /rear"):
        open_source(bag, IngestConfig(image_topic="/front"))
    with pytest.raises(ConfigError, match="unknown parameter 'topic'"):
        override(IngestConfig(), {"topic": "/rear"})


@pytest.mark.parametrize("described", [True, False])
def test_of_a_recording_that_was_never_finished_what_is_there_is_used(tmp_path, described):
    folder = write_bag(tmp_path / "bag", whole_recording(200))  # several chunks
    [path] = folder.glob("*.mcap")
    if not described:
        (folder / "metadata.yaml").unlink()
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    source = open_source(str(folder))
    frames = list(source)
    assert 50 < len(frames) < 200
    assert frames[3].depth is not None
    assert "never finished" in source.faults.last


def test_a_folder_that_is_no_bag_says_so(tmp_path):
    with pytest.raises(InputError, match=r"not a bag: no metadata\.yaml"):
        open_source(str(tmp_path))


@pytest.mark.parametrize("plugin", [StoragePlugin.MCAP, StoragePlugin.SQLITE3])
@pytest.mark.parametrize("share", [0.0, 0.3, 0.7, 0.99])
def test_a_bag_cut_anywhere_gives_frames_or_one_clear_error(tmp_path, plugin, share):
    folder = write_bag(tmp_path / "bag", whole_recording(), plugin)
    [path] = [p for p in folder.iterdir() if p.suffix in (".mcap", ".db3")]
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    with only_clear_errors(folder):
        assert list(open_source(str(folder)))


@pytest.mark.parametrize("plugin", [StoragePlugin.MCAP, StoragePlugin.SQLITE3])
@pytest.mark.parametrize("seed", range(6))
def test_a_damaged_bag_gives_frames_or_one_clear_error(tmp_path, plugin, seed):
    rng = random.Random(seed)
    folder = write_bag(tmp_path / "bag", whole_recording(), plugin)
    [path] = [p for p in folder.iterdir() if p.suffix in (".mcap", ".db3")]
    content = bytearray(path.read_bytes())
    for _ in range(20):
        content[rng.randrange(len(content))] = rng.randrange(256)
    path.write_bytes(content)
    with only_clear_errors(folder):
        assert all(frame.image.ndim == 3 for frame in open_source(str(folder)))


@pytest.mark.parametrize("end", [40, 2000])
def test_a_bag_that_holds_nothing_names_what_may_repair_it(tmp_path, end):
    folder = write_bag(tmp_path / "bag", whole_recording())
    [path] = folder.glob("*.mcap")
    path.write_bytes(path.read_bytes()[:end])
    with pytest.raises(InputError, match=r"'sgw recover' completes what sgw recorded, 'mcap recover' others"):
        open_source(str(path))


def test_of_a_recording_that_was_never_finished_the_repair_is_named(tmp_path):
    folder = write_bag(tmp_path / "bag", whole_recording(200))
    [path] = folder.glob("*.mcap")
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    source = open_source(str(path))
    assert list(source)
    assert "'sgw recover' completes" in source.faults.last


OVERLAYS = ("/sgw/overlay", "/sgw/overlay/compressed", "/sgw/masks")


def test_pictures_with_drawings_on_them_are_no_camera():
    drawn = [Topic(name, "sensor_msgs/msg/Image", 9) for name in OVERLAYS]
    camera = Topic("/front", "sensor_msgs/msg/Image", 3)
    assert choose_topics([*drawn, camera]).image == camera
    with pytest.raises(InputError, match=r"only pictures that were made of others: /sgw/masks, /sgw/overlay"):
        choose_topics(drawn)
    assert choose_topics(drawn, image="/sgw/overlay").image.name == "/sgw/overlay"
    infrared = Topic("/infra1/image_rect", "sensor_msgs/msg/Image", 3)
    assert choose_topics([*drawn, infrared]).image == infrared


def test_no_topic_is_none_and_not_all_of_them(tmp_path):
    bag = open_bag(write_bag(tmp_path / "bag", whole_recording(2)))
    assert list(bag.messages(set())) == list(bag.messages({"/nowhere"})) == []
    bag.close()


def test_truth_is_no_input_unless_it_is_named(tmp_path):
    path = write_bag(tmp_path / "bag", whole_recording(2))
    bag = open_bag(path)
    imu = next(t.name for t in bag.topics if t.type == "sensor_msgs/msg/Imu")
    bag.close()
    assert next(iter(open_source(str(path)))).imu is not None
    assert next(iter(open_source(str(path), IngestConfig(ignore_topic=imu)))).imu is None
    truth = Topic("/ground_truth/odom", "nav_msgs/msg/Odometry", 9)
    topics = [Topic("/image", "sensor_msgs/msg/Image", 3), truth]
    assert choose_topics(topics).odom is None
    assert choose_topics(topics, odom="/ground_truth/odom").odom is not None
