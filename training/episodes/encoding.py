# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""One episode as the members of an archive, and back without loss.

    KEY.json                        format, version, meta, names of views
    KEY.trajectory.npz              the interchange file of `interchange`
    KEY.signals.npz                 one array each
    KEY.VIEW.camera.npz             T_odom_cam, K, distortion, stamps_s
    KEY.VIEW.rgb.delta.npy.zst      each frame less the one before, modulo 256
    KEY.VIEW.depth.npy.zst, .masks.npy.zst, .flow.npy.zst

Pictures are compressed with zstd at its fastest common level and carry its checksum.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import zstandard
from numpy.typing import NDArray

from sgw_ros.core.types import Risk
from training.episodes.episode import Episode
from training.episodes.errors import DatasetError
from training.episodes.interchange import read_arrays, read_trajectory, write_trajectory
from training.episodes.tarring import pack
from training.episodes.view import View

FORMAT = "sgw-episode"
VERSION = 1
ZSTD_LEVEL = 1
"""Level 3 takes three times as long and saves nothing on noisy pictures."""
PICTURES = ("depth", "masks", "flow")
CAMERA = ("T_odom_cam", "K", "distortion", "stamps_s")
Members = Mapping[str, bytes | memoryview]


@dataclass(frozen=True)
class Encoded:
    """An episode ready to be appended to a shard, with what an index says of it."""

    key: str
    packed: bytes
    sha256: str
    summary: Mapping[str, Any]


def encode(episode: Episode) -> Encoded:
    """Pack one episode; equal episodes give equal bytes."""
    packed = pack((f"{episode.key}.{name}", content) for name, content in _members(episode))
    return Encoded(episode.key, packed, hashlib.sha256(packed).hexdigest(), summary_of(episode))


def summary_of(episode: Episode) -> dict[str, Any]:
    """What an index says of an episode: enough to choose and to count without reading it."""
    trajectory, risk = episode.trajectory, episode.signals.get("risk")
    return {
        "scenario": episode.meta.get("scenario", trajectory.scenario),
        "frames": episode.frames,
        "pictures": episode.frames * len(episode.views),
        "answer": trajectory.answer,
        "violation": trajectory.violation,
        "pair": trajectory.pair,
        "high_risk": bool((risk == Risk.HIGH).any()) if risk is not None else None,
    }


def decode(members: Members, name: str) -> Episode:
    """The episode of one group of members; `name` stands for the file in messages.

    Raises:
        DatasetError: another format or version, a member missing or damaged.
        EpisodeError: arrays that do not make an episode.
    """
    parts = {path.partition(".")[2]: content for path, content in members.items()}
    about = _about(parts, name)
    try:
        trajectory = read_trajectory(io.BytesIO(parts["trajectory.npz"]), f"{name}: trajectory.npz")
        signals = _arrays(parts, "signals.npz", name)
        views = {view: _view(parts, view, name) for view in about["views"]}
    except KeyError as error:
        raise DatasetError(f"{name}: the member {error} is missing") from None
    return Episode(trajectory, views, signals, about["meta"])


def _members(episode: Episode) -> Iterator[tuple[str, bytes]]:
    about = {
        "format": FORMAT,
        "version": VERSION,
        "views": list(episode.views),
        "meta": dict(episode.meta),
    }
    yield "json", json.dumps(about, sort_keys=True).encode()
    trajectory = io.BytesIO()
    write_trajectory(trajectory, episode.trajectory)
    yield "trajectory.npz", trajectory.getvalue()
    yield "signals.npz", _npz(episode.signals)
    for name, view in episode.views.items():
        yield f"{name}.camera.npz", _npz({key: getattr(view, key) for key in CAMERA})
        yield f"{name}.rgb.delta.npy.zst", _zstd(_deltas(view.rgb))
        for picture in PICTURES:
            if (pixels := getattr(view, picture)) is not None:
                yield f"{name}.{picture}.npy.zst", _zstd(pixels)


def _about(parts: Members, name: str) -> dict[str, Any]:
    try:
        about = json.loads(bytes(parts["json"]))
        found = (about["format"], about["version"])
    except (KeyError, TypeError, ValueError):
        raise DatasetError(f"{name}: no episode of this project (no {FORMAT} header)") from None
    if found != (FORMAT, VERSION):
        raise DatasetError(
            f"{name}: format {found[0]!r} version {found[1]}; this program reads {FORMAT!r} version {VERSION}"
        )
    return dict(about)


def _view(parts: Members, view: str, name: str) -> View:
    camera = _arrays(parts, f"{view}.camera.npz", name)
    rgb = _sums(_unzstd(parts, f"{view}.rgb.delta.npy.zst", name))
    pixels = {
        picture: _unzstd(parts, f"{view}.{picture}.npy.zst", name)
        for picture in PICTURES
        if picture != "flow" or f"{view}.flow.npy.zst" in parts
    }
    try:
        return View(rgb=rgb, **pixels, **camera)
    except TypeError as error:
        raise DatasetError(f"{name}: view {view} is damaged ({error})") from None


def _npz(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **arrays)
    return file.getvalue()


def _arrays(parts: Members, member: str, name: str) -> dict[str, NDArray[Any]]:
    return read_arrays(io.BytesIO(parts[member]), f"{name}: {member}")


def _zstd(array: NDArray[Any]) -> bytes:
    file = io.BytesIO()
    np.lib.format.write_array(file, np.ascontiguousarray(array), allow_pickle=False)
    return zstandard.ZstdCompressor(ZSTD_LEVEL, write_checksum=True).compress(file.getbuffer())


def _unzstd(parts: Members, member: str, name: str) -> NDArray[Any]:
    try:
        plain = zstandard.ZstdDecompressor().decompress(parts[member])
        header = io.BytesIO(plain[:1024])
        np.lib.format.read_magic(header)
        shape, _, dtype = np.lib.format.read_array_header_1_0(header)
        return np.frombuffer(plain, dtype, offset=header.tell()).reshape(shape)
    except (zstandard.ZstdError, ValueError) as error:
        raise DatasetError(f"{name}: {member} is damaged ({error})") from None


def _deltas(frames: NDArray[np.uint8]) -> NDArray[np.uint8]:
    # Consecutive pictures resemble each other: halves the size and decodes faster than the picture itself.
    deltas = frames.copy()
    deltas[1:] -= frames[:-1]
    return deltas


def _sums(deltas: NDArray[np.uint8]) -> NDArray[np.uint8]:
    frames = np.empty_like(deltas)
    frames[:1] = deltas[:1]
    for t in range(1, len(deltas)):  # ten times as fast as np.cumsum along the first axis
        np.add(frames[t - 1], deltas[t], out=frames[t])
    return frames
