# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A run that cannot begin, because a node that it needs cannot run, ends with the reason."""

from functools import partial
from types import SimpleNamespace

import pytest
import rclpy
from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus, KeyValue

from sgw_msgs.msg import IngestStatus
from sgw_ros.experts.registry import EXPERTS
from sgw_ros.nodes.bringup.ends import Run
from sgw_ros.nodes.end_follower import EndFollower
from sgw_ros.nodes.expert_node import ExpertNode
from sgw_ros.nodes.failures import FailureWatch
from sgw_ros.nodes.ingest_node import IngestNode
from sgw_ros.nodes.qos import EVERY
from sgw_ros.nodes.recorder.recorder_node import RecorderNode
from sgw_ros.nodes.silence import SILENCE
from test.inputs import write_video

pytestmark = pytest.mark.ros


def report(name, level=DiagnosticStatus.ERROR, message="inactive: no model", values=()):
    return DiagnosticArray(
        status=[DiagnosticStatus(name=name, level=level, message=message, values=list(values))]
    )


@pytest.fixture
def watch(world):
    return FailureWatch(world.add(partial(rclpy.create_node, "one", namespace="/sgw")), ["flow", "visual"])


def test_who_says_that_it_cannot_run_is_named_until_it_can(watch):
    assert watch.text == ""
    for other in ("/sgw/view", "/flow", "/other/flow"):
        watch._on_reports(report(other))
    assert watch.text == ""
    watch._on_reports(report("/sgw/flow"))
    assert watch.text == "flow: inactive: no model"
    watch._on_reports(report("/sgw/flow", DiagnosticStatus.OK, "active"))
    assert watch.text == ""


def test_who_is_only_called_silent_may_be_loading(watch):
    watch._on_reports(report("/sgw/flow", values=[KeyValue(key=SILENCE, value="4.0")]))
    assert watch.text == ""


def bring_up_expert_without_model(world):
    world.add(partial(ExpertNode, EXPERTS["visual"]), detector="yolo", autostart=True)


def test_a_file_is_not_played_to_an_expert_that_cannot_run(world, tmp_path):
    video = write_video(tmp_path / "tiny.mp4", count=3)
    reports = world.listen(IngestStatus, "ingest/status", EVERY)
    recorder = world.add(RecorderNode, out=str(tmp_path), input=str(video))
    bring_up_expert_without_model(world)
    world.up(IngestNode, input=str(video), wait_for=["visual"])
    world.spin_until(lambda: recorder.done, timeout_s=15.0)
    assert reports[-1].finished
    assert reports[-1].sequence == 0
    assert "visual: unconfigured: detector 'yolo' needs a model" in recorder.error
    recorder.bag.close()


@pytest.mark.parametrize("build", [RecorderNode, EndFollower])
def test_who_waits_for_the_end_hears_that_nothing_will_be_played(world, tmp_path, build):
    follower = world.add(build, **({"out": str(tmp_path), "input": "a.mp4"} if build is RecorderNode else {}))
    world.add(IngestNode, input=str(tmp_path / "none.mp4"), autostart=True)
    world.spin_until(lambda: follower.done, timeout_s=15.0)
    assert "none.mp4: no such file" in follower.error


def test_live_topics_have_no_end_for_anybody_s_sake(world, tmp_path):
    recorder = world.add(RecorderNode, out=str(tmp_path))
    recorder._on_ingest_failure("ingest: unconfigured: no camera")
    assert not recorder.done
    recorder.bag.close()


def test_a_process_with_unusable_parameters_ends_the_run_and_one_that_is_killed_does_not():
    context = SimpleNamespace(is_shutdown=False, get_locals_as_dict=dict, extend_globals=lambda names: None)
    run = Run("sgw", context)
    event = SimpleNamespace(returncode=-9, process_name="flow_expert-3")
    assert run._end_if_unusable(event, context) == []
    event.returncode = 2
    with pytest.raises(RuntimeError, match="flow_expert-3 ended with status 2"):
        run._end_if_unusable(event, context)
