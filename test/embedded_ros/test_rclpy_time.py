# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import pytest
from hypothesis import given
from hypothesis import strategies as st

pytestmark = pytest.mark.ros

_nanoseconds = st.integers(0, 2**40)


@given(_nanoseconds, _nanoseconds)
def test_time_and_duration_arithmetic(a, b):
    from rclpy.duration import Duration
    from rclpy.time import Time

    late, early = Time(nanoseconds=max(a, b)), Time(nanoseconds=min(a, b))
    assert early + (late - early) == late
    assert late - (late - early) == early
    assert (late - early) >= Duration()
    assert Time.from_msg(late.to_msg(), late.clock_type) == late


def test_times_of_different_clocks_do_not_mix():
    from rclpy.clock import ClockType
    from rclpy.time import Time

    system, ros = Time(nanoseconds=1), Time(nanoseconds=1, clock_type=ClockType.ROS_TIME)
    with pytest.raises(TypeError):
        system < ros  # noqa: B015
    with pytest.raises(TypeError):
        system - ros
    with pytest.raises(ValueError):
        Time(seconds=-1)


def test_a_timer_keeps_its_rate_and_can_be_stopped(ros):
    node, calls = ros.node(), []
    timer = node.create_timer(0.02, lambda: calls.append(node.get_clock().now().nanoseconds))
    ros.spin_until(lambda: len(calls) == 5)
    assert (calls[-1] - calls[0]) / 4e9 == pytest.approx(0.02, rel=0.5)
    timer.cancel()
    assert timer.is_canceled()
    assert timer.time_until_next_call() is None
    ros.spin_for(0.06)
    assert len(calls) == 5
    timer.reset()
    assert 0 < timer.time_until_next_call() <= 20_000_000
    ros.spin_until(lambda: len(calls) == 6)
    assert node.destroy_timer(timer)


def test_a_late_timer_skips_what_it_missed(ros):
    import time

    node, calls = ros.node(), []

    def slow():
        calls.append(1)
        time.sleep(0.05)

    timer = node.create_timer(0.01, slow)
    ros.spin_for(0.12)
    timer.cancel()
    assert 1 <= len(calls) <= 3


def test_a_timer_on_the_steady_clock(ros):
    from rclpy.clock import Clock, ClockType

    node, calls = ros.node(), []
    node.create_timer(0.01, lambda: calls.append(1), clock=Clock(clock_type=ClockType.STEADY_TIME))
    ros.spin_until(lambda: len(calls) >= 2)


def test_a_timer_that_is_not_started(ros):
    node, calls = ros.node(), []
    timer = node.create_timer(0.01, lambda: calls.append(1), autostart=False)
    ros.spin_for(0.03)
    assert calls == []
    timer.reset()
    ros.spin_until(lambda: calls)


def test_sim_time_drives_clock_and_timers(ros):
    from builtin_interfaces.msg import Time as TimeMsg
    from rclpy.parameter import Parameter
    from rosgraph_msgs.msg import Clock

    source = ros.node("source").create_publisher(Clock, "/clock", 1)
    node, calls = ros.node("sim", parameter_overrides=[Parameter("use_sim_time", value=True)]), []
    clock = node.get_clock()
    assert clock.ros_time_is_active
    assert clock.now().nanoseconds == 0

    def show(sec):
        source.publish(Clock(clock=TimeMsg(sec=sec)))
        ros.spin_until(lambda: clock.now().nanoseconds == sec * 10**9)

    show(100)
    timer = node.create_timer(1.0, lambda: calls.append(clock.now().nanoseconds // 10**9))
    ros.spin_for(0.05)
    assert calls == []
    show(101)
    ros.spin_until(lambda: calls == [101])
    show(105)
    ros.spin_until(lambda: calls == [101, 105])
    show(50)
    assert 0 < timer.time_until_next_call() <= 10**9
    node.set_parameters([Parameter("use_sim_time", value=False)])
    assert clock.now().nanoseconds > 10**18


def test_jump_callbacks_hear_of_jumps_backward():
    from rclpy.clock import ClockChange, JumpThreshold, ROSClock
    from rclpy.duration import Duration
    from rclpy.time import Time

    clock, jumps = ROSClock(), []
    threshold = JumpThreshold(min_forward=None, min_backward=Duration(seconds=-1))
    handle = clock.create_jump_callback(threshold, post_callback=jumps.append)
    clock._set_ros_time_is_active(True)
    for sec in (10, 12, 5):
        clock.set_ros_time_override(Time(seconds=sec, clock_type=clock.clock_type))
    assert [jump.clock_change for jump in jumps] == [
        ClockChange.ROS_TIME_ACTIVATED,
        ClockChange.ROS_TIME_NO_CHANGE,
    ]
    assert jumps[1].delta == Duration(seconds=-7)
    handle.unregister()


def test_a_rate_sleeps_in_another_thread(ros):
    import time

    node = ros.node()
    ros.spin_in_background()
    rate = node.create_rate(50)
    start = time.monotonic()
    for _ in range(3):
        rate.sleep()
    assert 0.03 < time.monotonic() - start < 1.0
    node.destroy_rate(rate)


def test_sleep_for_wakes_at_shutdown(ros):
    import threading

    from rclpy.duration import Duration

    node, results = ros.node(), []
    thread = threading.Thread(
        target=lambda: results.append(node.get_clock().sleep_for(Duration(seconds=20), ros.context))
    )
    assert node.get_clock().sleep_for(Duration(nanoseconds=1000), ros.context)
    thread.start()
    ros.context.try_shutdown()
    thread.join(5)
    assert results == [False]
