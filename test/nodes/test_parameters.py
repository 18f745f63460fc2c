# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Parameters come from the configuration dataclasses: text, ranges, refusals with a reason."""

import subprocess
import sys
from dataclasses import dataclass
from functools import partial

import pytest
import rclpy
from rclpy.parameter import Parameter

from sgw_ros.core.config import setting
from sgw_ros.core.errors import ConfigError
from sgw_ros.nodes import components
from sgw_ros.nodes.expert_node import ExpertNode
from sgw_ros.nodes.parameters import ConfigParameters
from test.nodes.fakes import fake_spec

pytestmark = pytest.mark.ros


@dataclass(frozen=True)
class Config:
    speed: float = setting(1.0, "How fast", unit="m/s", minimum=0.0, maximum=2.0)
    count: int = setting(3, "How many", minimum=1)
    kind: str = setting("small", "Which", choices=("small", "large"))
    names: tuple[str, ...] = setting(("a",), "Who", read_only=True)
    plain: str = "not a parameter"


def make(world, on_change=None, **parameters):
    node = world.add(partial(rclpy.create_node, "node"), **parameters)
    return node, ConfigParameters(node, Config(), on_change)


def set_to(node, **values):
    return node.set_parameters([Parameter(name, value=value) for name, value in values.items()])


def test_declared_with_text_and_range(world):
    node, parameters = make(world, speed=1.5, names=["b", "c"])
    assert parameters.config == Config(speed=1.5, names=("b", "c"))
    speed = node.describe_parameter("speed")
    assert speed.description == "How fast [m/s]"
    (limits,) = speed.floating_point_range
    assert (limits.from_value, limits.to_value) == (0.0, 2.0)
    assert node.describe_parameter("kind").additional_constraints == "one of: small, large"
    assert node.describe_parameter("names").read_only
    assert not node.has_parameter("plain")


def test_changes_are_taken_or_refused_with_a_reason(world):
    node, parameters = make(world)
    assert set_to(node, speed=0.5)[0].successful
    assert parameters.config.speed == 0.5
    (result,) = set_to(node, kind="huge")
    assert not result.successful
    assert "takes one of small, large" in result.reason
    assert not set_to(node, speed=3.0)[0].successful
    assert not set_to(node, names=["x"])[0].successful
    assert parameters.config == Config(speed=0.5)


def test_an_atomic_set_changes_all_or_nothing(world):
    node, parameters = make(world)
    values = [Parameter("speed", value=0.5), Parameter("kind", value="huge")]
    assert not node.set_parameters_atomically(values).successful
    assert parameters.config == Config()
    assert node.get_parameter("speed").value == 1.0


def test_the_node_may_refuse_too(world):
    def refuse(config, names):
        if "count" in names:
            raise ConfigError("not now")

    node, parameters = make(world, refuse)
    (result,) = set_to(node, count=5)
    assert (result.successful, result.reason) == (False, "not now")
    assert parameters.config.count == 3


def test_a_model_is_fixed_while_configured(world):
    node = world.add(partial(ExpertNode, fake_spec("flow")))
    assert set_to(node, model="a.onnx")[0].successful
    node.trigger_configure()
    (result,) = set_to(node, model="b.onnx")
    assert not result.successful
    assert "unconfigured" in result.reason
    assert set_to(node, rate_hz=5.0)[0].successful
    node.trigger_cleanup()
    assert set_to(node, model="c.onnx")[0].successful


def test_a_start_with_a_value_out_of_range_is_refused_in_one_line(world):
    with pytest.raises(ConfigError, match=r"parameter 'speed': .*3\.0") as refused:
        make(world, speed=3.0)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("name", ["flow", "fleet_monitor", "ingest", "supervisor", "view", "workspace"])
def test_an_unknown_parameter_is_named_beside_the_known_ones(world, name):
    with pytest.raises(ConfigError, match="unknown parameter 'bogus'; known ones: autostart, ") as told:
        world.add(getattr(components, name), bogus=1)
    assert "use_sim_time" not in str(told.value)
    assert world.context.ok()


def test_what_rclpy_declares_itself_is_known(world):
    node = world.add(components.flow, use_sim_time=True, start_type_description_service=True, rate_hz=5.0)
    assert node.config.rate_hz == 5.0
    assert node.describe_parameter("rate_hz").description


@pytest.mark.parametrize("entry", ["main:view", "recorder.main:main", "end_follower:main"])
@pytest.mark.parametrize("way", ["-p bogus:=1", "--params-file {file}"])
def test_a_process_started_with_an_unknown_parameter_ends_with_status_2(world, tmp_path, entry, way):
    file = tmp_path / "odd.yaml"
    file.write_text("/**:\n  ros__parameters:\n    bogus: 1\n")
    module, name = entry.split(":")
    code = f"import sys; from sgw_ros.nodes.{module} import {name}; sys.exit({name}())"
    options = ["--ros-args", *way.format(file=file).split()]
    done = subprocess.run(
        [sys.executable, "-c", code, *options], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 2, done.stderr
    assert "unknown parameter 'bogus'; known ones:" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_upstream_is_named(world):
    node = world.add(partial(ExpertNode, fake_spec("visual")), upstream=["sound"])
    node.trigger_configure()
    assert "'visual' does not take 'sound'; it takes flow" in node.fatal
