# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What a run of the loop leaves in its folder: journal, bag, report page and summary."""

from __future__ import annotations

import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from sgw_ros.core.faults import FaultLog
from sgw_ros.core.types import Objects, PhysicsResult
from sgw_ros.ingest.source import SourceInfo
from sgw_ros.pipeline import FrameOutput, Pipeline
from sgw_ros.report.draw import draw_overlay
from sgw_ros.report.page import encode_picture
from sgw_ros.report.records import MAX_FRAMES, MAX_PICTURES, FrameRecord
from sgw_ros.report.shelf import Shelf
from sgw_ros.report.totals import RunTotals, Sample
from sgw_ros.report.writing import REPORT, SUMMARY, conclude_run
from sgw_ros.workspace.journal import Journal
from sgw_ros.workspace.scene import SCENE

JOURNAL, BAG = "workspace.db", "pipeline.mcap"
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
        record_images: False keeps every picture out, and what the journal would know of appearance.
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
        self.journal = Journal(folder / JOURNAL, exclude=() if record_images else SCENE.sensitive)
        self._bag = open_bag(folder / BAG, record_images, namespace) if record else None
        pictures = record and record_images
        self._pictures: Shelf[bytes] | None = Shelf(2 * MAX_PICTURES) if pictures else None
        self._objects: Objects | None = None
        self._physics: PhysicsResult | None = None
        self._records: Shelf[FrameRecord] = Shelf(MAX_FRAMES)
        self._messages: Counter[str] = Counter()
        self._totals = RunTotals()
        self._latency_ms = Sample()
        self._faults: Counter[str] = Counter()
        self._frames = self._recorded_ns = 0
        self._last_ns: int | None = None
        self._start_s = time.monotonic()

    def add(self, output: FrameOutput) -> None:
        """Take what came out for one frame."""
        # Where an expert was throttled, what it said last still holds, and is what pictures show.
        self._objects = output.memory or self._objects
        self._physics = output.physics or self._physics
        critical = bool(output.traces or (output.physics and output.physics.violations))
        picture = self._take_picture(output, critical)
        if self._bag is not None:
            self._bag.add(output, picture)
        if self._records.wants(self._frames, critical):
            self._records.add(self._frames, _record(output), critical)
        self._messages.update(messages_of(output, self._namespace))
        self._faults.update(output.faults)
        self._add_up(output)

    def finish(self, pipeline: Pipeline, faults: FaultLog) -> dict[str, Any]:
        """Write report and summary; returns the summary.

        Raises:
            BagError: when the bag cannot be completed.
            ReportError: when report or summary cannot be written.
        """
        self._tell_nodes(pipeline, faults)
        summary = self._summary(pipeline, faults)
        pipeline.close()
        self.close()
        if not self._record:
            return {**summary, "files": [str(self._folder / JOURNAL)]}
        if self._bag is None:
            print(NO_BAG, file=sys.stderr)
        names = (JOURNAL, *((BAG,) if self._bag is not None else ()), REPORT, SUMMARY)
        summary["files"] = [str(self._folder / name) for name in names]
        pictures = self._pictures.items if self._pictures else {}
        records = [replace(r, jpeg=pictures.get(i)) for i, r in self._records.items.items()]
        conclude_run(self._folder, summary, self._totals, records)
        return summary

    def close(self) -> None:
        """Let go of the files; safe to call twice."""
        self.journal.close()
        if self._bag is not None:
            self._bag.close()

    def _take_picture(self, output: FrameOutput, critical: bool) -> bytes | None:
        """The frame with everything drawn on it, as JPEG; None where it is not among those kept."""
        if self._pictures is None or not self._pictures.wants(self._frames, critical):
            return None
        frame = output.frame
        drawn = draw_overlay(frame.image, frame.camera, self._objects, self._physics, output.risk)
        picture = encode_picture(drawn)
        self._pictures.add(self._frames, picture, critical)
        return picture

    def _add_up(self, output: FrameOutput) -> None:
        self._frames += 1
        stamp_ns = output.frame.stamp_ns
        if self._last_ns is not None:
            self._recorded_ns += max(stamp_ns - self._last_ns, 0)  # jumps back count as nothing
        self._last_ns = stamp_ns
        self._latency_ms.add(output.compute_ms)
        for telemetry in output.telemetry:
            self._totals.add_telemetry(telemetry)
        if output.risk is not None:
            self._totals.risk[output.risk.assessment.risk] += 1
        if output.physics is not None:
            self._totals.violations += len(output.physics.violations)

    def _tell_nodes(self, pipeline: Pipeline, faults: FaultLog) -> None:
        """What the graph's nodes tell of themselves, as far as the loop knows it."""
        head, frames = pipeline.workspace.head, {"frames": str(self._frames)}
        lost = {"skipped": str(faults.skipped), "noted": str(faults.noted)}
        self._totals.tell("ingest", {**frames, **lost}, faults.last)
        sizes = {"version": head.version, "nodes": len(head.nodes), "edges": len(head.edges)}
        self._totals.tell("workspace", {name: str(size) for name, size in sizes.items()})
        self._totals.tell("supervisor", frames)
        for text, count in self._faults.items():
            expert, _, fault = text.partition(": ")
            known = int(self._totals.told.get(expert, {}).get("noted", 0))
            self._totals.tell(expert, {"noted": str(known + count)}, fault)

    def _summary(self, pipeline: Pipeline, faults: FaultLog) -> dict[str, Any]:
        wall_s = time.monotonic() - self._start_s
        head = pipeline.workspace.head
        return {
            "frames": self._frames,
            "messages": dict(self._bag.messages if self._bag is not None else self._messages),
            "dropped": 0,
            "stamp_to_risk_ms": self._latency_ms.percentiles(),
            "state_hash": head.state_hash(),
            "wall_s": round(wall_s, 3),
            "realtime_factor": round(self._recorded_ns / 1e9 / wall_s, 2) if wall_s > 0 else 0.0,
            "mode": self._mode,
            "input": self._info.name,
            "skipped": faults.skipped,
            "faults": {**faults.counts, **self._faults},
            "workspace": {"epoch": head.epoch, "version": head.version},
            **self._totals.per_node(),
        }


def _record(output: FrameOutput) -> FrameRecord:
    return FrameRecord(
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
