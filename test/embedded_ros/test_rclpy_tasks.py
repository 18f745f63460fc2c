# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import threading

import pytest

pytestmark = pytest.mark.ros


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
