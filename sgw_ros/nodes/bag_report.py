# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Makes the report page of a recorded run again, from its bag."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from sgw_msgs.msg import IngestStatus
from sgw_ros.core.errors import FrameError, InputError
from sgw_ros.ingest.bag_reader import Bag, open_bag
from sgw_ros.nodes.bag_series import parts_of
from sgw_ros.nodes.convert.ingest import IngestReport, report_of
from sgw_ros.nodes.pictures import OVERLAY
from sgw_ros.nodes.recorder.collector import TYPES, RunCollector
from sgw_ros.nodes.recorder.raw import raw_stamp_ns, read_message
from sgw_ros.nodes.recorder.statuses import DIAGNOSTICS
from sgw_ros.nodes.supervision_streams import INGEST_STATUS
from sgw_ros.report.records import run_facts
from sgw_ros.report.totals import Sample
from sgw_ros.report.writing import SUMMARY, write_report

RISK, RISK_TYPE = "risk", "sgw_msgs/msg/RiskAssessment"


class _LogLatency:
    """From stamp to risk by the recorder's clock; the loop's, which is the stamp itself, tells nothing."""

    def __init__(self) -> None:
        self.sample = Sample()
        self._judged_ns: dict[int, int] = {}

    def on_risk(self, stamp_ns: int, log_ns: int) -> None:
        self._judged_ns.setdefault(stamp_ns, log_ns)

    def __call__(self, stamp_ns: int) -> float | None:
        passed_ns = self._judged_ns.pop(stamp_ns, 0) - stamp_ns
        if passed_ns <= 0:
            return None
        self.sample.add(passed_ns / 1e6)
        return passed_ns / 1e6


def report_bag(path: Path, page: Path) -> tuple[int, str]:
    """Write the page of the run that a bag holds, and those that follow it.

    Facts that the bag does not tell come from the `summary.json` beside it, if there is one.

    Returns:
        The number of the run's frames, and why the bag could not be read to its end; empty if it was.

    Raises:
        InputError: when it cannot be read at all, or holds no run of this graph.
        ReportError: when the page cannot be written.
    """
    latency = _LogLatency()
    counts: Counter[str] = Counter()
    broken_off = ""
    parts = parts_of(path)
    namespace = _namespace(parts)
    collector = RunCollector(pictures=True, latency=latency, namespace=namespace)
    for part in parts:
        try:
            bag = open_bag(part)
        except InputError as error:  # a recorder that was killed right after it began this part
            broken_off = str(error)
            continue
        try:
            broken_off = _collect(bag, namespace, collector, latency) or broken_off
            counts.update({topic.name: topic.count for topic in bag.topics})
        finally:
            bag.close()
    records = list(collector.records())
    measured = latency.sample.percentiles()
    summary = {
        "input": str(path),
        "frames": collector.frames,
        **_summary(path),
        # What the bag tells itself, so that the page's figures are those of what it shows.
        "messages": dict(sorted(counts.items())),
        **({"stamp_to_risk_ms": measured} if measured else {}),
    }
    write_report(page, records, run_facts(summary, collector.totals))
    return collector.frames, broken_off


def _collect(bag: Bag, namespace: str, collector: RunCollector, latency: _LogLatency) -> str:
    """Everything that is for the page; returns why it ended before the bag did, if so."""
    names = {DIAGNOSTICS: DIAGNOSTICS, **{f"{namespace}/{name}": name for name in (*TYPES, OVERLAY)}}
    try:
        for topic, _, log_ns, raw in bag.messages(names.keys()):
            with suppress(FrameError):
                if names[topic] == RISK:
                    latency.on_risk(raw_stamp_ns(raw), log_ns)
                if names[topic] == INGEST_STATUS.name and not _report(raw).finished:
                    collector.begin(raw_stamp_ns(raw))
                collector.add(names[topic], raw)
    except InputError as error:
        return str(error)
    return ""


def _namespace(parts: Sequence[Path]) -> str:
    """What the outputs are below: told by the first part with a risk in it."""
    refused = InputError(f"{parts[0]}: no {RISK_TYPE} in it: not a recording of this graph's outputs")
    for part in parts:
        try:
            bag = open_bag(part)
        except InputError as error:
            refused = error
            continue
        topics = bag.topics
        bag.close()
        for topic in topics:
            if topic.type == RISK_TYPE and topic.name.endswith(f"/{RISK}"):
                return topic.name.removesuffix(f"/{RISK}")
    raise refused


def _report(raw: bytes) -> IngestReport:
    return report_of(read_message(raw, IngestStatus))


def _summary(path: Path) -> dict[str, Any]:
    try:
        found = json.loads((path.parent / SUMMARY).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
