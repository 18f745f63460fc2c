# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Filters: what is passed on, in which order, and what is kept."""

import itertools

import pytest
from builtin_interfaces.msg import Time as TimeMsg
from geometry_msgs.msg import PointStamped
from hypothesis import given
from hypothesis import strategies as st
from message_filters import ApproximateTimeSynchronizer, Cache, SimpleFilter, Subscriber, TimeSynchronizer
from rclpy.qos import QoSProfile, ReliabilityPolicy
from rclpy.time import Time
from std_msgs.msg import Header, String

pytestmark = pytest.mark.ros


def _at(stamp_ms, frame_id=""):
    sec, ms = divmod(stamp_ms, 1000)
    return PointStamped(header=Header(stamp=TimeMsg(sec=sec, nanosec=ms * 10**6), frame_id=frame_id))


def _ms(message):
    return message.header.stamp.sec * 1000 + message.header.stamp.nanosec // 10**6


class _Sink:
    def __init__(self, source):
        self.sets = []
        source.registerCallback(lambda *messages: self.sets.append(tuple(map(_ms, messages))))


def test_callbacks_run_in_order_with_their_arguments():
    source, calls = SimpleFilter(), []
    assert source.registerCallback(lambda *args: calls.append(args), "extra") == 0
    assert source.registerCallback(lambda *args: calls.append(args)) == 1
    source.signalMessage("a", "b")
    assert calls == [("a", "b", "extra"), ("a", "b")]


def test_equal_stamps_make_a_set():
    left, right = SimpleFilter(), SimpleFilter()
    sink = _Sink(TimeSynchronizer([left, right], 2))
    for stamp in (1, 2, 3):
        left.signalMessage(_at(stamp))
    right.signalMessage(_at(1))  # dropped from the left queue of two
    right.signalMessage(_at(3))
    right.signalMessage(_at(2))
    assert sink.sets == [(3, 3), (2, 2)]


def test_near_stamps_make_a_set_with_the_closest():
    left, right = SimpleFilter(), SimpleFilter()
    sink = _Sink(ApproximateTimeSynchronizer([left, right], 5, 0.01))
    for stamp in (100, 108):
        left.signalMessage(_at(stamp))
    right.signalMessage(_at(106))
    right.signalMessage(_at(106))
    right.signalMessage(_at(300))
    assert sink.sets == [(108, 106), (100, 106)]


def test_a_span_of_the_whole_slop_is_too_much():
    left, right = SimpleFilter(), SimpleFilter()
    sink = _Sink(ApproximateTimeSynchronizer([left, right], 5, 0.01))
    left.signalMessage(_at(100))
    right.signalMessage(_at(110))
    assert sink.sets == []


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 40)), max_size=25),
    st.integers(1, 4),
    st.integers(1, 12),
)
def test_sets_are_those_of_trying_all_combinations(arrivals, queue_size, slop_ms):
    inputs = [SimpleFilter() for _ in range(3)]
    sink = _Sink(ApproximateTimeSynchronizer(inputs, queue_size, slop_ms / 1000))
    expected, queues = [], [[] for _ in inputs]
    for index, stamp in arrivals:
        inputs[index].signalMessage(_at(stamp))
        if stamp not in queues[index]:
            queues[index].append(stamp)
        while len(queues[index]) > queue_size:
            queues[index].remove(min(queues[index]))
        if stamp not in queues[index]:
            continue
        near = [
            sorted(
                (other for other in queue if abs(other - stamp) <= slop_ms),
                key=lambda other: abs(other - stamp),
            )
            for queue in queues
        ]
        near[index] = [stamp]
        for choice in itertools.product(*near):
            if max(choice) - min(choice) < slop_ms:
                expected.append(choice)
                for queue, used in zip(queues, choice, strict=True):
                    queue.remove(used)
                break
    assert sink.sets == expected


def test_messages_without_a_stamp_are_dropped_unless_allowed():
    source = SimpleFilter()
    strict, open_ = Cache(source), Cache(source, allow_headerless=True)
    source.signalMessage(String(data="x"))
    assert strict.getLast() is None
    assert open_.getLast() == String(data="x")
    assert open_.getLastestTime().nanoseconds > 0


def test_cache_by_time():
    source = SimpleFilter()
    cache = Cache(source, 3)
    assert (cache.getLast(), cache.getOldestTime(), cache.getLastestTime()) == (None, None, None)
    for stamp in (10, 20, 30, 40):
        source.signalMessage(_at(stamp))

    def time(stamp_ms):
        return Time(nanoseconds=stamp_ms * 10**6, clock_type=cache.getLastestTime().clock_type)

    assert [_ms(m) for m in cache.getInterval(time(15), time(30))] == [20, 30]
    assert _ms(cache.getElemAfterTime(time(25))) == 30
    assert _ms(cache.getElemBeforeTime(time(25))) == 20
    assert cache.getElemAfterTime(time(41)) is None
    assert cache.getElemBeforeTime(time(19)) is None
    assert _ms(cache.getLast()) == 40
    with pytest.raises(AssertionError):
        cache.getInterval(time(2), time(1))


def test_topics_are_matched(ros):
    node = ros.node()
    left = Subscriber(node, PointStamped, "left")
    right = Subscriber(
        node,
        PointStamped,
        "right",
        qos_profile=QoSProfile(depth=5, reliability=ReliabilityPolicy.BEST_EFFORT),
    )
    assert left.getTopic() == "left"
    assert left.topic_name.endswith("left")
    sink = _Sink(ApproximateTimeSynchronizer([left, right], 10, 0.05))
    publishers = [node.create_publisher(PointStamped, topic, 10) for topic in ("left", "right")]
    ros.spin_until(lambda: all(publisher.get_subscription_count() for publisher in publishers))
    for publisher, stamp in zip(publishers, (1000, 1020), strict=True):
        publisher.publish(_at(stamp))
    ros.spin_until(lambda: sink.sets)
    assert sink.sets == [(1000, 1020)]
