# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A bag that somebody else plays (`ros2 bag play --clock`): its time is the graph's."""

from functools import partial

import pytest
import rclpy
from diagnostic_msgs.msg import DiagnosticArray
from rclpy.qos import QoSProfile
from rclpy.time import Time
from rosbags.highlevel import AnyReader
from rosgraph_msgs.msg import Clock
from visualization_msgs.msg import MarkerArray

from sgw_msgs.msg import IngestStatus, RiskAssessment
from sgw_ros.nodes.convert.values import stamp_of
from sgw_ros.nodes.qos import EVERY, RELIABLE
from test.launch.test_live_topics import PERIOD_NS, START_NS, Driver

pytestmark = pytest.mark.ros
FRAMES = 15
TICKS = 4
"""Of the clock, per frame."""


class Player:
    """As `ros2 bag play --clock`: the clock goes on between the frames."""

    def __init__(self, world):
        node = world.add(partial(rclpy.create_node, "player"))
        self._world, self._driver = world, Driver(world, "raw")
        self._clock = node.create_publisher(Clock, "/clock", QoSProfile(depth=10))
        self.now_ns = START_NS

    def play(self, frame=True):
        """One period; the stamp of its frame, if it has one."""
        for _ in range(TICKS):
            self._clock.publish(Clock(clock=Time(nanoseconds=self.now_ns).to_msg()))
            self._world.executor.spin_once(timeout_sec=PERIOD_NS / 1e9 / TICKS)
            self.now_ns += PERIOD_NS // TICKS
        return self._driver.shoot(self.now_ns) if frame else None


def stamps(messages):
    return [stamp_of(message) for message in messages]


def in_the_bags_time(stamps_ns):
    return all(START_NS <= ns <= START_NS + 10_000 * PERIOD_NS for ns in stamps_ns)


def test_every_frame_is_judged_in_the_bags_time(start_launch, world, tmp_path):
    risks = world.listen(RiskAssessment, "/sgw/risk", RELIABLE)
    handed_on = world.listen(IngestStatus, "/sgw/ingest/status", EVERY)
    reports = world.listen(DiagnosticArray, "/diagnostics", RELIABLE)
    markers = world.listen(MarkerArray, "/sgw/markers", RELIABLE)
    player = Player(world)
    out = tmp_path / "out"
    arguments = ("use_sim_time:=true", "image:=/camera/color/image_raw", "detector:=motion")
    launch = start_launch(f"out:={out}", *arguments)

    def up():
        player.play(frame=not (risks and handed_on))
        return bool(risks and handed_on) and any(m.header.stamp.sec for m in reports)

    world.spin_until(up, timeout_s=60.0)
    shown = [player.play() for _ in range(FRAMES)]
    world.spin_until(lambda: shown[-1] in stamps(risks) and shown[-1] in stamps(handed_on))
    assert stamps(risks)[-FRAMES:] == stamps(handed_on)[-FRAMES:] == shown
    told = [m.header.stamp for m in reports if m.header.stamp.sec]
    assert in_the_bags_time(stamp.sec * 1_000_000_000 + stamp.nanosec for stamp in told)
    assert markers
    launch.interrupt()
    with AnyReader([out / "pipeline.mcap"]) as reader:
        assert reader.message_count
        assert in_the_bags_time(at_ns for _, at_ns, _ in reader.messages())
