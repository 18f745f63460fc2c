# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import struct

import cv2
import numpy as np
import pytest

from training.episodes.errors import DatasetError
from training.readers import tfrecord
from training.readers.movi import MoviFolder
from training.readers.opening import open_dataset

W, H, T = 16, 12, 3


def varint(number):
    out = b""
    while number > 127:
        out, number = out + bytes([number & 127 | 128]), number >> 7
    return out + bytes([number])


def field(number, content):
    """A length-delimited field on the wire."""
    return varint(number << 3 | 2) + varint(len(content)) + content


def feature(values):
    if isinstance(values, list):
        return field(1, b"".join(field(1, value) for value in values))
    flat = np.asarray(values).ravel()
    if flat.dtype.kind == "f":
        return field(2, field(1, flat.astype("<f4").tobytes()))
    return field(3, field(1, b"".join(varint(int(value)) for value in flat)))


def record(features):
    entries = [
        field(1, field(1, name.encode()) + field(2, feature(value))) for name, value in features.items()
    ]
    example = field(1, b"".join(entries))
    length = struct.pack("<Q", len(example))
    return length + struct.pack("<I", tfrecord._masked_crc32c(length)) + example + bytes(4)


def png(image):
    return cv2.imencode(".png", image[..., ::-1] if image.ndim == 3 else image)[1].tobytes()


def features():
    """One MOVi-A clip of two things, as ExampleSerializer stores it: names joined, lists flat."""
    masks = np.zeros((H, W), np.uint8)
    masks[3, 4] = 2
    positions = np.zeros((2, T, 3), np.float32)
    positions[1, :, 0] = [1, 2, 3]
    corners = np.array([(x, y, z) for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)], np.float32)
    flow = np.zeros((T, H, W, 2), np.int64)
    flow[..., 1] = 65535
    return {
        "metadata/video_name": [b"7"],
        "metadata/num_frames": np.array([T]),
        "metadata/depth_range": np.array([2.0, 10.0]),
        "metadata/forward_flow_range": np.array([0.0, 5.0]),
        "camera/focal_length": np.array([35.0]),
        "camera/sensor_width": np.array([32.0]),
        "camera/positions": np.tile([0.0, 0.0, 10.0], (T, 1)),
        "camera/quaternions": np.tile([1.0, 0.0, 0.0, 0.0], (T, 1)),
        "instances/mass": np.array([1.0, 2.0]),
        "instances/friction": np.array([0.4, 0.8]),
        "instances/restitution": np.array([0.3, 0.7]),
        "instances/shape_label": np.array([2, 0]),
        "instances/positions": positions,
        "instances/quaternions": np.tile([1.0, 0, 0, 0], (2, T, 1)),
        "instances/velocities": np.zeros((2, T, 3)),
        "instances/angular_velocities": np.zeros((2, T, 3)),
        "instances/bboxes_3d": np.tile(corners, (2, T, 1, 1)),
        "instances/bboxes/ragged_row_lengths_0": np.array([0, 0]),
        "instances/visibility": np.array([0, 5, 5, 9, 9, 9]),
        "events/collisions/instances": np.array([0, 1, 1, 65535]),
        "events/collisions/frame": np.array([2, 0]),
        "events/collisions/force": np.array([3.0, 4.0]),
        "events/collisions/position": np.arange(6.0),
        "video": [png(np.full((H, W, 3), (9, 80, 200), np.uint8))] * T,
        "segmentations": [png(masks)] * T,
        "depth": [png(np.full((H, W), 32768, np.uint16))] * T,
        "forward_flow": flow,
    }


@pytest.fixture
def shard(tmp_path):
    path = tmp_path / "movi_a" / "movi_a-train.tfrecord-00000-of-00001"
    path.parent.mkdir()
    path.write_bytes(record(features()) * 2)
    return path


def test_the_checksum_is_the_polynomials():
    # RFC 3720, appendix B.4: thirty-two bytes of zeros give aa 36 91 8a.
    crc = 0x8A9136AA
    masked = ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF
    assert tfrecord._masked_crc32c(bytes(32)) == masked


def test_a_record_becomes_an_episode(shard):
    source = open_dataset(shard.parents[1])
    assert isinstance(source, MoviFolder)
    assert len(source.names) == 2
    episode = source.read(1)
    trajectory, view = episode.trajectory, episode.views["main"]
    assert (trajectory.frames, trajectory.shape, trajectory.dt) == (
        T,
        ("sphere", "box"),
        pytest.approx(1 / 12),
    )
    np.testing.assert_allclose(trajectory.position[:, 1, 0], [1, 2, 3])
    np.testing.assert_allclose(trajectory.extent, 2)
    np.testing.assert_allclose(trajectory.restitution, [0.3, 0.7])
    assert trajectory.visible[:, 0].tolist() == [False, True, True]
    assert np.argwhere(trajectory.contact).tolist() == [[2, 0, 1], [2, 1, 0]]
    assert episode.signals["contact_events"][1, :2].tolist() == [1, -1]
    assert tuple(view.rgb[0, 0, 0]) == (9, 80, 200)
    assert np.argwhere(view.masks[0]).tolist() == [[3, 4]]
    assert tuple(view.flow[0, 0, 0]) == (5.0, 0.0)
    middle = 1000 * (2 + 8 * 32768 / 65535)
    assert view.depth[0].max() == pytest.approx(middle, rel=0.01)
    assert view.T_odom_cam[0, :3, 2].tolist() == [0, 0, -1]  # straight down


def test_what_is_wrong_with_a_file_is_named(shard):
    whole = shard.read_bytes()
    shard.write_bytes(whole[:-10])
    with pytest.raises(DatasetError, match=r"tfrecord-00000-of-00001: cut within the record"):
        MoviFolder(shard.parent)
    shard.write_bytes(b"no records at all")
    with pytest.raises(DatasetError, match="no TFRecord file, or damaged at byte 0"):
        MoviFolder(shard.parent)
    shard.write_bytes(whole[:12] + bytes([whole[12] ^ 255]) + whole[13:])
    with pytest.raises(DatasetError, match=r"is no example|not laid out as MOVi is"):
        MoviFolder(shard.parent).read(0)
    lacking = features()
    del lacking["instances/mass"]
    shard.write_bytes(record(lacking))
    with pytest.raises(DatasetError, match=r"not laid out as MOVi is .*instances/mass"):
        MoviFolder(shard.parent).read(0)
    shard.unlink()
    with pytest.raises(DatasetError, match="holds no clip of MOVi"):
        MoviFolder(shard.parent)
