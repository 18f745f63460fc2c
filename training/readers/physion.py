# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Reads Physion: one HDF5 file per trial, as ThreeDWorld's physics controllers write it.

    static/  object_ids, model_names, mass, dynamic_friction, bounciness, scale,
             object_segmentation_colors, target_id (red), zone_id (yellow), ramp_id ...
    frames/0000/objects/          positions, rotations (xyzw), velocities, angular_velocities,
                                  left, right, top, bottom, front, back, center (of the bounds)
    frames/0000/images/           _img (JPEG), _id (PNG), _depth (PNG, or metres)
    frames/0000/collisions/       object_ids, states
    frames/0000/camera_matrices/  camera_matrix (world to camera), projection_matrix
    frames/0000/labels/           target_contacting_zone

Later releases end names that belong to a camera with `_cam0`. Unity's axes are left-handed with y up.

Source: github.com/neuroailab/tdw_physics, tdw_physics/dataset.py, transforms_dataset.py and
rigidbodies_dataset.py (_write_static_data, _write_frame); github.com/alters-mit/tdw_physics, README.md;
github.com/cogtoolslab/physics-benchmarking-neurips2021, controllers/dominoes.py (_write_frame_labels).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from training.episodes.episode import Episode
from training.episodes.errors import DatasetError, EpisodeError
from training.episodes.trajectory import Trajectory
from training.episodes.view import View
from training.readers.axes import GL_FROM_OPTICAL, UNITY, poses, unit, wxyz
from training.readers.pictures import decode, decode_rgb, depth_mm

DT_S = 0.01
"""The controllers' set_time_step; every step is a frame."""
NEAR_M, FAR_M = 0.1, 100.0
"""The avatar's clipping planes, between which an encoded depth lies."""
GRAVITY = (0.0, 0.0, -9.81)
SHAPES = {"cube": "box", "sphere": "sphere", "cylinder": "cylinder", "capsule": "capsule"}
FIXED = ("zone_id", "ramp_id", "ramp_base_id")
CAMERA = "_cam0"
LABEL = "target_contacting_zone"
Array = NDArray[Any]
Group = Mapping[str, Any]


class PhysionFolder:
    """Every trial below a folder, in the order of their paths."""

    def __init__(self, folder: Path) -> None:
        """Find the trials.

        Raises:
            DatasetError: there is none.
        """
        self._trials = sorted(folder.rglob("*.hdf5"))
        if not self._trials:
            raise DatasetError(f"{folder}: holds no trial of Physion (.hdf5)")
        self.names = [str(trial.relative_to(folder)) for trial in self._trials]

    def read(self, number: int) -> Episode:
        """One trial.

        Raises:
            DatasetError: the file is damaged or of another layout.
        """
        path = self._trials[number]
        try:
            with h5py.File(path, "r") as file:
                frames = [file["frames"][name] for name in sorted(file["frames"])]
                static = {name: np.asarray(file["static"][name]) for name in _datasets(file["static"])}
                trajectory = _trajectory(static, frames)
                views = {"main": _view(static, frames, str(path))} if "images" in frames[0] else {}
            meta = {"scenario": "physion", "index": number, "trial": self.names[number]}
            return Episode(trajectory, views, meta=meta)
        except OSError as error:
            raise DatasetError(f"{path}: cannot be read as HDF5 ({error})") from None
        except (KeyError, IndexError, ValueError) as error:
            raise DatasetError(f"{path}: not laid out as Physion is ({error!r})") from None
        except EpisodeError as error:
            raise DatasetError(f"{path}: {error}") from None


def _datasets(group: Any) -> list[str]:
    return [name for name, item in group.items() if isinstance(item, h5py.Dataset)]


def _get(group: Group, name: str) -> Array:
    """A dataset by its name in any release."""
    return np.asarray(group[name if name in group else name + CAMERA])


def _trajectory(static: Mapping[str, Array], frames: Sequence[Group]) -> Trajectory:
    ids = static["object_ids"].astype(np.int64).ravel().tolist()
    objects = [frame["objects"] for frame in frames]

    def over_time(name: str) -> Array:
        return np.stack([_get(group, name) for group in objects]).astype(np.float64)

    bounded = "center" in objects[0] or "center" + CAMERA in objects[0]
    xyzw = unit(over_time("rotations").reshape(-1, 4))
    R = Rotation.from_quat(xyzw).as_matrix().reshape(len(frames), len(ids), 3, 3)
    names = [_text(name).lower() for name in static["model_names"]]
    question, answer = _question(static, frames, ids)
    fixed = [static[key].item() for key in FIXED if key in static]
    return Trajectory(
        position=UNITY.points(over_time("center" if bounded else "positions")),
        orientation=wxyz(UNITY.rotations(R)),
        linear_velocity=UNITY.points(over_time("velocities")),
        angular_velocity=UNITY.spins(over_time("angular_velocities")),
        extent=UNITY.sizes(_bounds(objects[0]) if bounded else static["scale"]),
        shape=tuple(SHAPES.get(name, "mesh") for name in names),
        mass=static["mass"],
        friction=static["dynamic_friction"],
        restitution=static["bounciness"],
        is_static=np.array([object_id in fixed for object_id in ids]),
        contact=_contacts(frames, ids),
        gravity=np.array(GRAVITY),
        dt=DT_S,
        scenario="physion",
        question=question,
        answer=answer,
    )


def _question(
    static: Mapping[str, Array], frames: Sequence[Group], ids: list[int]
) -> tuple[tuple[int, int] | None, bool | None]:
    """Will the red object (target_id) touch the yellow one (zone_id)?"""
    if "target_id" not in static or "zone_id" not in static:
        return None, None
    rows = [ids.index(static[key].item()) for key in ("target_id", "zone_id")]
    labels = [frame["labels"] for frame in frames if "labels" in frame]
    touched = [bool(np.asarray(group[LABEL]).item()) for group in labels if LABEL in group]
    return (rows[0], rows[1]), any(touched) if touched else None


def _bounds(objects: Group) -> Array:
    """Size [N, 3] m along the body's own x, y, z, in Unity's axes."""
    pairs = (("right", "left"), ("top", "bottom"), ("front", "back"))
    ends = [np.linalg.norm(_get(objects, a) - _get(objects, b), axis=-1) for a, b in pairs]
    return np.stack(ends, axis=-1)


def _contacts(frames: Sequence[Group], ids: list[int]) -> NDArray[np.bool_]:
    contact = np.zeros((len(frames), len(ids), len(ids)), bool)
    row_of = {object_id: row for row, object_id in enumerate(ids)}
    for t, frame in enumerate(frames):
        collisions = frame.get("collisions", {})
        pairs = np.asarray(collisions.get("object_ids", ())).reshape(-1, 2)
        states = np.asarray(collisions.get("states", [b"stay"] * len(pairs))).ravel()
        for (a, b), state in zip(pairs.tolist(), states, strict=True):
            if a != b and a in row_of and b in row_of and _text(state) != "exit":
                contact[t, [row_of[a], row_of[b]], [row_of[b], row_of[a]]] = True
    return contact


def _view(static: Mapping[str, Array], frames: Sequence[Group], name: str) -> View:
    images, matrices = [f["images"] for f in frames], [f["camera_matrices"] for f in frames]
    rgb = np.stack([decode_rgb(_get(group, "_img").tobytes(), f"{name}: _img") for group in images])
    height, width = rgb.shape[1:3]
    colours = static["object_segmentation_colors"].reshape(-1, 3)
    masks = [_rows(decode(_get(group, "_id").tobytes(), f"{name}: _id"), colours) for group in images]
    projection = _get(matrices[0], "projection_matrix").reshape(4, 4)
    K = np.array([[projection[0, 0] * width, 0, width - 1], [0, projection[1, 1] * height, height - 1]]) / 2
    T = np.linalg.inv(np.stack([_get(group, "camera_matrix").reshape(4, 4) for group in matrices]))
    return View(
        rgb=rgb,
        depth=np.stack([_depth(group, (height, width), name) for group in images]),
        masks=np.stack(masks),
        T_odom_cam=poses(UNITY.points(T[:, :3, 3]), np.array(UNITY.matrix) @ T[:, :3, :3] @ GL_FROM_OPTICAL),
        K=np.concatenate([K, [[0.0, 0.0, 1.0]]]),
        distortion=np.zeros(5),
        stamps_s=np.arange(len(frames), dtype=np.float64) * DT_S,
    )


def _rows(image: Array, colours: Array) -> NDArray[np.uint8]:
    masks = np.zeros(image.shape[:2], np.uint8)
    for row, colour in enumerate(colours):
        masks[(image[..., :3] == colour).all(axis=-1)] = row + 1
    return masks


def _depth(images: Group, size: tuple[int, int], name: str) -> NDArray[np.uint16]:
    if "_depth" not in images and "_depth" + CAMERA not in images:
        return np.zeros(size, np.uint16)
    stored = _get(images, "_depth")
    if stored.ndim >= 2:
        return depth_mm(stored.reshape(size))
    # Three bytes, the most significant first, from the near plane to the far one.
    bytes_rgb = decode(stored.tobytes(), f"{name}: _depth")[..., :3].astype(np.float64)
    share = bytes_rgb @ (65536.0, 256.0, 1.0) / 2**24
    return depth_mm(share * (FAR_M - NEAR_M))


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
