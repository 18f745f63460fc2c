# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Features of clips, computed once by a frozen encoder and kept in a folder.

    features.json      whose features: the encoder's name, version and digest, dv, the data, whether complete
    CLIP.npz           stamps, telemetry, labels and features of one clip, with depth and without, and
                       what its pictures look like
    CLIP.mirrored.npz  the same in a mirror, where that was asked for

Features of another encoder look just the same and mean something else: the digest tells them apart.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sgw_ros.experts.risk.looks import looks_of
from sgw_ros.experts.risk.window import before
from training.episodes.errors import DatasetError
from training.risk.clips import Clip, mirrored
from training.risk.vision import VisionEncoder

ABOUT, VERSION, MIRRORED = "features.json", 1, ".mirrored.npz"
AT_ONCE = 32


class CacheError(DatasetError):
    """A cache of features is damaged, incomplete, or was made by another encoder."""


@dataclass(frozen=True)
class About:
    """What a cache says of itself."""

    encoder: dict[str, Any]
    origin: dict[str, Any]
    mirror: bool
    complete: bool = False
    version: int = VERSION


def is_cache(folder: Path) -> bool:
    """Whether a folder holds cached features."""
    return (folder / ABOUT).is_file()


def read_about(folder: Path) -> About:
    """What a cache says of itself.

    Raises:
        CacheError: it cannot be read.
    """
    try:
        document = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        found = About(**{item.name: document[item.name] for item in fields(About)})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CacheError(f"{folder / ABOUT} cannot be read ({error}); make the cache again") from None
    if found.version != VERSION:
        raise CacheError(
            f"{folder}: a cache of version {found.version}; this release reads {VERSION}, make it again"
        )
    return found


def write_cache(
    folder: Path, clips: Iterable[Clip], origin: dict[str, Any], encoder: VisionEncoder, mirror: bool
) -> int:
    """Encode clips into `folder`, those not yet there; returns how many it holds then.

    Raises:
        CacheError: the folder holds another encoder's features, or of other data.
    """
    about = About(encoder.identity(), origin, mirror)
    if is_cache(folder):
        found = read_about(folder)
        check_encoder(folder, encoder)
        if (found.origin, found.mirror) != (about.origin, about.mirror):
            raise CacheError(f"{folder} holds features of other data; give another folder")
        if found.complete:
            return len([path for path in folder.glob("*.npz") if not path.name.endswith(MIRRORED)])
    folder.mkdir(parents=True, exist_ok=True)
    _write_about(folder, about)
    count = 0
    for clip in clips:
        count += 1
        _write_clip(folder / f"{clip.name}.npz", clip, encoder)
        if mirror:
            _write_clip(folder / f"{clip.name}{MIRRORED}", mirrored(clip), encoder)
    _write_about(folder, About(about.encoder, origin, mirror, complete=True))
    return count


def check_encoder(folder: Path, encoder: VisionEncoder) -> None:
    """Refuse a cache of another encoder.

    Raises:
        CacheError: it is.
    """
    made, asked = read_about(folder).encoder, encoder.identity()
    if made["sha256"] != asked["sha256"]:
        raise CacheError(
            f"{folder} holds features of encoder {_called(made)}, not of {_called(asked)}; make it again"
        )


def cached_clips(folder: Path, most: int, mirror: bool) -> tuple[list[Clip], list[Clip], dict[str, Any]]:
    """Clips of a cache, their mirror twins where asked for, and where they come from.

    Raises:
        CacheError: it is incomplete, damaged or has no twins.
    """
    about = read_about(folder)
    if not about.complete:
        raise CacheError(f"{folder} is incomplete; run the command that makes it again")
    if mirror and not about.mirror:
        raise CacheError(f"{folder} was made without --mirror; make it with, or set data.mirror to false")
    names = sorted(path.stem for path in folder.glob("*.npz") if not path.name.endswith(MIRRORED))
    names = names[: most or None]
    clips = [_read_clip(folder / f"{name}.npz") for name in names]
    twins = [_read_clip(folder / f"{name}{MIRRORED}") for name in names] if mirror else []
    return clips, twins, {**about.origin, "encoder": about.encoder, "clips": len(clips)}


def encode_clip(clip: Clip, encoder: VisionEncoder) -> NDArray[np.float32]:
    """Features [T, dv] of a clip's pictures and depths, each beside those a tenth of a second earlier."""
    pictures = pictures_of(clip).transpose(0, 3, 1, 2)
    earlier = [before(clip.stamps_ns, int(stamp)) for stamp in clip.stamps_ns]
    paired = np.array([t if index is None else index for t, index in enumerate(earlier)])
    parts = []
    for k in range(0, len(pictures), AT_ONCE):
        now, then = slice(k, k + AT_ONCE), paired[k : k + AT_ONCE]
        depths = (None, None) if clip.depths is None else (clip.depths[now], clip.depths[then])
        parts.append(encoder.encode(pictures[now], pictures[then], *depths))
    return np.concatenate(parts)


def pictures_of(clip: Clip) -> NDArray[np.uint8]:
    """[T, 96, 128, 3].

    Raises:
        DatasetError: the clip has none.
    """
    if clip.pictures is None:
        raise DatasetError(f"{clip.name}: has no pictures to encode")
    return clip.pictures


def _called(encoder: dict[str, Any]) -> str:
    return f"{encoder['name']}:{encoder['version']} ({encoder['sha256'][:12]})"


def _write_about(folder: Path, about: About) -> None:
    draft = folder / f"{ABOUT}.new"
    draft.write_text(json.dumps(vars(about), indent=1, sort_keys=True), encoding="utf-8")
    draft.replace(folder / ABOUT)


def _write_clip(path: Path, clip: Clip, encoder: VisionEncoder) -> None:
    if path.exists():
        return
    values = {
        item.name: getattr(clip, item.name)
        for item in fields(Clip)
        if item.name not in ("pictures", "depths", "features", "without_depth", "looks")
    }
    values["features"] = encode_clip(clip, encoder)
    if clip.depths is not None and encoder.measures:
        values["without_depth"] = encode_clip(replace(clip, depths=None), encoder)
    draft = path.with_suffix(".new")
    with draft.open("wb") as file:
        np.savez(file, **values, looks=looks_of(pictures_of(clip)))
    draft.replace(path)


def _read_clip(path: Path) -> Clip:
    try:
        with np.load(path, allow_pickle=False) as held:
            values = {name: held[name] for name in held.files}
        for name in ("name", "place"):
            values[name] = str(values[name])
        return Clip(**values)
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise CacheError(f"{path} is damaged ({error}); delete it and make the cache again") from None
