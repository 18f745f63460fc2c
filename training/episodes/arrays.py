# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Checks of arrays on construction: the kind of number, the shape by named dimensions, the values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from training.episodes.errors import EpisodeError


@dataclass(frozen=True)
class Spec:
    """One array: `dtype` as numpy names it, `dims` such as "T N 3" (a letter is bound where it first stands).

    Numbers of another width are converted (a simulator's float64 becomes float32); `exact` refuses that, for
    pictures, whose values would wrap silently.
    """

    dtype: str
    dims: str
    exact: bool = False


def checked(name: str, value: ArrayLike, spec: Spec, sizes: dict[str, int]) -> NDArray[Any]:
    """`value` as a read-only array that obeys `spec`; dimensions met for the first time enter `sizes`.

    Raises:
        EpisodeError: another kind of number, another shape, or a value that is not finite.
    """
    array = _converted(name, np.asarray(value), spec)
    check_shape(name, array.shape, spec.dims, sizes)
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        where = np.argwhere(~np.isfinite(array))[0].tolist()
        raise EpisodeError(f"{name}: the value at {where} is not a finite number")
    view = array.view()
    view.flags.writeable = False
    return view


def check_shape(name: str, shape: tuple[int, ...], dims: str, sizes: dict[str, int]) -> None:
    """Compare `shape` with `dims`, where digits are sizes and letters names looked up, or put, in `sizes`."""
    wanted = dims.split()
    agrees = len(wanted) == len(shape) and all(
        size == (int(dim) if dim.isdigit() else sizes.setdefault(dim, size))
        for dim, size in zip(wanted, shape, strict=True)
    )
    if not agrees:
        raise EpisodeError(f"{name}: expected shape {_readable(wanted, sizes)}, found {list(shape)}")


def refuse(name: str, wrong: NDArray[np.bool_], why: str) -> None:
    """Raise with the first place where `wrong` holds."""
    if wrong.any():
        raise EpisodeError(f"{name}: the value at {np.argwhere(wrong)[0].tolist()} {why}")


def _converted(name: str, array: NDArray[Any], spec: Spec) -> NDArray[Any]:
    wanted = np.dtype(spec.dtype)
    if array.dtype == wanted:
        return array
    numbers = {"f": "fiu", "b": "biu", "i": "iu"}.get(wanted.kind, "")
    if spec.exact or array.dtype.kind not in numbers:
        raise EpisodeError(f"{name}: expected {wanted}, found {array.dtype}")
    if wanted.kind == "b":
        refuse(name, (array != 0) & (array != 1), "is neither 0 nor 1")
    return array.astype(wanted)


def _readable(wanted: list[str], sizes: Mapping[str, int]) -> str:
    parts = [dim if dim.isdigit() or dim not in sizes else f"{dim}={sizes[dim]}" for dim in wanted]
    return f"[{', '.join(parts)}]"
