# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Makes the report page of a recorded run again, from its bag."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sgw_ros.cli.pictures import PictureShelf
from sgw_ros.core.errors import InputError
from sgw_ros.ingest.bag_reader import Bag, open_bag
from sgw_ros.nodes.recorder.collector import PICTURE_TOPIC, TYPES, RunCollector, raw_stamp_ns
from sgw_ros.report.page import write_report
from sgw_ros.report.records import RunFacts

RISK, RISK_TYPE = "risk", "sgw_msgs/msg/RiskAssessment"


def report_bag(path: Path, page: Path) -> int:
    """Write the page of the run that a bag holds; returns the number of its frames.

    Facts that the bag does not tell come from the `summary.json` beside it, if there is one.

    Raises:
        InputError: when it cannot be read, or holds no run of this graph.
    """
    bag = open_bag(path)
    try:
        namespace = _namespace(path, bag)
        collector = RunCollector(PictureShelf())
        judged_ns: dict[int, int] = {}
        names = {f"{namespace}/{name}": name for name in (*TYPES, PICTURE_TOPIC)}
        for topic, _, log_ns, raw in bag.messages(names.keys()):
            collector.add(names[topic], raw)
            if names[topic] == RISK:
                judged_ns.setdefault(raw_stamp_ns(raw), log_ns)
    finally:
        bag.close()

    def latency_ms(stamp_ns: int) -> float | None:
        """From stamp to risk by the recorder's clock; the loop records at the stamp itself."""
        passed_ns = judged_ns.get(stamp_ns, 0) - stamp_ns
        return passed_ns / 1e6 if passed_ns > 0 else None

    records = list(collector.records(latency_ms))
    summary = _summary(path)
    facts = RunFacts(
        title=Path(summary.get("input") or path).name,
        input=str(summary.get("input") or path),
        mode=str(summary.get("mode", "recorded")),
        frames=len(records),
        dropped=int(summary.get("dropped", 0)),
        state_hash=str(summary.get("state_hash", "")),
        wall_s=float(summary.get("wall_s", 0.0)),
        messages={topic.name: topic.count for topic in bag.topics},
    )
    write_report(page, records, facts)
    return len(records)


def _namespace(path: Path, bag: Bag) -> str:
    for topic in bag.topics:
        if topic.type == RISK_TYPE and topic.name.endswith(f"/{RISK}"):
            return topic.name.removesuffix(f"/{RISK}")
    raise InputError(f"{path}: no {RISK_TYPE} in it: not a recording of this graph's outputs")


def _summary(path: Path) -> dict[str, Any]:
    try:
        found = json.loads((path.parent / "summary.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
