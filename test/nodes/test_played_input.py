# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The end of what was played is told to those who come late, too."""

import pytest

from sgw_msgs.msg import IngestStatus
from sgw_ros.nodes.ingest_node import IngestNode
from sgw_ros.nodes.qos import EVERY
from sgw_ros.nodes.recorder.recorder_node import RecorderNode
from test.inputs import write_video

pytestmark = pytest.mark.ros
FRAMES = 3


def play(world, tmp_path):
    video = write_video(tmp_path / "tiny.mp4", count=FRAMES)
    node = world.up(IngestNode, input=str(video), rate=0.0, wait_for=[""], start_timeout_s=0.0)
    reports = world.listen(IngestStatus, "ingest/status", EVERY)
    world.spin_until(lambda: reports and reports[-1].finished)
    return node


def test_the_end_is_heard_by_a_late_listener(world, tmp_path):
    play(world, tmp_path)
    late = world.listen(IngestStatus, "ingest/status", EVERY)
    world.spin_until(lambda: late)
    assert late[0].finished
    assert late[0].sequence == FRAMES


def test_a_recorder_that_missed_everything_says_so_and_ends(world, tmp_path):
    play(world, tmp_path)
    recorder = world.add(RecorderNode, out=str(tmp_path))
    world.spin_until(lambda: recorder.done, timeout_s=10.0)
    assert f"all {FRAMES} frames were played before the recorder was there" in recorder.error
    recorder.bag.close()
