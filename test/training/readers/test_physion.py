# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import cv2
import h5py
import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from training.episodes.errors import DatasetError
from training.readers.opening import open_dataset
from training.readers.physion import PhysionFolder

W, H, T = 32, 24, 4
IDS = [3, 7, 9]
COLOURS = np.array([[255, 0, 10], [20, 255, 30], [40, 50, 255]], np.uint8)
TURN = Rotation.from_euler("y", 90, degrees=True)  # Unity: about the vertical
DEPTH_M = 4.0


def world_to_camera():
    """Unity's camera at (0, 1, -5) that looks along +z: x right, y up, and the sign of z turned over."""
    V = np.diag([1.0, 1.0, -1.0, 1.0])
    V[:3, 3] = -V[:3, :3] @ (0, 1, -5)
    return V


def projection():
    focal = 1 / np.tan(np.radians(54.43) / 2)
    return np.array([[focal * H / W, 0, 0, 0], [0, focal, 0, 0], [0, 0, -1.002, -0.2], [0, 0, -1, 0]])


def encoded(suffix, image):
    return np.frombuffer(cv2.imencode(suffix, image[..., ::-1])[1].tobytes(), np.uint8)


def write_objects(group, t, suffix):
    position = np.float32([[0.0, 0.0, 0.1 * t], [1.0, 0.0, 0.0], [2.0, 0.5, 1.0]])
    half = np.float32([0.5, 0.25, 1.0])  # Unity's x, y, z of every body
    group["positions" + suffix] = position - (0, 0.25, 0)  # the pivot is below
    group["rotations" + suffix] = np.float32([TURN.as_quat()] * 3)
    group["center" + suffix] = position
    ends = {"right": (1, 0, 0), "left": (-1, 0, 0), "top": (0, 1, 0), "bottom": (0, -1, 0)}
    for name, axis in {**ends, "front": (0, 0, 1), "back": (0, 0, -1)}.items():
        group[name + suffix] = position + TURN.apply(np.array(axis) * half)
    group["velocities"] = np.float32([[0, 0, 10.0]] * 3)
    group["angular_velocities"] = np.float32([[0, 2.0, 0]] * 3)


def write_frame(frame, t, suffix):
    write_objects(frame.create_group("objects"), t, suffix)
    images = frame.create_group("images")
    picture = np.full((H, W, 3), 128, np.uint8)
    ids = np.zeros((H, W, 3), np.uint8)
    ids[4, 6], ids[5, 7] = COLOURS[0], COLOURS[2]
    code = round(DEPTH_M / (100 - 0.1) * 2**24)
    depth = np.full((H, W, 3), (code >> 16, code >> 8 & 255, code & 255), np.uint8)
    images["_img" + suffix] = encoded(".jpg", picture)
    images["_id" + suffix] = encoded(".png", ids)
    images["_depth" + suffix] = np.full((H, W), DEPTH_M, np.float32) if suffix else encoded(".png", depth)
    collisions = frame.create_group("collisions")
    touching = t >= 2
    collisions["object_ids"] = np.int32([[3, 7], [7, 9]] if touching else np.zeros((0, 2)))
    collisions["states"] = np.array(["enter", "exit"] if touching else [], "S5")
    matrices = frame.create_group("camera_matrices")
    matrices["projection_matrix" + suffix] = projection().ravel()
    matrices["camera_matrix" + suffix] = world_to_camera().ravel()
    frame.create_group("labels")["target_contacting_zone"] = touching


@pytest.fixture(params=["", "_cam0"], ids=["first release", "later release"])
def trial(request, tmp_path):
    """One trial as `_write_static_data` and `_write_frame` leave it."""
    path = tmp_path / "Dominoes" / "0000.hdf5"
    path.parent.mkdir()
    with h5py.File(path, "w") as file:
        static = file.create_group("static")
        static["object_ids"] = np.array(IDS)
        static["model_names"] = [b"cube", b"sphere", b"bowl"]
        static["mass"], static["bounciness"] = np.array([2.0, 3.0, 500.0]), np.zeros(3)
        static["static_friction"], static["dynamic_friction"] = np.full(3, 0.6), np.full(3, 0.4)
        static["scale"] = np.ones((3, 3))
        static["object_segmentation_colors"] = COLOURS
        static["target_id"], static["zone_id"], static["ramp_id"] = 3, 7, 9
        static["stimulus_name"] = "dominoes_0000"
        static.create_group("mesh")["vertices_0"] = np.zeros((4, 3))
        for t in range(T):
            write_frame(file.create_group(f"frames/{t:04d}"), t, request.param)
    return path


def test_a_trial_becomes_an_episode(trial):
    source = open_dataset(trial.parents[1])
    assert isinstance(source, PhysionFolder)
    episode = source.read(0)
    trajectory, view = episode.trajectory, episode.views["main"]
    assert (trajectory.frames, trajectory.rows, trajectory.shape) == (T, 3, ("box", "sphere", "mesh"))
    np.testing.assert_allclose(trajectory.position[2, 0], [0.2, 0, 0], atol=1e-6)  # Unity's z is forward
    np.testing.assert_allclose(trajectory.position[0, 2], [1, -2, 0.5], atol=1e-6)
    np.testing.assert_allclose(trajectory.extent[0], [2.0, 1.0, 0.5], atol=1e-6)
    assert trajectory.is_static.tolist() == [False, True, True]
    assert (trajectory.question, trajectory.answer) == ((0, 1), True)
    assert trajectory.contact[:, 0, 1].tolist() == [False, False, True, True]
    assert not trajectory.contact[:, 1, 2].any()  # "exit" is the end of a contact
    assert np.argwhere(view.masks[0]).tolist() == [[4, 6], [5, 7]]
    assert (view.masks[0, 4, 6], view.masks[0, 5, 7]) == (1, 3)
    np.testing.assert_allclose(view.depth[0], 1000 * DEPTH_M, atol=1)
    np.testing.assert_allclose(view.rgb[0], 128, atol=2)


def test_motion_is_the_same_in_these_axes(trial):
    trajectory = PhysionFolder(trial.parents[1]).read(0).trajectory
    moved = (trajectory.position[1, 0] - trajectory.position[0, 0]) / trajectory.dt
    np.testing.assert_allclose(moved, trajectory.linear_velocity[0, 0], atol=1e-4)
    # Turning by Unity's +y takes its z to its x: seen here, forward to the right.
    turn = Rotation.from_quat(np.roll(trajectory.orientation[0, 0], -1))
    np.testing.assert_allclose(turn.apply([1, 0, 0]), [0, -1, 0], atol=1e-6)
    rate = Rotation.from_rotvec(trajectory.angular_velocity[0, 0])
    np.testing.assert_allclose(rate.apply([1, 0, 0])[1], -np.sin(2.0), atol=1e-6)


def test_points_are_seen_where_unity_sees_them(trial):
    view = PhysionFolder(trial.parents[1]).read(0).views["main"]
    for unity in ((0, 0, 0), (1, 0.5, 2), (-1, 2, 1)):
        clip = projection() @ world_to_camera() @ (*unity, 1.0)
        x, y = clip[:2] / clip[3]
        expected = np.array([(x + 1) * W, (1 - y) * H]) / 2 - 0.5
        seen = np.linalg.inv(view.T_odom_cam[0]) @ (unity[2], -unity[0], unity[1], 1.0)
        np.testing.assert_allclose((view.K @ seen[:3])[:2] / seen[2], expected, atol=1e-6)


def test_what_is_wrong_with_a_trial_is_named(trial):
    whole = trial.read_bytes()
    with h5py.File(trial, "a") as file:
        del file["static/mass"]
    with pytest.raises(DatasetError, match=r"0000\.hdf5: not laid out as Physion is .*mass"):
        PhysionFolder(trial.parents[1]).read(0)
    trial.write_bytes(whole[:500])
    with pytest.raises(DatasetError, match=r"0000\.hdf5: cannot be read as HDF5"):
        PhysionFolder(trial.parents[1]).read(0)
    with pytest.raises(DatasetError, match="holds no trial of Physion"):
        PhysionFolder(trial.parent / "none")
