# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import json
import struct
import zlib

import cv2
import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from training.episodes.errors import DatasetError
from training.readers.kubric import KubricFolder
from training.readers.opening import open_dataset

W, H, T = 32, 24, 3
FOCAL, SENSOR = 35.0, 32.0
CAMERA = np.array([6.0, -5.0, 4.0])


def palette_png(numbers, palette):
    """A paletted picture, as pypng writes segmentations."""

    def chunk(kind, content):
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    height, width = numbers.shape
    rows = b"".join(b"\0" + row.tobytes() for row in numbers.astype(np.uint8))
    header = struct.pack(">2I5B", width, height, 8, 3, 0, 0, 0)
    parts = ((b"IHDR", header), (b"PLTE", palette.astype(np.uint8).tobytes()), (b"IDAT", zlib.compress(rows)))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in (*parts, (b"IEND", b"")))


def camera_axes():
    """Blender's camera at CAMERA that looks at the origin: columns x right, y up, z backward."""
    back = CAMERA / np.linalg.norm(CAMERA)
    right = np.cross([0, 0, 1], back)
    right /= np.linalg.norm(right)
    return np.stack([right, np.cross(back, right), back], axis=1)


def image_position(point):
    """Kubric's own projection: [0, 1] from the top left."""
    f_x, f_y = FOCAL / SENSOR, FOCAL / (SENSOR / W * H)
    seen = np.array([[f_x, 0, -0.5], [0, -f_y, -0.5], [0, 0, -1]]) @ camera_axes().T @ (point - CAMERA)
    return seen[:2] / seen[2]


def instance(name, position, degrees, mass):
    turn = Rotation.from_euler("z", degrees, degrees=True)
    quaternion = np.roll(turn.as_quat(), 1).tolist()
    half = np.array([0.5, 0.25, 1.0])
    corners = [np.array([x, y, z]) * half for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)]
    return {
        "asset_id": name,
        "positions": [position] * T,
        "quaternions": [quaternion] * T,
        "velocities": [[1.0, 0.0, 0.0]] * T,
        "angular_velocities": [[0.0, 0.0, 2.0]] * T,
        "bboxes_3d": [(turn.apply(corners) + position).tolist()] * T,
        "mass": mass,
        "friction": 0.4,
        "restitution": 0.5,
        "visibility": [9, 0, 9],
    }


@pytest.fixture
def clip(tmp_path):
    """The files of one clip, as file_io.write_image_dict and write_json leave them."""
    folder = tmp_path / "movi" / "0001"
    folder.mkdir(parents=True)
    metadata = {
        "metadata": {"resolution": [W, H], "frame_rate": 12, "gravity": [0, 0, -10.0], "num_frames": T},
        "camera": {
            "focal_length": FOCAL,
            "sensor_width": SENSOR,
            "positions": [CAMERA.tolist()] * T,
            "quaternions": [np.roll(Rotation.from_matrix(camera_axes()).as_quat(), 1).tolist()] * T,
        },
        "instances": [instance("cube", [0, 0, 0], 30.0, 2.0), instance("teapot", [1, 1, 1], 0.0, 3.0)],
    }
    (folder / "metadata.json").write_text(json.dumps(metadata))
    collision = {"force": 7.0, "position": [0.5, 0.5, 0.5]}
    events = [
        {**collision, "instances": [0, 1], "frame": 1.5},
        {**collision, "instances": [1, -1], "frame": 0},
    ]
    (folder / "events.json").write_text(json.dumps({"collisions": events}))
    (folder / "data_ranges.json").write_text(json.dumps({"forward_flow": {"min": -2.0, "max": 6.0}}))
    numbers = np.zeros((H, W), np.uint8)
    numbers[5, 7] = 2
    flow = np.zeros((H, W, 3), np.uint16)
    flow[..., 0], flow[..., 1] = 0, 65535  # rows -2, columns 6
    for t in range(T):
        rgba = np.full((H, W, 4), (250, 130, 10, 255), np.uint8)
        cv2.imwrite(str(folder / f"rgba_{t:05d}.png"), rgba[..., [2, 1, 0, 3]])
        cv2.imwrite(str(folder / f"depth_{t:05d}.tiff"), np.full((H, W), 5.0, np.float32))
        cv2.imwrite(str(folder / f"forward_flow_{t:05d}.png"), flow[..., ::-1])
        palette = np.array([[0, 0, 0], [200, 30, 40], [30, 200, 90]])
        (folder / f"segmentation_{t:05d}.png").write_bytes(palette_png(numbers, palette))
    return folder


def test_a_clip_becomes_an_episode(clip):
    source = open_dataset(clip.parent)
    assert isinstance(source, KubricFolder)
    assert source.names == ["0001"]
    episode = source.read(0)
    trajectory, view = episode.trajectory, episode.views["main"]
    assert (trajectory.frames, trajectory.rows, trajectory.dt) == (T, 2, pytest.approx(1 / 12))
    assert trajectory.shape == ("box", "mesh")
    np.testing.assert_allclose(trajectory.extent, [[1.0, 0.5, 2.0]] * 2, atol=1e-5)
    np.testing.assert_allclose(trajectory.mass, [2, 3])
    np.testing.assert_allclose(trajectory.gravity, [0, 0, -10])
    assert trajectory.visible[:, 0].tolist() == [True, False, True]
    assert trajectory.contact[1, 0, 1]
    assert trajectory.contact.sum() == 2
    np.testing.assert_allclose(episode.signals["contact_events"][0], [0, 1, 1.5 / 12, 7, 0.5, 0.5, 0.5])
    assert episode.signals["contact_events"][1, :2].tolist() == [1, -1]
    assert tuple(view.rgb[0, 0, 0]) == (250, 130, 10)
    assert np.argwhere(view.masks[1]).tolist() == [[5, 7]]
    assert view.masks[1, 5, 7] == 2
    assert tuple(view.flow[0, 0, 0]) == (6.0, -2.0)
    assert not view.flow[-1].any()


def test_points_are_seen_where_kubric_sees_them(clip):
    view = KubricFolder(clip.parent).read(0).views["main"]
    for point in ((0, 0, 0), (1, 1, 1), (-0.5, 0.7, 0.2)):
        seen = np.linalg.inv(view.T_odom_cam[0]) @ np.append(point, 1.0)
        pixel = (view.K @ seen[:3])[:2] / seen[2]
        np.testing.assert_allclose((pixel + 0.5) / (W, H), image_position(np.array(point)), atol=1e-6)


def test_depth_is_along_the_axis_not_along_the_ray(clip):
    view = KubricFolder(clip.parent).read(0).views["main"]
    assert view.depth[0].max() == pytest.approx(5000, abs=2)
    corner = np.linalg.inv(view.K) @ (0, 0, 1)
    assert view.depth[0, 0, 0] == pytest.approx(5000 / np.linalg.norm(corner), abs=1)


def test_what_is_wrong_with_a_clip_is_named(clip):
    (clip / "depth_00002.tiff").write_bytes(b"no picture")
    with pytest.raises(DatasetError, match=r"depth_00002\.tiff: cannot be decoded"):
        KubricFolder(clip.parent).read(0)
    (clip / "depth_00002.tiff").unlink()
    with pytest.raises(DatasetError, match=r"depth_00002\.tiff: cannot be read"):
        KubricFolder(clip.parent).read(0)
    (clip / "metadata.json").write_text('{"metadata": {}}')
    with pytest.raises(DatasetError, match="0001: not laid out as Kubric writes"):
        KubricFolder(clip.parent).read(0)
    (clip / "metadata.json").write_text("{")
    with pytest.raises(DatasetError, match=r"metadata\.json: is no JSON"):
        KubricFolder(clip.parent).read(0)
    with pytest.raises(DatasetError, match="holds no clip of Kubric"):
        KubricFolder(clip / "none")
