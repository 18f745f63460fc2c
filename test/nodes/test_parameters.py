# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Parameters come from the configuration dataclasses: text, ranges, refusals with a reason."""

from dataclasses import dataclass
from functools import partial

import pytest
import rclpy
from rclpy.parameter import Parameter

from sgw_ros.core.config import setting
from sgw_ros.core.errors import ConfigError
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


def test_an_unknown_parameter_is_named(world):
    node = world.add(partial(ExpertNode, fake_spec("flow")), detektor="motion")
    node.trigger_configure()
    assert node.phase == "unconfigured"
    assert "unknown parameter 'detektor'" in node.fatal


def test_an_unknown_upstream_is_named(world):
    node = world.add(partial(ExpertNode, fake_spec("visual")), upstream=["sound"])
    node.trigger_configure()
    assert "'visual' does not take 'sound'; it takes flow" in node.fatal
