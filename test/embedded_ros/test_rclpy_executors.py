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


def test_coroutine_callbacks_await_futures(ros):
    from rclpy.callback_groups import ReentrantCallbackGroup
    from rclpy.task import Future

    node, gate, results = ros.node(), Future(), []

    async def wait():
        timer.cancel()
        results.append(await gate)

    timer = node.create_timer(0.01, wait, callback_group=ReentrantCallbackGroup())
    ros.spin_for(0.05)
    assert results == []
    gate.set_result(5)
    ros.spin_until(lambda: results == [5])


def test_tasks_run_and_return(ros):
    async def double(value):
        return 2 * value

    def fail():
        raise ValueError("task")

    task = ros.executor.create_task(double, 21)
    ros.executor.spin_until_future_complete(task, 5)
    assert task.result() == 42
    with pytest.raises(ValueError, match="task"):
        ros.executor.spin_until_future_complete(ros.executor.create_task(fail), 5)


def test_a_future_from_another_thread_ends_the_spin(ros):
    from rclpy.task import Future

    future = Future()
    threading.Timer(0.05, future.set_result, [1]).start()
    ros.executor.spin_until_future_complete(future, 5)
    assert future.result() == 1


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


def test_a_coroutine_that_only_yields_lets_timers_run(ros):
    class Yield:
        def __await__(self):
            yield

    node, ticks = ros.node(), []
    node.create_timer(0.005, lambda: ticks.append(1))

    async def busy():
        while len(ticks) < 3:
            await Yield()

    ros.executor.spin_until_future_complete(ros.executor.create_task(busy), 5)
    assert len(ticks) == 3
