# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A trajectory as an `.npz` that anyone can write: the names, shapes and units of `Trajectory`.

Beside the arrays: `shape` [N] of text, `dt` one number, `question` [2], `answer` one truth value, the texts
`scenario`, `violation` and `pair`, the number `t_violation`. `vertices` [N, V, 3] holds the points of each
mesh in its row, filled up with NaN. Names that are not known are left alone.
"""

from __future__ import annotations

import math
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from training.episodes.arrays import Spec, check_shape, checked
from training.episodes.errors import DatasetError, EpisodeError
from training.episodes.trajectory import OPTIONAL_SPECS, SPECS, Trajectory

REQUIRED = (*SPECS, "shape", "dt")
TEXTS = ("scenario", "violation", "pair")
DAMAGES = (ValueError, EOFError, KeyError, NotImplementedError, zipfile.BadZipFile, zlib.error)
"""What numpy and zipfile raise for bytes that are not what they were."""
Arrays = Mapping[str, NDArray[Any]]


def read_trajectory(file: Path | IO[bytes], name: str = "") -> Trajectory:
    """Read one `.npz`; `name` stands for the file in messages when it is a stream.

    Raises:
        DatasetError: there is no such file, or it is no `.npz`.
        EpisodeError: an array is missing, misshaped or impossible.
    """
    name = name or str(file)
    arrays = read_arrays(file, name)
    try:
        return trajectory_of(arrays)
    except EpisodeError as error:
        raise EpisodeError(f"{name}: {error}") from None


def read_arrays(file: Path | IO[bytes], name: str) -> dict[str, NDArray[Any]]:
    """Every array of an `.npz`.

    Raises:
        DatasetError: it cannot be read, is no `.npz`, or holds Python objects.
    """
    try:
        archive = np.load(file, allow_pickle=False)
        if not isinstance(archive, np.lib.npyio.NpzFile):
            raise DatasetError(f"{name}: one lone array, not an .npz of named ones")
        with archive:
            return {key: archive[key] for key in archive.files}
    except OSError as error:
        raise DatasetError(f"{name}: cannot be read ({error.strerror or error})") from None
    except DAMAGES as error:
        raise DatasetError(f"{name}: damaged, or no .npz of plain arrays ({error})") from None


def write_trajectory(file: Path | IO[bytes], trajectory: Trajectory) -> None:
    """Write one `.npz`; the same trajectory gives the same bytes.

    Raises:
        DatasetError: the place cannot be written to.
    """
    try:
        np.savez_compressed(file, allow_pickle=False, **arrays_of(trajectory))
    except OSError as error:
        raise DatasetError(f"{file}: cannot be written ({error.strerror or error})") from None


def arrays_of(trajectory: Trajectory) -> dict[str, NDArray[Any]]:
    """What the file holds; what the trajectory leaves out is left out."""
    arrays: dict[str, NDArray[Any]] = {name: getattr(trajectory, name) for name in SPECS}
    arrays["shape"] = np.array(trajectory.shape, dtype=np.str_)
    arrays["dt"] = np.array(trajectory.dt, np.float64)
    arrays |= {name: value for name in OPTIONAL_SPECS if (value := getattr(trajectory, name)) is not None}
    if trajectory.vertices:
        arrays["vertices"] = _padded(trajectory)
    if trajectory.question is not None:
        arrays["question"] = np.array(trajectory.question, dtype=np.int32)
    if trajectory.answer is not None:
        arrays["answer"] = np.array(trajectory.answer, np.bool_)
    arrays |= {name: np.array(text) for name in TEXTS if (text := getattr(trajectory, name))}
    if not math.isnan(trajectory.t_violation):
        arrays["t_violation"] = np.array(trajectory.t_violation, np.float64)
    return arrays


def trajectory_of(arrays: Arrays) -> Trajectory:
    """The trajectory that `arrays` describe.

    Raises:
        EpisodeError: an array is missing, misshaped or impossible.
    """
    missing = [name for name in REQUIRED if name not in arrays]
    if missing:
        shapes = ", ".join(f"{name} {_expected(name)}" for name in missing)
        raise EpisodeError(f"missing: {shapes}")
    values: dict[str, Any] = {name: arrays[name] for name in SPECS}
    values |= {name: arrays[name] for name in OPTIONAL_SPECS if name in arrays}
    values["contact"] = _mutual(arrays["contact"])
    values["shape"] = _names(arrays["shape"])
    values["dt"] = _single("dt", arrays["dt"], "biuf")
    if "question" in arrays:
        values["question"] = tuple(checked("question", arrays["question"], Spec("i8", "2"), {}).tolist())
    if "answer" in arrays:
        values["answer"] = bool(_single("answer", arrays["answer"], "biu"))
    if "t_violation" in arrays:
        values["t_violation"] = _single("t_violation", arrays["t_violation"], "iuf")
    values |= {name: str(_single(name, arrays[name], "US")) for name in TEXTS if name in arrays}
    if "vertices" in arrays:
        values["vertices"] = _vertices(arrays["vertices"], values["shape"])
    return Trajectory(**values)


def _expected(name: str) -> str:
    dims = {"shape": "N", "dt": ""}.get(name) if name not in SPECS else SPECS[name].dims
    return f"[{', '.join((dims or '').split())}]"


def _single(name: str, array: NDArray[Any], kinds: str) -> Any:
    if array.size != 1:
        raise EpisodeError(f"{name}: expected one value, found shape {list(array.shape)}")
    if array.dtype.kind not in kinds:
        raise EpisodeError(f"{name}: a value of kind {array.dtype} cannot stand here")
    value = array.reshape(-1)[0].item()
    return value.decode() if isinstance(value, bytes) else value


def _names(array: NDArray[Any]) -> tuple[str, ...]:
    check_shape("shape", array.shape, "N", {})
    if array.dtype.kind not in "US":
        raise EpisodeError(f"shape: expected names, found {array.dtype}")
    return tuple(array.astype(np.str_).tolist())


def _mutual(contact: NDArray[Any]) -> NDArray[Any]:
    """Who touches is touched: one triangle of the matrix says all, its diagonal nothing."""
    if contact.ndim != 3 or contact.shape[1] != contact.shape[2] or contact.dtype.kind != "b":
        return contact  # the trajectory says what is wrong with it
    return np.asarray((contact | contact.swapaxes(1, 2)) & ~np.eye(contact.shape[1], dtype=np.bool_))


def _padded(trajectory: Trajectory) -> NDArray[np.float32]:
    most = max(len(points) for points in trajectory.vertices.values())
    padded = np.full((trajectory.rows, most, 3), np.nan, np.float32)
    for row, points in trajectory.vertices.items():
        padded[row, : len(points)] = points
    return padded


def _vertices(array: NDArray[Any], shape: tuple[str, ...]) -> dict[int, NDArray[Any]]:
    check_shape("vertices", array.shape, "N V 3", {"N": len(shape)})
    if array.dtype.kind != "f":
        raise EpisodeError(f"vertices: expected float32, found {array.dtype}")
    held = ~np.isnan(array).any(axis=2)
    return {row: array[row, held[row]] for row in range(len(shape)) if held[row].any()}
