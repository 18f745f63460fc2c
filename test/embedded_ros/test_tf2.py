# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Transforms: stored, interpolated, chained, refused, sent and received."""

import math
import threading

import pytest
from builtin_interfaces.msg import Time as TimeMsg
from geometry_msgs.msg import TransformStamped
from hypothesis import given
from hypothesis import strategies as st
from rclpy.duration import Duration
from rclpy.time import Time
from tf2_ros import (
    Buffer,
    ConnectivityException,
    ExtrapolationException,
    InvalidArgumentException,
    LookupException,
    StaticTransformBroadcaster,
    TransformBroadcaster,
    TransformListener,
)

pytestmark = pytest.mark.ros
_S = 10**9


def _transform(parent, child, stamp_s=0.0, x=0.0, yaw=0.0):
    message = TransformStamped(child_frame_id=child)
    message.header.frame_id = parent
    message.header.stamp.sec, message.header.stamp.nanosec = divmod(round(stamp_s * _S), _S)
    message.transform.translation.x = x
    message.transform.rotation.z, message.transform.rotation.w = math.sin(yaw / 2), math.cos(yaw / 2)
    return message


def _buffer(*dynamic, static=()):
    buffer = Buffer()
    for transform in dynamic:
        buffer.set_transform(transform, "test")
    for transform in static:
        buffer.set_transform_static(transform, "test")
    return buffer


def _time(seconds):
    return Time(nanoseconds=round(seconds * _S))


def _xy_yaw(message):
    at, turn = message.transform.translation, message.transform.rotation
    return at.x, at.y, 2 * math.atan2(turn.z, turn.w)


def _stamp_s(message):
    return message.header.stamp.sec + message.header.stamp.nanosec / _S


def test_a_chain_through_the_common_parent():
    buffer = _buffer(
        _transform("odom", "base", 1, x=2.0, yaw=math.pi / 2), static=[_transform("base", "camera", x=1.0)]
    )
    found = buffer.lookup_transform("odom", "camera", _time(1))
    assert (found.header.frame_id, found.child_frame_id, _stamp_s(found)) == ("odom", "camera", 1.0)
    assert _xy_yaw(found) == pytest.approx((2.0, 1.0, math.pi / 2))
    assert _xy_yaw(buffer.lookup_transform("camera", "odom", _time(1))) == pytest.approx(
        (-1.0, 2.0, -math.pi / 2)
    )
    assert _xy_yaw(buffer.lookup_transform("base", "camera", _time(77))) == pytest.approx((1.0, 0.0, 0.0))


def test_siblings_meet_below_the_root():
    buffer = _buffer(
        _transform("map", "odom", 5),
        static=[_transform("odom", "left", x=1.0), _transform("odom", "right", x=-1.0)],
    )
    assert buffer.lookup_transform("left", "right", _time(99)).transform.translation.x == -2.0


def test_between_two_stamps_it_interpolates():
    buffer = _buffer(
        _transform("odom", "base", 1, x=0.0, yaw=0.0), _transform("odom", "base", 3, x=4.0, yaw=1.0)
    )
    assert _xy_yaw(buffer.lookup_transform("odom", "base", _time(1.5))) == pytest.approx((1.0, 0.0, 0.25))
    assert _xy_yaw(buffer.lookup_transform("odom", "base", TimeMsg(sec=3))) == pytest.approx((4.0, 0.0, 1.0))


@given(st.floats(-3.1, 3.1), st.floats(-3.1, 3.1), st.floats(0, 1))
def test_rotation_takes_the_shorter_way(first, second, ratio):
    buffer = _buffer(_transform("odom", "base", 1, yaw=first), _transform("odom", "base", 2, yaw=second))
    yaw = _xy_yaw(buffer.lookup_transform("odom", "base", _time(1 + ratio)))[2]
    way = math.remainder(second - first, 2 * math.pi)
    if abs(abs(way) - math.pi) > 1e-3:
        assert abs(math.remainder(yaw - first - round(ratio * _S) / _S * way, 2 * math.pi)) < 1e-6


def test_time_zero_is_the_latest_that_all_have():
    buffer = _buffer(
        *(_transform("map", "odom", stamp) for stamp in (1, 2)),
        *(_transform("odom", "base", stamp, x=float(stamp)) for stamp in (1, 2, 3)),
        static=[_transform("base", "camera")],
    )
    assert _stamp_s(buffer.lookup_transform("odom", "camera", Time())) == 3.0
    found = buffer.lookup_transform("map", "camera", Time())
    assert (_stamp_s(found), found.transform.translation.x) == (2.0, 2.0)
    assert buffer.get_latest_common_time("map", "camera").nanoseconds == 2 * _S
    assert _stamp_s(buffer.lookup_transform("base", "camera", Time())) == 0.0


def test_what_cannot_be_answered_says_why():
    buffer = _buffer(
        _transform("odom", "base", 1), _transform("odom", "base", 2), _transform("world", "other", 1)
    )
    with pytest.raises(ExtrapolationException, match="into the future"):
        buffer.lookup_transform("odom", "base", _time(2.5))
    with pytest.raises(ExtrapolationException, match="into the past"):
        buffer.lookup_transform("odom", "base", _time(0.5))
    with pytest.raises(LookupException, match=r"moon.* does not exist"):
        buffer.lookup_transform("moon", "base", Time())
    with pytest.raises(ConnectivityException, match="not part of the same tree"):
        buffer.lookup_transform("odom", "other", Time())
    with pytest.raises(InvalidArgumentException):
        buffer.lookup_transform("/odom", "base", Time())
    assert buffer.can_transform("odom", "base", _time(1.5))
    possible, reason = buffer.can_transform("odom", "base", _time(9), return_debug_tuple=True)
    assert (possible, "future" in reason) == (False, True)
    assert _xy_yaw(buffer.lookup_transform("moon", "moon", _time(1))) == (0.0, 0.0, 0.0)


def test_a_loop_is_an_error_not_a_hang():
    buffer = _buffer(static=[_transform("a", "b"), _transform("b", "a"), _transform("root", "c")])
    with pytest.raises(LookupException, match="loop"):
        buffer.lookup_transform("c", "a", Time())


def test_bad_transforms_are_not_stored():
    buffer = _buffer(_transform("odom", "odom"), _transform("", "base"), _transform("odom", ""))
    nan, zero = _transform("odom", "base", x=math.nan), _transform("odom", "base")
    zero.transform.rotation.w = 0.0
    for bad in (nan, zero):
        buffer.set_transform(bad, "test")
    with pytest.raises(LookupException):
        buffer.lookup_transform("odom", "base", Time())


def test_a_quaternion_of_any_length_is_a_rotation():
    transform = _transform("odom", "base", yaw=1.0)
    transform.transform.rotation.z *= 3
    transform.transform.rotation.w *= 3
    assert _xy_yaw(_buffer(transform).lookup_transform("odom", "base", Time()))[2] == pytest.approx(1.0)


def test_the_past_is_forgotten_after_the_cache_time():
    buffer = Buffer(cache_time=Duration(seconds=2))
    for stamp in (10, 11, 12, 13, 14):
        buffer.set_transform(_transform("odom", "base", stamp, x=float(stamp)), "test")
    buffer.set_transform(_transform("odom", "base", 1), "test")
    with pytest.raises(ExtrapolationException, match="past"):
        buffer.lookup_transform("odom", "base", _time(10.5))
    assert buffer.lookup_transform("odom", "base", _time(12.5)).transform.translation.x == pytest.approx(12.5)
    buffer.clear()
    with pytest.raises((ExtrapolationException, ConnectivityException)):
        buffer.lookup_transform("odom", "base", Time())


def test_stamps_may_come_in_any_order():
    buffer = _buffer(*(_transform("odom", "base", stamp, x=float(stamp)) for stamp in (3, 1, 2, 2)))
    assert buffer.lookup_transform("odom", "base", _time(1.25)).transform.translation.x == pytest.approx(1.25)
    assert _stamp_s(buffer.lookup_transform("odom", "base", Time())) == 3.0


def test_two_times_and_a_fixed_frame():
    buffer = _buffer(*(_transform("odom", "base", stamp, x=2.0 * stamp) for stamp in (1, 2, 3)))
    moved = buffer.lookup_transform_full("base", _time(3), "base", _time(1), "odom")
    assert moved.transform.translation.x == -4.0
    assert not buffer.can_transform_full("base", _time(3), "base", _time(9), "odom")


def test_waiting_ends_when_the_transform_comes():
    buffer = Buffer()
    assert not buffer.can_transform("odom", "base", Time(), Duration(nanoseconds=1000))
    timer = threading.Timer(0.02, buffer.set_transform, [_transform("odom", "base", 1), "test"])
    timer.start()
    assert buffer.lookup_transform("odom", "base", Time(), Duration(seconds=5)).child_frame_id == "base"
    timer.join()


def test_a_future_gets_the_transform():
    buffer = Buffer()
    future = buffer.wait_for_transform_async("odom", "base", _time(1))
    buffer.set_transform(_transform("odom", "base", 0.5), "test")
    assert not future.done()
    buffer.set_transform(_transform("odom", "base", 1.5, x=3.0), "test")
    assert future.result().header.frame_id == "odom"
    assert buffer.wait_for_transform_async("odom", "base", Time()).done()


def test_sent_and_received(ros):
    sender, receiver = ros.node("sender"), ros.node("receiver")
    static, moving = StaticTransformBroadcaster(sender), TransformBroadcaster(sender)
    static.sendTransform(_transform("base", "camera", x=1.0))
    static.sendTransform([_transform("base", "lidar", x=2.0)])
    buffer = Buffer(node=receiver)
    listener = TransformListener(buffer, receiver)  # late: static ones are kept for it
    ros.spin_until(lambda: buffer.can_transform("camera", "lidar", Time()))
    ros.spin_until(lambda: moving.pub_tf.get_subscription_count() > 0)
    moving.sendTransform([_transform("odom", "base", 1), _transform("odom", "other", 1)])
    ros.spin_until(lambda: buffer.can_transform("odom", "lidar", _time(1)))
    assert buffer.lookup_transform("odom", "lidar", _time(1)).transform.translation.x == 2.0
    listener.unregister()
    assert moving.pub_tf is not None
