# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Who has the last word about a parameter: given arguments, then the file, then what arguments default to."""

from pathlib import Path

import pytest

pytest.importorskip("launch_ros")

from launch import LaunchContext
from sgw_ros.core.errors import ConfigError, SgwError
from sgw_ros.nodes.bringup.arguments import pipeline_arguments
from sgw_ros.nodes.bringup.loop import loop_process
from sgw_ros.nodes.bringup.parameters import node_parameters
from sgw_ros.nodes.bringup.source import Input

VIDEO = Input("a.mp4", "video")


@pytest.fixture
def filed(tmp_path):
    """Arguments with a parameter file that says some things, each `node.name: value`."""

    def choose(*lines, **given):
        path = tmp_path / "mine.yaml"
        sections = (line.partition(".") for line in lines)
        path.write_text("".join(f"/**/{n}:\n  ros__parameters:\n    {v}\n" for n, _, v in sections))
        context = LaunchContext()
        context.launch_configurations.update({"config": str(path), **given})
        for argument in pipeline_arguments():
            argument.execute(context)
        return context.launch_configurations

    return choose


def started(chosen, source=VIDEO):
    return node_parameters(chosen, source, Path("out"))


@pytest.mark.parametrize(
    ("node", "name", "value", "default"),
    [
        ("workspace", "keep_sensitive", False, True),
        ("recorder", "record_images", False, True),
        ("view", "transforms", False, True),
        ("ingest", "rate", 0.5, 1.0),
        ("flow", "transport", "compressed", None),
        ("view", "transport", "compressed", None),
        ("view", "autostart", False, True),
    ],
)
def test_the_file_wins_over_an_argument_that_was_not_given(filed, node, name, value, default):
    assert started(filed())[node].get(name) == default
    text = str(value).lower()
    assert started(filed(f"{node}.{name}: {text}"))[node][name] == value


def test_transforms_are_for_the_file_to_say_on_a_robot_too(filed):
    assert started(filed("view.transforms: true"), Input(""))["view"]["transforms"] is True


@pytest.mark.parametrize("source", [Input(""), VIDEO])
def test_time_of_a_recording_is_its_own_whatever_the_file_says(filed, source):
    chosen = filed("view.use_sim_time: true")
    assert started(chosen, source)["view"]["use_sim_time"] is True
    assert started(chosen, source)["flow"]["use_sim_time"] is source.recorded
    assert started({**chosen, "use_sim_time": "false"}, source)["view"]["use_sim_time"] is False


def test_a_given_argument_wins(filed):
    lines = ("ingest.rate: 0.5", "recorder.record_images: false", "flow.transport: compressed")
    found = started(filed(*lines, rate="2", record_images="true", transport="raw"), Input(""))
    assert found["ingest"]["rate"] == found["recorder"]["rate"] == 2.0
    assert found["recorder"]["record_images"] is True
    assert found["flow"]["transport"] == "raw"


def test_where_no_pictures_are_recorded_the_journal_has_none_unless_it_is_told_to(filed):
    assert started(filed("recorder.record_images: false"))["workspace"]["keep_sensitive"] is False
    assert started(filed(record_images="false"))["workspace"]["keep_sensitive"] is False
    both = filed("workspace.keep_sensitive: true", record_images="false")
    assert started(both)["workspace"]["keep_sensitive"] is False


def test_the_recorder_measures_against_the_speed_of_the_file(filed):
    assert started(filed("ingest.rate: 0.5"))["recorder"]["rate"] == 0.5


def test_all_who_see_pictures_hear_how_they_are_sent(filed):
    found = started(filed(transport="compressed"), Input(""))
    seeing = [name for name, values in found.items() if values.get("transport") == "compressed"]
    assert seeing == ["flow", "visual", "memory", "physics", "risk", "ingest", "view"]


@pytest.mark.parametrize("line", ["recorder.record_images: false", "workspace.keep_sensitive: false"])
def test_the_loop_follows_the_file_too(filed, line):
    words = command(loop_process(filed("ingest.rate: 0.5", line), VIDEO, Path("out")))
    assert "--no-record-images" in words
    assert words[words.index("--rate") + 1] == "0.5"
    assert "--record-images" in command(loop_process(filed(), VIDEO, Path("out")))


@pytest.mark.parametrize(
    ("line", "given", "told"),
    [
        ("visual.timeout_s: 0.5", {"detector": "yolo"}, "visual: detector 'yolo' needs a model"),
        ("visual.detector: yolo", {}, "visual: detector 'yolo' needs a model"),
        ("visual.detector: motion", {"model": "a.onnx"}, "visual: detector 'motion' takes no model"),
        ("visual.detector: yolo", {"model": "none.onnx"}, r"none\.onnx does not exist"),
    ],
)
def test_what_does_not_go_together_is_refused_before_anything_starts(filed, line, given, told):
    with pytest.raises(SgwError, match=told):
        started(filed(line, **given))
    assert "visual" not in started(filed(line, **given, visual="false"))


def test_an_argument_may_mend_what_the_file_left_open(filed):
    assert started(filed("visual.detector: yolo", detector="motion"))["visual"]["detector"] == "motion"


def test_a_speed_that_is_no_number(filed):
    with pytest.raises(ConfigError, match="'rate' takes a number, not 'fast'"):
        started(filed(rate="fast"))


def command(process):
    context = LaunchContext()
    return ["".join(part.perform(context) for part in word) for word in process.cmd]
