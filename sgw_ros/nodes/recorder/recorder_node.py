# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Listens to every output topic and writes it down until the input has ended."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

from rclpy.clock import Clock, ClockType
from rclpy.node import Node
from rosgraph_msgs.msg import Clock as ClockMessage

from sgw_msgs.msg import IngestStatus, RiskAssessment
from sgw_ros.core.errors import FrameError
from sgw_ros.core.faults import FaultLog
from sgw_ros.core.types import Reason, Risk
from sgw_ros.nodes.convert.ingest import IngestReport, report_of
from sgw_ros.nodes.convert.values import nanoseconds
from sgw_ros.nodes.diagnostics import Diagnostics
from sgw_ros.nodes.failures import FailureWatch
from sgw_ros.nodes.parameters import ConfigParameters, refuse_unknown
from sgw_ros.nodes.qos import CLOCK, LATCHED
from sgw_ros.nodes.recorder.collector import RunCollector
from sgw_ros.nodes.recorder.config import RecorderConfig
from sgw_ros.nodes.recorder.last_word import LastWord
from sgw_ros.nodes.recorder.latency import LatencyMeter
from sgw_ros.nodes.recorder.ledger import FrameLedger
from sgw_ros.nodes.recorder.raw import raw_stamp_ns, read_message
from sgw_ros.nodes.recorder.tape import Tape
from sgw_ros.nodes.recorder.topics import Recorded, recorded_topics
from sgw_ros.nodes.result_streams import ANSWERS
from sgw_ros.nodes.silence import SilenceWatch
from sgw_ros.nodes.supervision_streams import SKIPS

RISK_EXPERT = "risk"
LAST_RISK_TIMEOUT_S = 5.0
TRAILING_S = 0.5
"""What follows the last risk: its overlay, telemetry, commit."""
SAY_PERIOD_S = 2.0


class RecorderNode(Node):
    """Records until it is `done`; `error` says why the input was unusable."""

    def __init__(self, **node_kwargs: Any) -> None:
        super().__init__("recorder", automatically_declare_parameters_from_overrides=True, **node_kwargs)
        self._diagnostics: Diagnostics | None = None  # a recorder that is refused its parameters has none
        self.config = ConfigParameters(self, RecorderConfig()).config
        refuse_unknown(self)
        self.out = Path(self.config.out).expanduser()
        topics = recorded_topics(self.config.record_images)
        self.latency = LatencyMeter(self.config.rate)
        self.collector = RunCollector(self.config.record_images, self.latency.latency, self.get_namespace())
        self.ledger = FrameLedger()
        self.last_report: IngestReport | None = None
        self.error = ""
        self.faults = FaultLog()
        self._last_risk = b""
        self._quiet_since_s: float | None = None
        self._start_s = time.monotonic()
        self.last_word = LastWord(self)
        self._watched: dict[str, Callable[[bytes], None]] = {
            "ingest/status": self._on_report,
            "risk": self._on_risk,
            "workspace/keyframe": self.last_word.on_keyframe,
        }
        self._listen(topics)
        # Last: who is told to stop before this leaves no empty file behind.
        latched = [self.resolve_topic_name(topic.name) for topic in topics if topic.qos is LATCHED]
        self.bag = Tape(self.out / "pipeline.mcap", latched, self.get_logger().error)

    def _listen(self, topics: Iterable[Recorded]) -> None:
        for topic in topics:
            self._record(topic)
        self._count_answers()
        self.create_subscription(ClockMessage, "/clock", self._on_clock, CLOCK)
        self._diagnostics = Diagnostics(self)
        SilenceWatch(self, instead_of="supervisor")
        self._ingest = FailureWatch(self, ["ingest"])
        steady = Clock(clock_type=ClockType.STEADY_TIME)
        self.create_timer(0.1, self._look_for_the_end, clock=steady)
        self.create_timer(SAY_PERIOD_S, self._say_progress, clock=steady)

    def destroy_node(self) -> None:
        """Say that the recording is over, then go."""
        if self._diagnostics is not None:
            self._diagnostics.close()
        super().destroy_node()

    @property
    def done(self) -> bool:
        """Whether nothing more is to come."""
        return self.last_word.known or bool(self.error and self.last_report is None)

    @property
    def fatal(self) -> str:
        """Why the bag ends before the run; empty where it does not."""
        return self.bag.fatal

    @property
    def phase(self) -> str:
        """What `/diagnostics` says it does."""
        return "over" if self.done else "not recording" if self.fatal else "recording"

    def concern(self) -> str:
        """Nothing that is neither a fault nor fatal."""
        return ""

    def counters(self) -> dict[str, str]:
        """How far it is."""
        return {"bag": str(self.bag.path), "messages": str(self.bag.messages.total())}

    @property
    def wall_s(self) -> float:
        """Seconds since the recorder started."""
        return time.monotonic() - self._start_s

    def _record(self, topic: Recorded) -> None:
        on_data = partial(self._on_data, topic, self.resolve_topic_name(topic.name))
        self.create_subscription(topic.type, topic.name, on_data, topic.qos, raw=True)

    def _count_answers(self) -> None:
        """Without the risk expert the last one that runs is counted: what it says, and what it leaves out."""
        last = self.config.last_expert
        topics = () if last in ("", RISK_EXPERT) else (ANSWERS[last], SKIPS[last].topics[0])
        for topic in topics:
            self.create_subscription(topic.type, topic.name, self._on_answer, topic.qos, raw=True)

    def _on_data(self, topic: Recorded, resolved: str, data: bytes) -> None:
        self.bag.write(resolved, topic.type, data, self.get_clock().now().nanoseconds)
        try:
            watch = self._watched.get(topic.name)
            if watch is not None:
                watch(data)
            self.collector.add(topic.name, data)
        except FrameError as error:
            self.faults.skip(f"{resolved}: {error}")

    def _on_clock(self, message: ClockMessage) -> None:
        self.latency.on_clock(nanoseconds(message.clock))

    def _on_report(self, data: bytes) -> None:
        report = self.last_report = report_of(read_message(data, IngestStatus))
        if not report.finished:
            self.collector.begin(report.stamp_ns)
            self.ledger.on_frame(report.stamp_ns)
            self.latency.on_report(report.stamp_ns)
            if not self.config.last_expert:
                self.ledger.on_risk(report.stamp_ns)
        elif not report.sequence:
            self.error = report.error or "no picture could be read"
        elif not self.ledger.frames:
            self.error = (
                f"all {report.sequence} frames were played before the recorder was there; run it again"
            )

    def _on_risk(self, data: bytes) -> None:
        stamp_ns = raw_stamp_ns(data)
        self.latency.on_risk(stamp_ns)
        self.ledger.on_risk(stamp_ns)
        self._last_risk = data

    def _on_answer(self, data: bytes) -> None:
        try:
            self.ledger.on_risk(raw_stamp_ns(data))
        except FrameError as error:
            self.get_logger().warning(str(error), throttle_duration_sec=SAY_PERIOD_S)

    def _look_for_the_end(self) -> None:
        if self.last_report is None:
            self._on_ingest_failure(self._ingest.text)
            return
        if not self.last_report.finished or self.done:
            return
        now_s = time.monotonic()
        if self._quiet_since_s is None:
            self._quiet_since_s = now_s
        waited_s = now_s - self._quiet_since_s
        if (not self.ledger.waiting and waited_s >= TRAILING_S) or waited_s >= LAST_RISK_TIMEOUT_S:
            self.last_word.ask(last_chance=waited_s >= 2 * LAST_RISK_TIMEOUT_S)

    def _on_ingest_failure(self, text: str) -> None:
        """A recording that cannot be played will not come; live topics may."""
        if self.config.input:
            self.error = text

    def _say_progress(self) -> None:
        report = self.last_report
        if report is None:
            self.get_logger().info("waiting for the first frame")
        elif not report.finished:
            of_total = f" of {report.total}" if report.total else ""
            self.get_logger().info(f"frame {report.sequence}{of_total}  {self._risk_text()}")

    def _risk_text(self) -> str:
        try:
            message = read_message(self._last_risk, RiskAssessment)
            risk, reason = Risk(message.risk), Reason(message.reason)
        except (FrameError, ValueError):
            return ""  # there is none yet, or it is not for us to judge
        return f"risk {risk.name.lower()}" + (f" ({reason.name.lower()})" if risk else "")
