# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Arrays on disk that are longer than memory: written part by part, mapped when read.

arrays.json   type and shape of each; there only when all is
NAME.bin      its numbers, row after row
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from training.episodes.errors import DatasetError

ABOUT = "arrays.json"
Part = Mapping[str, NDArray[Any]]


def is_kept(place: Path) -> bool:
    """Whether all was written there."""
    return (place / ABOUT).is_file()


def keep(place: Path, parts: Iterable[Part]) -> None:
    """Write parts, each with the same names, one after another.

    Raises:
        DatasetError: there is none.
    """
    place.mkdir(parents=True, exist_ok=True)
    rows, known = 0, {}
    with ExitStack() as stack:
        files: dict[str, BinaryIO] = {}
        for part in parts:
            for name, values in part.items():
                if name not in files:
                    files[name] = stack.enter_context((place / f"{name}.bin").open("wb"))
                    known[name] = (values.dtype.str, list(values.shape[1:]))
                files[name].write(np.ascontiguousarray(values).tobytes())
            rows += len(values)
    if not rows:
        raise DatasetError(f"{place.name}: holds no episode")
    document = {name: {"dtype": dtype, "shape": [rows, *shape]} for name, (dtype, shape) in known.items()}
    (place / f"{ABOUT}.new").write_text(json.dumps(document, indent=1), encoding="utf-8")
    (place / f"{ABOUT}.new").replace(place / ABOUT)


def kept(place: Path) -> dict[str, NDArray[Any]]:
    """What was written there, mapped.

    Raises:
        DatasetError: it is damaged.
    """
    try:
        document = json.loads((place / ABOUT).read_text(encoding="utf-8"))
        return {
            name: np.memmap(place / f"{name}.bin", about["dtype"], "r", shape=tuple(about["shape"]))
            for name, about in document.items()
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DatasetError(f"{place} is damaged ({error}); delete it, and it is made again") from None
