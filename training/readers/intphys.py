# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Reads IntPhys: one folder per clip, `train/0001` or `dev/O1/01/1` to `4` (two possible, two impossible).

    status.json                  header (camera, block_name, is_possible) and frames (actors, mask levels)
    scene/scene_001.png          288x288 RGB
    depth/depth_001.png          16 bits: 65535 less millimetres along the optical axis
    masks/masks_001.png          8 bits: a grey level per actor, another one in every frame

The released dev and test clips have only pictures and, for dev, `header.is_possible`: they become episodes
of no rows. The engine ran at 30 Hz and kept every second frame. Angular velocity is not recorded; it is
taken from the rotations. How large an occluder's mesh is is not recorded either: its extent is nominal.

Source: github.com/bootphon/intphys, Content/Scripts/tools/saver.py, scene.py, actors/*.py (get_status),
tools/director.py (max_tick), Source/intphys/DepthCapture.cpp and MasksCapture.cpp, Tools/make_archives.py.
"""

from __future__ import annotations

import json
import math
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
from training.readers.axes import UNREAL, intrinsics, poses, wxyz
from training.readers.pictures import decode, decode_rgb, read_bytes

DT_S = 2 / 30
SHAPES = {"sphere": "sphere", "cube": "box", "cone": "mesh", "cylinder": "cylinder"}
MESH_CM = 100.0
"""Objects are meshes of one metre, times their scale."""
BLOCKS = {"O1": "permanence", "O2": "shape", "O3": "continuity"}
OPTICAL = np.array(((0, 0, 1), (-1, 0, 0), (0, -1, 0)), np.float64)
"""Axes of the optical frame in one that looks along x with z up."""
GRAVITY = (0.0, 0.0, -9.8)
"""Unreal Engine's own."""
Array = NDArray[Any]


class IntPhysFolder:
    """Every clip below a folder, in the order of their paths."""

    def __init__(self, folder: Path) -> None:
        """Find the clips.

        Raises:
            DatasetError: there is none.
        """
        self._folder = folder
        self._clips = sorted(path.parent for path in folder.rglob("scene") if path.is_dir())
        if not self._clips:
            raise DatasetError(f"{folder}: holds no clip of IntPhys (a folder scene with pictures)")
        self.names = [str(clip.relative_to(folder)) for clip in self._clips]

    def read(self, number: int) -> Episode:
        """One clip.

        Raises:
            DatasetError: a file is missing, damaged or of another layout.
        """
        clip = self._clips[number]
        status = _status(clip)
        header, frames = status.get("header", {}), status.get("frames", [])
        meta = {"scenario": "intphys", "index": number, "clip": self.names[number]}
        try:
            count = len(_pictures(clip, "scene"))
            actors = _actors(frames)
            trajectory = _trajectory(frames, actors, count, self._labels(clip, header))
            return Episode(trajectory, {"main": _view(clip, header, frames, actors)}, meta=meta)
        except (KeyError, TypeError, ValueError) as error:
            raise DatasetError(f"{clip}: not laid out as IntPhys is ({error!r})") from None
        except EpisodeError as error:
            raise DatasetError(f"{clip}: {error}") from None

    def _labels(self, clip: Path, header: Mapping[str, Any]) -> tuple[str, str]:
        """Pair and violation of a dev clip; the four clips of a scene share a pair."""
        scene = clip.relative_to(self._folder).parts
        block = str(header.get("block_name", "")) or next((p for p in scene if p[:2] in BLOCKS), "")
        if clip.name not in ("1", "2", "3", "4"):
            return "", ""
        impossible = header.get("is_possible") is False
        kind = BLOCKS.get(block[:2], "unknown")
        return "/".join(scene[:-1]) or clip.parent.name, kind if impossible else ""


def _status(clip: Path) -> dict[str, Any]:
    path = clip / "status.json"
    if not path.exists():
        return {}
    try:
        return dict(json.loads(read_bytes(path)))
    except (ValueError, TypeError) as error:
        raise DatasetError(f"{path}: is no JSON object ({error})") from None


def _actors(frames: Sequence[Mapping[str, Any]]) -> list[str]:
    """What moves: object_1 ..., occluder_1 ..., in the order of their names."""
    return sorted({name for frame in frames for name in frame if name.startswith(("object", "occluder"))})


def _trajectory(
    frames: Sequence[Mapping[str, Any]], actors: Sequence[str], count: int, labels: tuple[str, str]
) -> Trajectory:
    first = [next(frame[name] for frame in frames if name in frame) for name in actors]
    position, R = np.zeros((count, len(actors), 3)), np.tile(np.eye(3), (count, len(actors), 1, 1))
    velocity, present = np.zeros_like(position), np.zeros((count, len(actors)), bool)
    for row, name in enumerate(actors):
        for t in range(count):
            present[t, row] = name in frames[t]
            actor = frames[t].get(name, first[row])
            position[t, row], R[t, row] = _xyz(actor["location"]), _turn(actor["rotation"])
            velocity[t, row] = _xyz(actor["velocity"]) if "velocity" in actor else 0.0
    scale = np.array([_xyz(actor["scale"]) for actor in first]).reshape(-1, 3)
    R = UNREAL.rotations(R)
    return Trajectory(
        position=UNREAL.points(position),
        orientation=wxyz(R),
        linear_velocity=UNREAL.points(velocity),
        angular_velocity=_spins(R),
        extent=UNREAL.sizes(scale * MESH_CM),
        shape=tuple(SHAPES.get(str(actor.get("shape", "cube")).lower(), "mesh") for actor in first),
        mass=np.array([actor.get("mass", 0.0) for actor in first], np.float64),
        friction=np.array([actor["friction"] for actor in first], np.float64),
        restitution=np.array([actor["restitution"] for actor in first], np.float64),
        is_static=np.zeros(len(actors), bool),
        contact=np.zeros((count, len(actors), len(actors)), bool),
        gravity=np.array(GRAVITY),
        dt=DT_S,
        present=present,
        scenario="intphys",
        pair=labels[0],
        violation=labels[1],
    )


def _view(
    clip: Path, header: Mapping[str, Any], frames: Sequence[Mapping[str, Any]], actors: Sequence[str]
) -> View:
    rgb = np.stack([decode_rgb(read_bytes(path), str(path)) for path in _pictures(clip, "scene")])
    count, height, width = rgb.shape[:3]
    depth, masks = np.zeros((count, height, width), np.uint16), np.zeros((count, height, width), np.uint8)
    for t, path in enumerate(_pictures(clip, "depth")):
        depth[t] = 65535 - decode(read_bytes(path), str(path))
    for t, path in enumerate(_pictures(clip, "masks") if frames else ()):
        levels = frames[t]["masks"]
        table = np.zeros(256, np.uint8)
        for row, name in enumerate(actors):
            if name in levels:
                table[levels[name]] = row + 1
        masks[t] = table[decode(read_bytes(path), str(path))]
    camera = header.get("camera", {"location": {}, "rotation": {}, "field_of_view": 90.0})
    R = UNREAL.rotations(_turn(camera["rotation"])) @ OPTICAL
    focal_px = 0.5 * width / math.tan(math.radians(camera["field_of_view"]) / 2)
    return View(
        rgb=rgb,
        depth=depth,
        masks=masks,
        T_odom_cam=np.tile(poses(UNREAL.points(_xyz(camera["location"])), R), (count, 1, 1)),
        K=intrinsics(width, height, focal_px),
        distortion=np.zeros(5),
        stamps_s=np.arange(count, dtype=np.float64) * DT_S,
    )


def _pictures(clip: Path, kind: str) -> list[Path]:
    return sorted((clip / kind).glob(f"{kind}_*.png"))


def _xyz(value: Mapping[str, float]) -> Array:
    return np.array([value.get(axis, 0.0) for axis in "xyz"], np.float64)


def _turn(rotator: Mapping[str, float]) -> Array:
    """Unreal's rotator (degrees) as the matrix whose columns are the body's axes, in Unreal's frame."""
    roll, pitch, yaw = (math.radians(rotator.get(name, 0.0)) for name in ("roll", "pitch", "yaw"))
    # In the mirrored, right-handed frame the angles are plain rotations about z, y and x; mirror back.
    R = Rotation.from_euler("ZYX", (-yaw, -pitch, roll)).as_matrix()
    return np.asarray(UNREAL.rotations(R))


def _spins(R: Array) -> Array:
    """Angular velocity [T, N, 3] rad/s in the world frame of rotations [T, N, 3, 3]."""
    rates = np.zeros(R.shape[:-1])
    steps = (R[1:] @ R[:-1].swapaxes(-1, -2)).reshape(-1, 3, 3)
    if len(steps):
        rates[:-1] = Rotation.from_matrix(steps).as_rotvec().reshape(rates[:-1].shape) / DT_S
        rates[-1] = rates[-2]
    return rates
