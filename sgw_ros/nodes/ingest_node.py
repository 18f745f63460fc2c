# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Brings the input into the graph: a file, a bag, a camera, or live sensor topics."""

from __future__ import annotations

import time
from dataclasses import fields, replace
from typing import Any

from rclpy.time import Time
from rosgraph_msgs.msg import Clock

from sgw_ros.core.errors import InputError
from sgw_ros.core.types import Frame
from sgw_ros.ingest.motion import MotionTest
from sgw_ros.ingest.source import IngestConfig, Source, open_source
from sgw_ros.nodes.channels import Output
from sgw_ros.nodes.configs import PlayConfig, SensorConfig
from sgw_ros.nodes.convert.ingest import IngestReport
from sgw_ros.nodes.failures import FailureWatch
from sgw_ros.nodes.frames import FRAMES
from sgw_ros.nodes.lifecycle_base import SgwNode
from sgw_ros.nodes.on_the_way import OnTheWay
from sgw_ros.nodes.parameters import ConfigParameters
from sgw_ros.nodes.player import Player
from sgw_ros.nodes.qos import CLOCK
from sgw_ros.nodes.result_streams import RESULT_STREAMS
from sgw_ros.nodes.sensor_reader import SensorReader
from sgw_ros.nodes.supervision_streams import INGEST_STATUS, SKIPS

FRAMES_ON_THE_WAY = 2
"""Unthrottled: frames that the last expert has not answered yet; one in work, one that waits for it."""
END_PERIOD_S = 1.0
"""The end is said again and again: who connects late must not wait for it for ever."""
SETTLE_S = 0.3
"""Both ends of a connection learn of each other one after the other."""


class IngestNode(SgwNode[PlayConfig]):
    """Publishes frames, each with a report on `ingest/status`, and `/clock` for recorded input."""

    def __init__(self, **node_kwargs: Any) -> None:
        super().__init__("ingest", PlayConfig(), **node_kwargs)
        self._sensors = ConfigParameters(self, SensorConfig()).config
        self._source: Source | None = None
        self._player: Player | None = None
        self._sent = 0
        self._on_the_way = OnTheWay(FRAMES_ON_THE_WAY)
        self._ready_since: float | None = None
        self._last = IngestReport(0, 0, 0.0)
        self._end: IngestReport | None = None

    def load(self) -> None:
        """Open the input, so that an unusable one is told before anything starts."""
        if self.config.input:
            self._source = self._open()

    def unload(self) -> None:
        """Close the input."""
        if self._source is not None:
            self._source.close()
            self._source = None

    def start(self) -> None:
        """Play the input from its start, or listen to the sensors."""
        self._sent = 0
        self._on_the_way.clear()
        self._end = None
        self._status = self.say(INGEST_STATUS)
        # Live frames come from the sensor topics; publishing them there would hear ourselves.
        self._frames = Output(self, FRAMES, local_only=not self.config.input)
        self.keep(self._frames)
        if not self.config.input:
            self._listen()
            return
        if last := self._last_expert():
            self.hear(RESULT_STREAMS[last], self._on_answer)
            self.hear(SKIPS[last], self._on_answer)
        clock = self.create_publisher(Clock, "/clock", CLOCK)
        self._clock_publisher = self.until_stopped(clock, self.destroy_publisher)
        source, self._source = self._source or self._open(), None
        self._total = source.info.total
        self.faults = source.faults
        self.every(END_PERIOD_S, self._repeat_end)
        self._recorded = not source.info.live
        self._failures = FailureWatch(self, self.config.wait_for)
        self.keep(self._failures)
        self._player = Player(source, self, self.config.rate, self.config.start_timeout_s)
        self._player.start()

    def stop(self) -> None:
        """Stop playing."""
        if self._player is not None:
            self._player.stop()
            self._player = None

    def counters(self) -> dict[str, str]:
        """How far it is."""
        return {"input": self.config.input or "topics", "frames": str(self._sent)}

    # ---- the player's audience -----------------------------------------------------------------

    def ready(self) -> bool:
        """Whether the experts and the recorder are there, and had time to connect.

        Raises:
            InputError: when one cannot run: a recording can wait until that is mended, a camera cannot.
        """
        if self._recorded and (failed := self._failures.text):
            raise InputError(f"not played, for want of {failed}")
        if self._absent():
            self._ready_since = None
            return False
        now_s = time.monotonic()
        self._ready_since = now_s if self._ready_since is None else self._ready_since
        return now_s - self._ready_since >= SETTLE_S

    def has_room(self) -> bool:
        """Whether fewer frames than allowed are without an answer."""
        return len(self._on_the_way) < FRAMES_ON_THE_WAY or not self._last_expert()

    def gone(self) -> bool:
        """Whether the process is told to stop, so that nothing can be published any more."""
        return not self.context.ok()

    def show_clock(self, now_ns: int) -> None:
        """Publish the input's time."""
        self._clock_publisher.publish(Clock(clock=Time(nanoseconds=max(0, now_ns)).to_msg()))

    def show_frame(self, frame: Frame) -> None:
        """Hand a frame on; its report goes first, so that its activity is known before any answer."""
        if not self._sent and (absent := self._absent()):
            self.get_logger().warning(f"playing without {', '.join(absent)}: not there yet")
        self._sent += 1
        self._on_the_way.add(frame.stamp_ns)
        if self.faults.noted + self.faults.skipped:
            self.tell_faults()
        skipped = self.faults.skipped
        self._last = IngestReport(
            frame.stamp_ns, self._sent, frame.activity, self._total, skipped=skipped, error=self.faults.last
        )
        self._status.publish(self._last, frame.frame_id)
        self._frames.publish(frame, frame.frame_id)

    def show_end(self, error: str) -> None:
        """Say that nothing comes after."""
        self.tell_faults()
        if not self._sent:
            error = error or "no picture could be read"
        if error:
            # What the source itself says names it already.
            named = error if self.config.input in error else f"{self.config.input}: {error}"
            self.get_logger().error(named)
        self._end = replace(self._last, finished=True, error=error or self._last.error)
        self._status.publish(self._end)
        self.get_logger().info(f"end of {self.config.input}: {self._sent} frames")

    # ---- inside --------------------------------------------------------------------------------

    def _open(self) -> Source:
        names = [field.name for field in fields(IngestConfig)]
        return open_source(
            self.config.input, IngestConfig(**{name: getattr(self.config, name) for name in names})
        )

    def _listen(self) -> None:
        self._total = 0
        motion = MotionTest()

        def deliver(frame: Frame) -> None:
            self.guarded(self.show_frame, replace(frame, activity=motion(frame.image)))

        self.keep(SensorReader(self, self._sensors, deliver, self.faults, self.tell_faults))

    def _last_expert(self) -> str:
        """Whose answer is the last word about a frame: of those that run, the last in order of judgement."""
        return next((name for name in reversed(RESULT_STREAMS) if name in self.config.wait_for), "")

    def _on_answer(self, answer: Any) -> None:
        """A frame is judged, or left out."""
        self._on_the_way.answer(answer.stamp_ns)
        if self._player is not None:
            self._player.notice()

    def _repeat_end(self) -> None:
        if self._end is not None:
            self._status.publish(self._end)

    def _absent(self) -> list[str]:
        """Who should be there before a file is played, and is not."""
        if not self.config.input:
            return []
        absent = [name for name in self.config.wait_for if name and not self._has_expert(name)]
        return absent if self._has_recorder() else [*absent, self.config.recorder]

    def _has_expert(self, name: str) -> bool:
        return self.count_publishers(self.resolve_topic_name(RESULT_STREAMS[name].name)) > 0

    def _has_recorder(self) -> bool:
        if not self.config.recorder:
            return True
        readers = self.get_subscriptions_info_by_topic(self.resolve_topic_name(INGEST_STATUS.name))
        return any(reader.node_name == self.config.recorder for reader in readers)
