# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import threading
import time

import pytest

pytestmark = pytest.mark.ros


def test_an_exception_in_a_callback_leaves_spin_and_spinning_can_go_on(ros):
    node, calls = ros.node(), []

    def sometimes():
        calls.append(1)
        if len(calls) == 1:
            raise ValueError("first")

    node.create_timer(0.01, sometimes)
    with pytest.raises(ValueError, match="first"):
        ros.executor.spin()
    ros.spin_until(lambda: len(calls) == 3)


def test_spin_once_runs_one_callback_or_times_out(ros):
    from std_msgs.msg import Int32

    node, heard = ros.node(), []
    node.create_subscription(Int32, "number", heard.append, 10)
    publisher = node.create_publisher(Int32, "number", 10)
    start = time.monotonic()
    ros.executor.spin_once(timeout_sec=0.05)
    assert time.monotonic() - start >= 0.04
    publisher.publish(Int32())
    publisher.publish(Int32())
    deadline = time.monotonic() + 5
    while not heard and time.monotonic() < deadline:
        ros.executor.spin_once(timeout_sec=0.5)
    assert len(heard) == 1
    ros.executor.spin_once(timeout_sec=0)
    ros.spin_until(lambda: len(heard) == 2)


def test_ready_callbacks_run_timers_first_then_subscriptions_then_clients_then_services(ros):
    from std_msgs.msg import Int32
    from std_srvs.srv import Trigger

    node, order = ros.node(), []

    def serve(request, response):
        order.append("service")
        return response

    node.create_service(Trigger, "go", serve)
    client = node.create_client(Trigger, "go")
    node.create_subscription(Int32, "number", lambda _: order.append("subscription"), 1)
    publisher = node.create_publisher(Int32, "number", 1)
    assert client.wait_for_service(5.0)
    ros.spin_for(0.02)
    timer = node.create_timer(0.001, lambda: (order.append("timer"), timer.cancel()))
    client.call_async(Trigger.Request())
    publisher.publish(Int32())
    time.sleep(0.01)
    ros.spin_until(lambda: len(order) == 3)
    assert order == ["timer", "subscription", "service"]


def test_a_guard_condition_runs_once_for_many_triggers(ros):
    node, calls = ros.node(), []
    guard = node.create_guard_condition(lambda: calls.append(1))
    guard.trigger()
    guard.trigger()
    ros.spin_for(0.05)
    assert calls == [1]


def test_a_node_moves_between_executors(ros):
    from rclpy.executors import SingleThreadedExecutor

    node = ros.node()
    other = SingleThreadedExecutor(context=ros.context)
    assert other.add_node(node)
    assert node.executor is other
    assert node not in ros.executor.get_nodes()
    assert not other.add_node(node)
    other.remove_node(node)
    other.shutdown()


def test_entities_created_while_spinning_are_served(ros):
    from std_msgs.msg import Int32

    node, heard = ros.node(), []
    ros.spin_in_background()
    node.create_subscription(Int32, "number", heard.append, 1)
    node.create_publisher(Int32, "number", 1).publish(Int32(data=3))
    deadline = time.monotonic() + 5
    while not heard and time.monotonic() < deadline:
        time.sleep(0.005)
    assert heard[0].data == 3


def test_shutting_the_context_down_ends_spin(ros):
    from rclpy.executors import ExternalShutdownException

    ros.node()
    threading.Timer(0.05, ros.context.try_shutdown).start()
    with pytest.raises(ExternalShutdownException):
        ros.executor.spin()


def test_a_group_answers_for_its_own_entities_alone(ros):
    from rclpy.callback_groups import MutuallyExclusiveCallbackGroup

    group, other = MutuallyExclusiveCallbackGroup(), MutuallyExclusiveCallbackGroup()
    timer = ros.node().create_timer(60.0, lambda: None, callback_group=group)
    assert group.can_execute(timer)
    assert group.beginning_execution(timer)
    assert not group.can_execute(timer)
    assert not group.beginning_execution(timer)
    group.ending_execution(timer)
    assert group.has_entity(timer)
    with pytest.raises(AssertionError):
        other.can_execute(timer)
    with pytest.raises(AssertionError):
        other.beginning_execution(timer)
