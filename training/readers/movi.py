# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Reads the MOVi sets as they are published: TensorFlow Datasets' TFRecord files, a clip per record.

    movi_a/128x128/1.0.0/movi_a-train.tfrecord-00000-of-01024

Names of features are joined by "/", lists of equal things are stored flat: `instances/positions` holds
instances x frames x 3 numbers. Pictures are PNG; depth and flow are 16 bits over a range in the metadata.
The clips were made at 12 frames/s under 10 m/s2.

Source: github.com/google-research/kubric, challenges/movi/movi_a.py to movi_f.py (_info), movi_ab_worker.py
(set_defaults), kubric/core/scene.py (gravity); github.com/tensorflow/datasets, core/example_serializer.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.episodes.episode import Episode
from training.episodes.errors import DatasetError, EpisodeError
from training.readers.kubric import clip_flow, clip_trajectory, clip_view
from training.readers.pictures import decode, decode_rgb
from training.readers.tfrecord import read_example, record_places

PATTERN = "*.tfrecord-*"
FRAME_RATE_HZ = 12
SHAPES = ("cube", "cylinder", "sphere")
"""The first of `shape_label`, in MOVi-A and MOVi-B alike; whatever follows is a mesh."""
OVER_TIME = {
    "positions": (3,),
    "quaternions": (4,),
    "velocities": (3,),
    "angular_velocities": (3,),
    "bboxes_3d": (8, 3),
    "visibility": (),
}
Features = Mapping[str, Any]


class MoviFolder:
    """Every clip of the files below a folder, in the order of their names."""

    def __init__(self, folder: Path) -> None:
        """Find the clips.

        Raises:
            DatasetError: there is none, or a file is no TFRecord file.
        """
        paths = sorted(folder.rglob(PATTERN))
        self._places = [(path, *place) for path in paths for place in record_places(path)]
        if not self._places:
            raise DatasetError(f"{folder}: holds no clip of MOVi ({PATTERN})")
        self.names = [f"{path.relative_to(folder)}@{offset}" for path, offset, _ in self._places]

    def read(self, number: int) -> Episode:
        """One clip.

        Raises:
            DatasetError: its record is damaged or of another layout.
        """
        path, offset, length = self._places[number]
        features = read_example(path, offset, length)
        try:
            metadata = _metadata(features)
            trajectory, events = clip_trajectory(metadata, _collisions(features))
            pictures, flow = _pictures(features, self.names[number])
            meta = {"scenario": "kubric", "index": number, "clip": self.names[number]}
            views = {"main": clip_view(metadata, pictures, flow)}
            return Episode(trajectory, views, {"contact_events": events}, meta)
        except (KeyError, ValueError, IndexError) as error:
            raise DatasetError(f"{self.names[number]}: not laid out as MOVi is ({error!r})") from None
        except EpisodeError as error:
            raise DatasetError(f"{self.names[number]}: {error}") from None


def _metadata(features: Features) -> dict[str, Any]:
    """What `metadata.json` of the clip said."""
    frames = int(features["metadata/num_frames"][0])
    count = len(features["instances/mass"])
    series = {
        name: np.reshape(features[f"instances/{name}"], (count, frames, *shape))
        for name, shape in OVER_TIME.items()
    }
    instances = [
        {name: values[row] for name, values in series.items()}
        | {name: features[f"instances/{name}"][row] for name in ("mass", "friction", "restitution")}
        | {"shape": _shape(features, row)}
        for row in range(count)
    ]
    camera = {
        "focal_length": features["camera/focal_length"][0],
        "sensor_width": features["camera/sensor_width"][0],
        "positions": np.reshape(features["camera/positions"], (frames, 3)),
        "quaternions": np.reshape(features["camera/quaternions"], (frames, 4)),
    }
    scene = {"num_frames": frames, "frame_rate": FRAME_RATE_HZ}
    return {"metadata": scene, "instances": instances, "camera": camera}


def _shape(features: Features, row: int) -> str:
    labels = features.get("instances/shape_label", ())
    label = int(labels[row]) if len(labels) else len(SHAPES)
    return SHAPES[label] if label < len(SHAPES) else ""


def _collisions(features: Features) -> list[dict[str, Any]]:
    def flat(name: str) -> NDArray[Any]:
        stored = f"events/collisions/{name}"
        return np.asarray(
            features[stored] if stored in features else features[f"{stored}/ragged_flat_values"]
        )

    frames, forces = flat("frame"), flat("force")
    pairs, places = flat("instances").reshape(-1, 2), flat("position").reshape(-1, 3)
    return [
        {"instances": pair, "frame": frame, "force": force, "position": place}
        for pair, frame, force, place in zip(pairs, frames, forces, places, strict=True)
    ]


def _pictures(features: Features, name: str) -> tuple[dict[str, NDArray[Any]], NDArray[np.float16] | None]:
    rgb = np.stack([decode_rgb(png, f"{name}: video") for png in features["video"]])
    near, far = features["metadata/depth_range"]
    depth = np.stack([decode(png, f"{name}: depth") for png in features["depth"]])
    masks = np.stack([decode(png, f"{name}: segmentations") for png in features["segmentations"]])
    pictures = {"rgb": rgb, "masks": masks, "ray_m": depth / 65535 * (far - near) + near}
    if "forward_flow" not in features:
        return pictures, None
    low, high = features["metadata/forward_flow_range"]
    return pictures, clip_flow(np.reshape(features["forward_flow"], (*rgb.shape[:3], 2)), low, high)
