# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import json

import cv2
import numpy as np
import pytest

from training.episodes.errors import DatasetError
from training.readers.intphys import IntPhysFolder
from training.readers.opening import open_dataset

W = H = 32
T = 5


def actor(x, y, z, yaw=0.0, **more):
    status = {
        "location": {"x": x, "y": y, "z": z},
        "rotation": {"roll": 0.0, "pitch": 0.0, "yaw": yaw},
        "scale": {"x": 1.0, "y": 2.0, "z": 0.5},
        "friction": 0.6,
        "restitution": 0.4,
    }
    return {**status, **more}


def write_clip(folder, status):
    """The pictures of a clip as ScreenshotManager saves them, numbers from 1, and its status."""
    for kind in ("scene", "depth", "masks"):
        (folder / kind).mkdir(parents=True)
    for t in range(T):
        scene = np.full((H, W, 3), (10, 130, 250), np.uint8)  # blue, green, red
        cv2.imwrite(str(folder / f"scene/scene_{t + 1:03d}.png"), scene)
        depth = np.full((H, W), 65535 - 3000, np.uint16)
        cv2.imwrite(str(folder / f"depth/depth_{t + 1:03d}.png"), depth)
        masks = np.full((H, W), 200 - t, np.uint8)
        masks[3, 4] = 50 + t
        cv2.imwrite(str(folder / f"masks/masks_{t + 1:03d}.png"), masks)
    (folder / "status.json").write_text(json.dumps(status))
    return folder


def status():
    camera = {
        "location": {"x": 0.0, "y": 0.0, "z": 150.0},
        "rotation": {"roll": 0, "pitch": -10.0, "yaw": 90.0},
    }
    camera |= {"field_of_view": 90.0, "aspect_ratio": 1.0, "projection_mode": 0}
    header = {"block_name": "train", "block_type": "train", "is_possible": True, "camera": camera}
    frames = []
    for t in range(T):
        ball = actor(100.0, 200.0 + 20 * t, 50.0, 6.0 * t, mass=2.0, shape="Cube", material="M")
        ball["velocity"] = {"x": 0.0, "y": 300.0, "z": 0.0}
        wall = actor(0.0, 500.0, 0.0, speed=1.0, moves=[0])
        masks = {"sky": 200 - t, "object_1": 50 + t}
        frames.append({"object_1": ball, "occluder_1": wall, "masks": masks})
    return {"header": header, "frames": frames}


def test_a_clip_becomes_an_episode(tmp_path):
    write_clip(tmp_path / "train" / "0001", status())
    source = open_dataset(tmp_path)
    assert isinstance(source, IntPhysFolder)
    assert source.names == ["train/0001"]
    episode = source.read(0)
    trajectory, view = episode.trajectory, episode.views["main"]
    assert (trajectory.frames, trajectory.shape) == (T, ("box", "box"))
    np.testing.assert_allclose(trajectory.position[1, 0], [1.0, -2.2, 0.5], atol=1e-6)
    np.testing.assert_allclose(trajectory.extent[0], [1.0, 2.0, 0.5])
    np.testing.assert_allclose(trajectory.mass, [2.0, 0.0])
    assert (trajectory.violation, trajectory.pair) == ("", "")
    assert np.argwhere(view.masks[3]).tolist() == [[3, 4]]
    assert view.masks[3, 3, 4] == 1
    assert (view.depth == 3000).all()
    assert tuple(view.rgb[0, 0, 0]) == (250, 130, 10)


def test_motion_is_the_same_in_these_axes(tmp_path):
    write_clip(tmp_path / "0001", status())
    trajectory = IntPhysFolder(tmp_path).read(0).trajectory
    moved = (trajectory.position[1, 0] - trajectory.position[0, 0]) / trajectory.dt
    np.testing.assert_allclose(moved, trajectory.linear_velocity[0, 0], atol=1e-4)
    # Unreal's yaw turns forward to the right: about -z here, 6 degrees per frame.
    np.testing.assert_allclose(
        trajectory.angular_velocity[2, 0], [0, 0, -np.radians(6) / trajectory.dt], atol=1e-4
    )


def test_the_camera_looks_where_unreal_says(tmp_path):
    write_clip(tmp_path / "0001", status())
    view = IntPhysFolder(tmp_path).read(0).views["main"]
    R, p = view.T_odom_cam[0, :3, :3], view.T_odom_cam[0, :3, 3]
    np.testing.assert_allclose(p, [0, 0, 1.5])
    pitch = np.radians(-10)
    np.testing.assert_allclose(
        R[:, 2], [0, -np.cos(pitch), np.sin(pitch)], atol=1e-9
    )  # to Unreal's right, down
    np.testing.assert_allclose(R[:, 0], [-1, 0, 0], atol=1e-9)
    assert view.K[0, 0] == pytest.approx(W / 2)


def test_the_clips_of_a_dev_scene_are_a_pair_even_without_their_metadata(tmp_path):
    for number, possible in zip("1234", (True, False, True, False), strict=True):
        write_clip(tmp_path / "dev" / "O3" / "07" / number, {"header": {"is_possible": possible}})
    source = IntPhysFolder(tmp_path)
    trajectories = [source.read(i).trajectory for i in range(4)]
    assert {trajectory.pair for trajectory in trajectories} == {"dev/O3/07"}
    assert [trajectory.violation for trajectory in trajectories] == ["", "continuity", "", "continuity"]
    assert (trajectories[0].rows, trajectories[0].frames) == (0, T)
    assert (source.read(0).views["main"].depth == 3000).all()


def test_what_is_wrong_with_a_clip_is_named(tmp_path):
    clip = write_clip(tmp_path / "0001", status())
    (clip / "scene" / "scene_003.png").write_bytes(b"")
    with pytest.raises(DatasetError, match=r"scene_003\.png: cannot be decoded"):
        IntPhysFolder(tmp_path).read(0)
    (clip / "status.json").write_text("[1")
    with pytest.raises(DatasetError, match=r"status\.json: is no JSON"):
        IntPhysFolder(tmp_path).read(0)
    broken = status()
    del broken["frames"][0]["object_1"]["location"]
    (clip / "status.json").write_text(json.dumps(broken))
    with pytest.raises(DatasetError, match=r"0001: not laid out as IntPhys is .*location"):
        IntPhysFolder(tmp_path).read(0)
    with pytest.raises(DatasetError, match="holds no clip of IntPhys"):
        IntPhysFolder(tmp_path / "none")
