# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What a run of the loop leaves in its folder: journal, bag, report page and summary."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from sgw_ros.cli.pictures import PictureShelf
from sgw_ros.core.faults import FaultLog
from sgw_ros.core.types import Objects, PhysicsResult, Telemetry
from sgw_ros.ingest.source import SourceInfo
from sgw_ros.pipeline import FrameOutput, Pipeline
from sgw_ros.report.draw import draw_overlay
from sgw_ros.report.page import encode_picture, write_report
from sgw_ros.report.records import FrameRecord, RunFacts
from sgw_ros.workspace.journal import Journal

JOURNAL, BAG, REPORT, SUMMARY = "workspace.db", "pipeline.mcap", "report.html", "summary.json"
NO_BAG = "sgw: no pipeline.mcap: it takes ROS 2, or pip install ./embedded_ros ./sgw_msgs"


class RunBag(Protocol):
    """Where frame outputs are written as ROS messages."""

    @property
    def messages(self) -> Counter[str]:
        """Messages written so far, by topic."""
        ...

    def add(self, output: FrameOutput, picture: bytes | None) -> None:
        """Write one frame's output."""
        ...

    def close(self) -> None:
        """Finish the bag."""
        ...


def open_bag(path: Path, record_images: bool, namespace: str) -> RunBag | None:
    """The bag of a run, or None where there are no message packages to write it with."""
    try:
        from sgw_ros.nodes.loop_bag import LoopBag
    except ImportError:
        return None
    return LoopBag(path, record_images, namespace)


class RunOutputs:
    """Collects frame outputs and writes the files; `close` leaves what there is readable.

    Args:
        folder: an existing folder; files of an earlier run in it are replaced.
        info: what is known of the input.
        mode: `run` or `replay`.
        record_images: False keeps every picture out.
        record: False leaves only the journal.
        namespace: what the bag's topics are below.
    """

    def __init__(
        self,
        folder: Path,
        info: SourceInfo,
        mode: str,
        record_images: bool,
        record: bool = True,
        namespace: str = "sgw",
    ) -> None:
        self._folder, self._info, self._mode = folder, info, mode
        self._record, self._namespace = record, namespace
        made = (BAG, REPORT, SUMMARY) if record else ()
        for name in (JOURNAL, f"{JOURNAL}-wal", f"{JOURNAL}-shm", *made):
            (folder / name).unlink(missing_ok=True)
        self.journal = Journal(folder / JOURNAL)
        self._bag = open_bag(folder / BAG, record_images, namespace) if record else None
        self._pictures = PictureShelf() if record and record_images else None
        self._objects: Objects | None = None
        self._physics: PhysicsResult | None = None
        self._records: list[FrameRecord] = []
        self._messages: Counter[str] = Counter()
        self._telemetry: dict[str, list[Telemetry]] = {}
        self._faults: Counter[str] = Counter()
        self._start_s = time.monotonic()

    def add(self, output: FrameOutput) -> None:
        """Take what came out for one frame."""
        # Where an expert was throttled, what it said last still holds, and is what pictures show.
        self._objects = output.memory or self._objects
        self._physics = output.physics or self._physics
        picture = self._take_picture(output)
        if self._bag is not None:
            self._bag.add(output, picture)
        self._records.append(
            FrameRecord(
                output.frame.stamp_ns,
                None,
                output.memory,
                output.physics,
                output.risk,
                output.compute_ms,
                output.telemetry,
                output.traces,
                output.routing,
            )
        )
        self._messages.update(messages_of(output, self._namespace))
        self._faults.update(output.faults)
        for telemetry in output.telemetry:
            self._telemetry.setdefault(telemetry.expert, []).append(telemetry)

    def finish(self, pipeline: Pipeline, faults: FaultLog) -> dict[str, Any]:
        """Write report and summary; returns the summary."""
        wall_s = time.monotonic() - self._start_s
        head = pipeline.workspace.head
        summary = {
            "frames": len(self._records),
            "messages": dict(self._bag.messages if self._bag is not None else self._messages),
            "dropped": 0,
            "stamp_to_risk_ms": percentiles(
                [r.latency_ms for r in self._records if r.latency_ms is not None]
            ),
            "state_hash": head.state_hash(),
            "wall_s": round(wall_s, 3),
            "realtime_factor": round(self._recorded_s() / wall_s, 2) if wall_s > 0 else 0.0,
            "mode": self._mode,
            "input": self._info.name,
            "skipped": faults.skipped,
            "faults": {**faults.counts, **self._faults},
            "workspace": {"epoch": head.epoch, "version": head.version},
            "per_node_ms": {name: percentiles(_spent(rows)) for name, rows in self._telemetry.items()},
            "per_node_runs": {name: len(_spent(rows)) for name, rows in self._telemetry.items()},
        }
        pipeline.close()
        self.close()
        if not self._record:
            return {**summary, "files": [str(self._folder / JOURNAL)]}
        write_report(self._folder / REPORT, self._illustrated(), self._facts(summary))
        if self._bag is None:
            print(NO_BAG, file=sys.stderr)
        names = (JOURNAL, *((BAG,) if self._bag is not None else ()), REPORT, SUMMARY)
        summary["files"] = [str(self._folder / name) for name in names]
        (self._folder / SUMMARY).write_text(json.dumps(summary, indent=2) + "\n", encoding="utf-8")
        return summary

    def close(self) -> None:
        """Let go of the files; safe to call twice."""
        self.journal.close()
        if self._bag is not None:
            self._bag.close()

    def _take_picture(self, output: FrameOutput) -> bytes | None:
        """The frame with everything drawn on it, as JPEG; None where it is not among those kept."""
        index, critical, shelf = len(self._records), bool(output.traces), self._pictures
        if shelf is None or not shelf.wants(index, critical):
            return None
        frame = output.frame
        drawn = draw_overlay(frame.image, frame.camera, self._objects, self._physics, output.risk)
        picture = encode_picture(drawn)
        shelf.add(index, picture, critical)
        return picture

    def _illustrated(self) -> list[FrameRecord]:
        pictures = self._pictures.pictures if self._pictures else {}
        return [
            replace(record, jpeg=pictures[i]) if i in pictures else record
            for i, record in enumerate(self._records)
        ]

    def _recorded_s(self) -> float:
        """Time that passed in the recording; jumps back count as nothing."""
        stamps = [record.stamp_ns for record in self._records]
        return sum(max(later - earlier, 0) for earlier, later in pairwise(stamps)) / 1e9

    def _facts(self, summary: dict[str, Any]) -> RunFacts:
        return RunFacts(
            title=Path(self._info.name).name,
            input=self._info.name,
            mode=self._mode,
            frames=summary["frames"],
            dropped=summary["dropped"],
            state_hash=summary["state_hash"],
            wall_s=summary["wall_s"],
            messages=summary["messages"],
        )


def messages_of(output: FrameOutput, namespace: str) -> dict[str, int]:
    """How many messages one frame stands for on the graph's topics."""
    physics = output.physics
    counts = {
        "detections": output.visual is not None,
        "flow": output.flow is not None,
        "camera_motion": output.flow is not None,
        "objects": output.memory is not None,
        "predictions": physics is not None,
        "contacts": physics is not None,
        "violations": len(physics.violations) if physics else 0,
        "risk": output.risk is not None,
        "action": output.risk is not None,
        "supervisor/routing": output.routing is not None,
        "supervisor/trace": len(output.traces),
        "telemetry": len(output.telemetry),
    }
    prefix = f"/{namespace.strip('/')}".rstrip("/")
    return {f"{prefix}/{topic}": int(count) for topic, count in counts.items() if count}


def percentiles(values: list[float]) -> dict[str, float]:
    """`{p50, p99}` in the values' unit; empty without values."""
    if not values:
        return {}
    return {f"p{p}": round(float(np.percentile(values, p)), 3) for p in (50, 99)}


def _spent(rows: list[Telemetry]) -> list[float]:
    """Milliseconds of each run of one expert."""
    return [row.compute_ms for row in rows if row.ran]
