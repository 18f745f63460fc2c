# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import threading
import time

import pytest

pytestmark = pytest.mark.ros


@pytest.fixture
def pool(ros):
    """A node served by four threads, and the executor that spins in the background."""
    from rclpy.executors import MultiThreadedExecutor

    executor = MultiThreadedExecutor(4, context=ros.context)
    node = ros.node("pool")
    executor.add_node(node)
    thread = threading.Thread(target=executor.spin)
    thread.start()
    yield node
    executor.shutdown()
    thread.join()


def _overlap(node, group):
    """Return how many of three timers in a group were inside their callbacks at the same time, at most."""
    inside, most, done = [0], [0], threading.Event()
    lock = threading.Lock()

    def callback():
        with lock:
            inside[0] += 1
            most[0] = max(most[0], inside[0])
        time.sleep(0.02)
        with lock:
            inside[0] -= 1
        done.set()

    for _ in range(3):
        node.create_timer(0.005, callback, callback_group=group)
    deadline = time.monotonic() + 0.3
    while time.monotonic() < deadline and most[0] < 2:
        done.wait(0.01)
    return most[0]


def test_mutually_exclusive_callbacks_never_overlap(pool):
    from rclpy.callback_groups import MutuallyExclusiveCallbackGroup

    assert _overlap(pool, MutuallyExclusiveCallbackGroup()) == 1


def test_reentrant_callbacks_overlap(pool):
    from rclpy.callback_groups import ReentrantCallbackGroup

    assert _overlap(pool, ReentrantCallbackGroup()) >= 2


def test_a_lone_timer_in_a_pool_goes_on(pool):
    calls, enough = [], threading.Event()

    def tick():
        time.sleep(0.002)
        calls.append(1)
        if len(calls) == 5:
            enough.set()

    pool.create_timer(0.005, tick)
    assert enough.wait(5)


def test_messages_held_back_by_a_busy_group_come_after_it(pool):
    from rclpy.callback_groups import MutuallyExclusiveCallbackGroup
    from std_msgs.msg import Int32

    heard, both, group = [], threading.Event(), MutuallyExclusiveCallbackGroup()

    def slow(message):
        time.sleep(0.02)
        heard.append(message.data)
        if len(heard) == 8:
            both.set()

    publishers = []
    for topic in ("a", "b"):
        pool.create_subscription(Int32, topic, slow, 10, callback_group=group)
        publishers.append(pool.create_publisher(Int32, topic, 10))
    for number in range(4):
        for publisher in publishers:
            publisher.publish(Int32(data=number))
    assert both.wait(5)


def test_a_service_can_be_called_inside_a_callback_of_another_group(pool):
    from rclpy.callback_groups import MutuallyExclusiveCallbackGroup
    from std_srvs.srv import Trigger

    results, done = [], threading.Event()
    pool.create_service(Trigger, "go", lambda request, response: response)
    client = pool.create_client(Trigger, "go", callback_group=MutuallyExclusiveCallbackGroup())

    def ask():
        timer.cancel()
        results.append(client.call(Trigger.Request()))
        done.set()

    timer = pool.create_timer(0.01, ask, callback_group=MutuallyExclusiveCallbackGroup())
    assert done.wait(5)
    assert len(results) == 1


def test_an_exception_in_a_pool_callback_leaves_spin(ros):
    from rclpy.executors import MultiThreadedExecutor

    executor = MultiThreadedExecutor(2, context=ros.context)
    node = ros.node()
    executor.add_node(node)

    def fail():
        raise KeyError("broken")

    node.create_timer(0.01, fail)
    with pytest.raises(KeyError, match="broken"):
        executor.spin()
    executor.shutdown()


def test_no_thread_stays_behind(domain_id):
    pytest.importorskip("embedded_ros.dds", reason="a real executor leaves its pool to the garbage collector")
    import rclpy
    from rclpy.executors import MultiThreadedExecutor

    before = set(threading.enumerate())
    context = rclpy.Context()
    rclpy.init(context=context, args=[], domain_id=domain_id)
    node = rclpy.create_node("brief", context=context)
    executor = MultiThreadedExecutor(2, context=context)
    executor.add_node(node)
    node.create_timer(0.001, lambda: None)
    executor.spin_once(timeout_sec=1)
    executor.shutdown()
    node.destroy_node()
    context.shutdown()
    assert set(threading.enumerate()) <= before


@pytest.mark.parametrize("serve", [True, False], ids=["busy group", "full pool"])
def test_what_nobody_can_take_yet_does_not_wake_the_executor_again(ros, serve):
    pytest.importorskip("embedded_ros.dds", reason="looks into the executor")
    from std_msgs.msg import Int32

    node = ros.node()
    heard = node.create_subscription(Int32, "a", lambda message: None, 10)
    publisher = node.create_publisher(Int32, "a", 10)
    ros.spin_until(lambda: publisher.get_subscription_count() == 1)
    watch, group = ros.executor._watch, heard.callback_group
    while watch.ready:
        ros.executor.spin_once(timeout_sec=0)
    group.beginning_execution(heard)
    for number in range(2):
        publisher.publish(Int32(data=number))
    while heard not in watch.ready:
        watch.wait(None, serve=serve)
    watch.wait(0, serve=serve)
    assert watch._waitset.wait(0) == []
    group.ending_execution(heard)
    for _ in range(2):
        watch.wait(None)
        assert watch.collect() == [heard]
        assert watch.take(heard) is not None
    watch.wait(0)
    assert watch.collect() == []
