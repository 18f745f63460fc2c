# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import importlib.util
import signal
import threading
import time

import pytest

pytestmark = pytest.mark.ros

REAL = "embedded_ros" not in importlib.util.find_spec("rclpy").origin
ends_cleanly = pytest.mark.skipif(
    REAL,
    reason="in ROS 2 a signal that comes while an executor waits ends in an error or in a hang, by chance",
)
TALKER = """
    import sys
    import rclpy
    from rclpy.executors import ExternalShutdownException
    from std_msgs.msg import String
    from std_srvs.srv import Trigger

    rclpy.init()
    node = rclpy.create_node("child")
    publisher = node.create_publisher(String, "chat", 10)
    node.create_timer(0.01, lambda: publisher.publish(String(data="from the child")))
    node.create_subscription(String, "echo", publisher.publish, 10)
    node.create_service(Trigger, "go", lambda request, response: response)
    try:
        rclpy.spin(node)
        print("returned", rclpy.ok())
    except KeyboardInterrupt:
        print("interrupted", rclpy.ok())
    except ExternalShutdownException:
        print("terminated", rclpy.ok())
    finally:
        node.destroy_node()
        rclpy.try_shutdown()
"""


def _wait_until_it_spins(ros, node):
    from std_msgs.msg import String

    heard = []
    node.create_subscription(String, "chat", heard.append, 10)
    ros.spin_until(lambda: heard, 15)


def test_two_processes_talk(ros, start_script):
    from std_msgs.msg import String

    start_script(TALKER)
    node, heard = ros.node(), []
    node.create_subscription(String, "chat", lambda message: heard.append(message.data), 10)
    echo = node.create_publisher(String, "echo", 10)
    ros.spin_until(lambda: "from the child" in heard, 15)
    ros.spin_until(lambda: echo.get_subscription_count() == 1)
    echo.publish(String(data="back"))
    ros.spin_until(lambda: "back" in heard)


@pytest.mark.parametrize(
    ("number", "said"),
    [  # ROS 2 may raise before or after its own handler has shut the context down, or see that first
        (
            signal.SIGINT,
            {"interrupted False", "interrupted True"} | ({"terminated False"} if REAL else set()),
        ),
        pytest.param(
            signal.SIGTERM,
            {"terminated False", "returned False"},  # the latter when it hits inside a callback
            marks=ends_cleanly,
        ),
    ],
)
def test_signals_end_spin(ros, start_script, number, said):
    child = start_script(TALKER)
    _wait_until_it_spins(ros, ros.node())
    child.send_signal(number)
    out, err = child.communicate(timeout=5)
    assert (child.returncode, err) == (0, "")
    assert out.strip() in said


def test_a_killed_server_is_noticed_and_a_clean_exit_at_once(ros, start_script):
    from std_srvs.srv import Trigger

    child = start_script(TALKER)
    node = ros.node()
    _wait_until_it_spins(ros, node)
    client = node.create_client(Trigger, "go")
    assert client.wait_for_service(5)
    assert ros.call(client, Trigger.Request()) is not None
    child.send_signal(signal.SIGINT)
    child.communicate(timeout=5)
    gone = time.monotonic()
    ros.spin_until(lambda: not client.service_is_ready() and "child" not in node.get_node_names())
    assert time.monotonic() - gone < 2.0


SLEEPER = """
    import time
    import rclpy
    from std_srvs.srv import Trigger

    rclpy.init()
    node = rclpy.create_node("sleeper")

    def sleep(request, response):
        print("asked", flush=True)
        time.sleep(60)
        return response

    node.create_service(Trigger, "go", sleep)
    rclpy.spin(node)
"""


def test_a_server_that_is_killed_in_the_middle_of_a_call(ros, start_script):
    from std_srvs.srv import Trigger

    child, node = start_script(SLEEPER), ros.node()
    client = node.create_client(Trigger, "go")
    assert client.wait_for_service(15)
    future = client.call_async(Trigger.Request())
    ros.executor.spin_once(timeout_sec=0.0)
    assert child.stdout.readline() == "asked\n"
    child.kill()
    child.wait()
    ros.executor.spin_until_future_complete(future, 0.1)
    assert not future.done()
    ros.spin_in_background()
    assert client.call(Trigger.Request(), timeout_sec=0.1) is None
    future.cancel()
    assert future.cancelled()
    client.remove_pending_request(future)
    node.create_service(Trigger, "go", lambda request, response: response)
    assert client.call(Trigger.Request(), timeout_sec=5) is not None


@pytest.mark.slow  # DDS gives a process that says nothing ten seconds
def test_the_service_of_a_killed_server_is_gone_after_a_while(ros, start_script):
    from std_srvs.srv import Trigger

    child, node = start_script(SLEEPER), ros.node()
    client = node.create_client(Trigger, "go")
    assert client.wait_for_service(15)
    child.kill()
    child.wait()
    ros.spin_until(lambda: not client.service_is_ready(), 20)
    assert not client.wait_for_service(0.1)


def test_a_process_that_forgets_to_clean_up_still_says_goodbye(ros, start_script):
    child = start_script("""
        import rclpy
        rclpy.init()
        node = rclpy.create_node("forgetful")
        rclpy.spin_once(node, timeout_sec=1.0)
    """)
    node = ros.node()
    assert node.wait_for_node("/forgetful", 15)
    child.communicate(timeout=10)
    assert child.returncode == 0
    ros.spin_until(lambda: "forgetful" not in node.get_node_names(), 2.0)


def test_a_stopped_reader_leaves_the_other_threads_running(ros, start_script):
    pytest.importorskip("embedded_ros.dds", reason="a real rclpy keeps the interpreter lock while publishing")
    from rclpy.qos import HistoryPolicy, QoSProfile
    from std_msgs.msg import String

    child = start_script(TALKER)
    node = ros.node()
    publisher = node.create_publisher(String, "echo", QoSProfile(history=HistoryPolicy.KEEP_ALL))
    node.create_subscription(String, "chat", lambda message: None, 1)
    ros.spin_until(lambda: publisher.get_subscription_count() == 1, 15)
    ticks = []
    node.create_timer(0.01, lambda: ticks.append(time.monotonic()))
    ros.spin_in_background()
    child.send_signal(signal.SIGSTOP)
    threading.Timer(0.5, child.send_signal, [signal.SIGCONT]).start()
    start = time.monotonic()
    for _ in range(40):  # 4 MB: more than the writer holds for a reader that does not answer
        publisher.publish(String(data="x" * 100_000))
    blocked_s = time.monotonic() - start
    during = [tick for tick in ticks if start <= tick <= start + 0.5]
    assert blocked_s > 0.3, "the writer was meant to wait for the stopped reader"
    assert len(during) > 20


def test_an_event_of_a_writer_that_waits_leaves_the_other_threads_running(ros, start_script):
    pytest.importorskip("embedded_ros.dds", reason="a real rclpy keeps the interpreter lock while publishing")
    from rclpy.duration import Duration
    from rclpy.event_handler import PublisherEventCallbacks
    from rclpy.qos import HistoryPolicy, QoSProfile
    from std_msgs.msg import String

    child = start_script(TALKER)
    node = ros.node()
    missed, ticks, written = [], [], threading.Event()
    publisher = node.create_publisher(
        String,
        "echo",
        QoSProfile(history=HistoryPolicy.KEEP_ALL, deadline=Duration(nanoseconds=20_000_000)),
        event_callbacks=PublisherEventCallbacks(deadline=missed.append),
    )
    node.create_subscription(String, "chat", lambda message: None, 1)
    ros.spin_until(lambda: publisher.get_subscription_count() == 1, 15)
    ros.spin_in_background()
    child.send_signal(signal.SIGSTOP)
    threading.Timer(0.5, child.send_signal, [signal.SIGCONT]).start()

    def tick():
        while not written.wait(0.01):
            ticks.append(time.monotonic())

    clock = threading.Thread(target=tick)
    clock.start()
    start = time.monotonic()
    for _ in range(40):
        publisher.publish(String(data="x" * 100_000))
    blocked_s = time.monotonic() - start
    written.set()
    clock.join()
    assert blocked_s > 0.3, "the writer was meant to wait for the stopped reader"
    assert len([tick for tick in ticks if tick <= start + 0.5]) > 20
    ros.spin_until(lambda: missed)


@ends_cleanly
def test_ctrl_c_ends_a_pool_with_several_nodes(ros, start_script):
    child = start_script("""
        import rclpy
        from rclpy.executors import ExternalShutdownException, MultiThreadedExecutor
        from std_msgs.msg import String

        rclpy.init()
        nodes = [rclpy.create_node(f"child{number}") for number in range(3)]
        publisher = nodes[0].create_publisher(String, "chat", 10)
        nodes[1].create_timer(0.01, lambda: publisher.publish(String(data="tick")))
        executor = MultiThreadedExecutor(2)
        for node in nodes:
            executor.add_node(node)
        try:
            executor.spin()
        except (KeyboardInterrupt, ExternalShutdownException):
            pass
        executor.shutdown()
        for node in nodes:
            node.destroy_node()
        rclpy.try_shutdown()
        print("clean")
    """)
    _wait_until_it_spins(ros, ros.node())
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=5)
    assert (child.returncode, out.strip(), err) == (0, "clean", "")
