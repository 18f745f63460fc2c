# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Completes somebody's bag without taking anything from them."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from sgw_ros.core.errors import InputError
from sgw_ros.ingest.bag_ending import layout_of, unusable, whole_messages, write_end


@dataclass(frozen=True)
class Recovered:
    """How many messages the bag holds, and where the original is when it held more bytes than those."""

    messages: int
    original: Path | None = None


def recover_bag(path: Path) -> Recovered:
    """Complete a bag: a copy gets its end and takes the bag's place; a whole bag stays as it is.

    Where something is left out, be it the rest of a message, the original stays beside it as `NAME.bak`.

    Raises:
        InputError: when it is no mcap file, not laid out as ours are, damaged before its tail, or cannot
            be written. The bag is untouched then.
    """
    messages = whole_messages(path)
    if messages is not None:
        return Recovered(messages)
    path = path.resolve()
    layout = layout_of(path)
    copy, backup = path.with_name(f"{path.name}.part"), path.with_name(f"{path.name}.bak")
    end = layout.end
    try:
        shutil.copy2(path, copy)
        write_end(copy, layout)
        if layout.end >= end == path.stat().st_size:
            copy.replace(path)
            return Recovered(layout.counts.total())
        if backup.exists():
            raise InputError(f"{backup}: is in the way of the original's copy; move it")
        path.rename(backup)
        copy.replace(path)
    except OSError as error:
        raise unusable(path, error) from None
    finally:
        copy.unlink(missing_ok=True)
    return Recovered(layout.counts.total(), backup)
