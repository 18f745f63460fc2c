# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Reads what Kubric writes, such as the MOVi sets: one folder per clip.

    metadata.json        scene, camera, instances (positions, quaternions, mass ... over the frames)
    events.json          collisions
    data_ranges.json     what the 16 bits of a flow picture stand for
    rgba_00000.png, segmentation_00000.png, depth_00000.tiff, forward_flow_00000.png ...

Kubric's world is this project's (right-handed, z up, metres, quaternions wxyz); its depth is the distance
from the camera's centre, its flow is (rows, columns).

Source: github.com/google-research/kubric, kubric/file_io.py, kubric/utils.py (get_scene_metadata,
get_camera_info, get_instance_info, process_collisions), challenges/movi/movi_c.py (load_scene_directory).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from training.episodes.episode import Episode
from training.episodes.errors import DatasetError, EpisodeError
from training.episodes.trajectory import Trajectory
from training.episodes.view import View
from training.readers.axes import GL_FROM_OPTICAL, intrinsics, poses, unit
from training.readers.pictures import decode, decode_palette, decode_rgb, depth_mm, read_bytes

METADATA, EVENTS, RANGES = "metadata.json", "events.json", "data_ranges.json"
SHAPES = {"cube": "box", "sphere": "sphere", "cylinder": "cylinder"}
"""Every other asset is a mesh."""
BACKGROUND = (-1, 65535)
"""How a collision names what is no instance."""
Array = NDArray[Any]


class KubricFolder:
    """Every clip below a folder, in the order of their names."""

    def __init__(self, folder: Path) -> None:
        """Find the clips.

        Raises:
            DatasetError: there is none.
        """
        self._clips = sorted(path.parent for path in folder.rglob(METADATA))
        if not self._clips:
            raise DatasetError(f"{folder}: holds no clip of Kubric ({METADATA} and pictures)")
        self.names = [str(clip.relative_to(folder)) for clip in self._clips]

    def read(self, number: int) -> Episode:
        """One clip.

        Raises:
            DatasetError: a file is missing, damaged or of another layout.
        """
        clip = self._clips[number]
        try:
            metadata = _json(clip / METADATA)
            trajectory, events = clip_trajectory(metadata, _json(clip / EVENTS).get("collisions", []))
            views = {"main": _view(clip, metadata)}
            meta = {"scenario": "kubric", "index": number, "clip": self.names[number]}
            return Episode(trajectory, views, {"contact_events": events}, meta)
        except (KeyError, TypeError, IndexError) as error:
            raise DatasetError(f"{clip}: not laid out as Kubric writes ({error!r})") from None
        except EpisodeError as error:
            raise DatasetError(f"{clip}: {error}") from None


def _json(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(read_bytes(path)))
    except (ValueError, TypeError) as error:
        raise DatasetError(f"{path}: is no JSON object ({error})") from None


def clip_trajectory(metadata: Mapping[str, Any], collisions: Sequence[Any]) -> tuple[Trajectory, Array]:
    """The trajectory of a clip's `metadata` and its contact events [E, 7]; a row of -1 is the background."""
    scene, instances = metadata["metadata"], metadata["instances"]
    frames = int(scene["num_frames"])
    dt = 1.0 / scene["frame_rate"]
    contact, events = _contacts(collisions, frames, len(instances), dt)

    def over_time(name: str, width: int) -> Array:
        values = [np.asarray(instance[name], np.float64) for instance in instances]
        return np.stack(values, axis=1) if values else np.zeros((frames, 0, width))

    def once(name: str) -> Array:
        return np.array([instance[name] for instance in instances], np.float64)

    position, orientation = over_time("positions", 3), unit(over_time("quaternions", 4))
    corners = [np.asarray(instance["bboxes_3d"], np.float64)[0] for instance in instances]
    trajectory = Trajectory(
        position=position,
        orientation=orientation,
        linear_velocity=over_time("velocities", 3),
        angular_velocity=over_time("angular_velocities", 3),
        extent=np.array([_extent(c, orientation[0, row]) for row, c in enumerate(corners)]).reshape(-1, 3),
        shape=tuple(SHAPES.get(_kind(instance), "mesh") for instance in instances),
        mass=once("mass"),
        friction=once("friction"),
        restitution=once("restitution"),
        is_static=np.zeros(len(instances), bool),
        contact=contact,
        gravity=np.array(scene.get("gravity", (0.0, 0.0, -10.0))),
        dt=dt,
        visible=over_time("visibility", 0).reshape(frames, len(instances)) > 0,
        scenario="kubric",
    )
    return trajectory, events


def _kind(instance: Mapping[str, Any]) -> str:
    return str(instance.get("shape", instance.get("asset_id", ""))).lower()


def _extent(corners: Array, quaternion: Array) -> Array:
    """Size [3] m along the body's own axes, from the corners [8, 3] of its box in the world."""
    local = Rotation.from_quat(np.roll(quaternion, -1)).inv().apply(corners)
    return np.asarray(np.ptp(local, axis=0))


def _contacts(collisions: Sequence[Any], frames: int, rows: int, dt: float) -> tuple[Array, Array]:
    contact = np.zeros((frames, rows, rows), bool)
    events = np.zeros((len(collisions), 7))
    for i, collision in enumerate(collisions):
        pair = [-1 if int(row) in BACKGROUND else int(row) for row in collision["instances"]]
        events[i] = (*pair, collision["frame"] * dt, collision["force"], *collision["position"])
        frame = int(collision["frame"])
        if -1 not in pair and pair[0] != pair[1] and frame < frames:
            contact[frame, pair, pair[::-1]] = True
    return contact, events


def _view(clip: Path, metadata: Mapping[str, Any]) -> View:
    frames = range(int(metadata["metadata"]["num_frames"]))
    pictures = {
        "rgb": np.stack([_rgb(clip / f"rgba_{t:05d}.png") for t in frames]),
        "masks": np.stack([_numbers(clip / f"segmentation_{t:05d}.png") for t in frames]),
        "ray_m": np.stack([_tiff(clip / f"depth_{t:05d}.tiff") for t in frames]),
    }
    return clip_view(metadata, pictures, _flow(clip, len(frames)))


def clip_view(
    metadata: Mapping[str, Any], pictures: Mapping[str, Array], flow: NDArray[np.float16] | None
) -> View:
    """What the camera of a clip saw: `pictures` are rgb, masks and, along the rays, ray_m."""
    scene, camera = metadata["metadata"], metadata["camera"]
    rgb = pictures["rgb"]
    frames, height, width = rgb.shape[:3]
    K = intrinsics(width, height, camera["focal_length"] / camera["sensor_width"] * width)
    R = Rotation.from_quat(np.roll(unit(np.array(camera["quaternions"])), -1, axis=-1)).as_matrix()
    return View(
        rgb=rgb,
        depth=depth_mm(pictures["ray_m"] / _ray_lengths(K, height, width)),
        masks=pictures["masks"],
        T_odom_cam=poses(np.array(camera["positions"]), R @ GL_FROM_OPTICAL),
        K=K,
        distortion=np.zeros(5),
        stamps_s=np.arange(frames) / scene["frame_rate"],
        flow=flow,
    )


def _rgb(path: Path) -> Array:
    return decode_rgb(read_bytes(path), str(path))


def _numbers(path: Path) -> Array:
    return decode_palette(read_bytes(path), str(path))


def _tiff(path: Path) -> Array:
    return np.atleast_3d(decode(read_bytes(path), str(path)))[..., 0]


def _flow(clip: Path, frames: int) -> NDArray[np.float16] | None:
    if not (clip / "forward_flow_00000.png").exists():
        return None
    low, high = (_json(clip / RANGES)["forward_flow"][bound] for bound in ("min", "max"))
    paths = [clip / f"forward_flow_{t:05d}.png" for t in range(frames)]
    return clip_flow(np.stack([decode(read_bytes(path), str(path))[..., :2] for path in paths]), low, high)


def clip_flow(stored: Array, low: float, high: float) -> NDArray[np.float16]:
    """Flow (x, y) px of 16-bit numbers [T, H, W, 2] (rows, columns) that stand for `low` to `high`."""
    flow: NDArray[np.float16] = (stored[..., ::-1] / 65535 * (high - low) + low).astype(np.float16)
    flow[-1] = 0
    return flow


def _ray_lengths(K: Array, height: int, width: int) -> Array:
    """Length [H, W] of the ray through each pixel up to the plane one metre ahead."""
    v, u = np.mgrid[:height, :width]
    return np.asarray(np.sqrt(1 + ((u - K[0, 2]) / K[0, 0]) ** 2 + ((v - K[1, 2]) / K[1, 1]) ** 2))
