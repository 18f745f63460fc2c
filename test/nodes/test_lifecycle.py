# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Every component of this package through its lifecycle: what exists when, and how an error ends."""

from functools import partial
from importlib.metadata import entry_points

import pytest
import rclpy
import yaml
from lifecycle_msgs.srv import GetState
from rclpy.lifecycle import TransitionCallbackReturn
from rclpy.parameter import Parameter

from sgw_ros.core.errors import ConfigError
from sgw_ros.nodes.lifecycle_base import SgwNode

pytestmark = pytest.mark.ros
COMPONENTS = {e.name: e for e in entry_points(group="rclpy_components") if e.value.startswith("sgw_ros.")}
SUCCESS = TransitionCallbackReturn.SUCCESS


@pytest.fixture(params=sorted(COMPONENTS))
def build(request):
    return COMPONENTS[request.param].load()


@pytest.fixture
def configured(world, build):
    """A component that has a lifecycle, inactive."""
    node = world.add(build)
    if not isinstance(node, SgwNode):
        pytest.skip("it has no lifecycle")
    assert node.trigger_configure() == SUCCESS, node.fatal
    return node


@pytest.fixture
def managed(configured):
    """A component that has a lifecycle, active."""
    assert configured.trigger_activate() == SUCCESS, configured.fatal
    return configured


def entities(node):
    kinds = (node.subscriptions, node.publishers, node.services, node.clients, node.timers, node.guards)
    return [sorted(type(entity).__name__ for entity in kind) for kind in kinds]


def state(world, node):
    asker = world.add(partial(rclpy.create_node, "asker"))
    client = asker.create_client(GetState, f"{node.get_fully_qualified_name()}/get_state")
    world.spin_until(client.service_is_ready)
    future = client.call_async(GetState.Request())
    world.spin_until(future.done)
    return future.result().current_state.label


def test_what_activation_makes_deactivation_takes_away(managed):
    assert managed.trigger_deactivate() == SUCCESS
    inactive = entities(managed)
    assert not list(managed.subscriptions)
    assert managed.trigger_activate() == SUCCESS
    assert entities(managed) != inactive
    assert managed.trigger_deactivate() == SUCCESS
    assert entities(managed) == inactive
    assert managed.trigger_cleanup() == SUCCESS
    assert managed.phase == "unconfigured"


def test_a_start_that_fails_leaves_nothing_behind_and_the_next_one_works(configured):
    start, before = configured.start, entities(configured)

    def fails():
        start()
        raise ConfigError("not now")

    configured.start = fails
    assert configured.trigger_activate() == TransitionCallbackReturn.FAILURE
    assert configured.fatal == "not now"
    assert entities(configured) == before
    configured.start, ran = start, []
    assert configured.trigger_activate() == SUCCESS
    assert not configured.fatal
    configured.guarded(ran.append, "a callback")
    assert ran == ["a callback"]


def test_a_fatal_error_leads_back_to_unconfigured_and_the_way_up_is_open(world, managed):
    def bug():
        raise ZeroDivisionError("a bug")

    managed.guarded(bug)
    assert "a bug" in managed.fatal
    assert state(world, managed) == managed.phase == "unconfigured"
    assert not list(managed.subscriptions)
    assert managed.trigger_configure() == SUCCESS
    assert managed.trigger_activate() == SUCCESS
    assert not managed.fatal
    assert state(world, managed) == "active"


def values(node):
    return {name: p.value for name, p in node.get_parameters_by_prefix("").items()}


def test_a_dump_starts_the_same_node_again(world, build, tmp_path):
    first = world.add(build)
    changed = [
        p
        for p in (Parameter("rate_hz", value=7.5), Parameter("draw_hz", value=2.5))
        if first.has_parameter(p.name)
    ]
    assert all(result.successful for result in first.set_parameters(changed))
    dumped = {n: list(v) if isinstance(v, (list, tuple)) else v for n, v in values(first).items()}
    file = tmp_path / "dump.yaml"
    file.write_text(yaml.safe_dump({first.get_fully_qualified_name(): {"ros__parameters": dumped}}))
    second = build(context=world.context, cli_args=["--ros-args", "--params-file", str(file)])
    world.nodes.append(second)
    assert values(second) == values(first)


def test_loading_a_dump_changes_what_may_change_and_says_what_may_not(world, build):
    node = world.add(build)
    for name, value in values(node).items():
        (result,) = node.set_parameters([Parameter(name, value=value)])
        assert result.successful or "read-only" in result.reason.replace("read only", "read-only")
