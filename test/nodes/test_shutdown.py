# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A signal shuts the context down under running nodes: they still end in order, and say nothing."""

import threading
from pathlib import Path

import pytest

from sgw_ros.nodes import components
from sgw_ros.nodes.container.container import ComponentContainer

ROVER = Path(__file__).parents[2] / "samples" / "rover.mcap"

pytestmark = pytest.mark.ros


@pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize("name", ["ingest", "workspace", "flow", "memory", "risk", "supervisor", "view"])
def test_nodes_end_in_order_after_the_context(world, name, capfd):
    parameters = {"ingest": {"input": str(ROVER), "start_timeout_s": 0.0}, "workspace": {"forget_s": 0.0}}
    node = world.up(getattr(components, name), **parameters.get(name, {}))
    world.executor.spin_once(timeout_sec=0.05)
    world.context.shutdown()
    node.guarded(node.get_node_names)
    node.destroy_node()
    assert not [thread for thread in threading.enumerate() if thread.name == "player"]
    assert "Traceback" not in capfd.readouterr().err


def test_a_callback_that_the_shutdown_hits_is_not_blamed(world, capfd):
    import rclpy
    from std_msgs.msg import String

    node = rclpy.create_node("container", context=world.context)
    container = ComponentContainer(node, world.executor)
    publisher = node.create_publisher(String, "chat", 1)

    def hit():
        world.context.shutdown()
        publisher.publish(String())

    node.create_timer(0.001, hit)
    container.spin()
    container.close()
    node.destroy_node()
    assert "threw" not in capfd.readouterr().err
