# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Fills a data set: jobs from an engine into a store, counted."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from training.episodes.encoding import Encoded
from training.episodes.store import EpisodeStore
from training.factory.engines import Engine
from training.factory.progress import Progress


def make_set(
    make: Callable[[int], list[Encoded]],
    record: dict[str, Any],
    episodes: int,
    out: Path,
    engine: Engine,
    workers: int,
) -> dict[str, Any]:
    """Fill the set in `out` until it holds at least `episodes`; both halves of a pair are kept.

    Raises:
        DatasetError: the folder cannot be used or written.
        SgwError: what `make` raises for a scenario.
    """
    begun_s = time.monotonic()
    with EpisodeStore(out, record) as store:
        before = len(store.entries)
        progress = Progress(sys.stderr, episodes, before, time.monotonic)
        first = store.next_job
        results = engine(make, range(first, first + max(0, episodes - before)), workers)
        try:
            for job, made in enumerate(results, start=first):
                store.append(job, made)
                progress.show(len(store.entries))
                if len(store.entries) >= episodes:
                    break
        except BaseException:
            progress.close()
            raise
        finally:
            results.close()
        sha256 = store.finish()
        wall_s = time.monotonic() - begun_s
        new = store.entries[before:]
        kept = sum(_frames(entry.summary) for entry in new)
        return {
            "episodes": len(store.entries),
            "episodes_per_s": round(len(new) / wall_s, 3),
            "frames": sum(_frames(entry.summary) for entry in store.entries),
            "frames_per_s": round(kept / wall_s, 3),
            "sha256": sha256,
        }


def _frames(summary: Mapping[str, Any]) -> int:
    """Pictures, or moments where there are none."""
    return int(summary["pictures"] or summary["frames"])
