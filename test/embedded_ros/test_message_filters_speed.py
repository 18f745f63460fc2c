# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Filters stay quick with long queues and do not lock up, which those of ROS 2 do."""

import threading

import pytest
from builtin_interfaces.msg import Time as TimeMsg
from geometry_msgs.msg import PointStamped
from message_filters import ApproximateTimeSynchronizer, SimpleFilter, TimeSynchronizer
from std_msgs.msg import Header

pytest.importorskip("embedded_ros.interfaces", reason="about embedded_ros itself")
pytestmark = pytest.mark.ros


def _at(stamp_ms):
    sec, ms = divmod(stamp_ms, 1000)
    return PointStamped(header=Header(stamp=TimeMsg(sec=sec, nanosec=ms * 10**6)))


def _ms(message):
    return message.header.stamp.sec * 1000 + message.header.stamp.nanosec // 10**6


def test_long_queues_do_not_try_every_combination():
    inputs = [SimpleFilter() for _ in range(6)]
    sets = []
    ApproximateTimeSynchronizer(inputs, 100, 0.1).registerCallback(lambda *messages: sets.append(messages))
    for index, source in enumerate(inputs[:-1]):
        for step in range(
            20
        ):  # the last of them is early, the others late: no set fits, which shows at its end
            source.signalMessage(_at(1000 + (-60 - step if index == 4 else 60 + step)))
    inputs[-1].signalMessage(_at(1000))
    assert sets == []


def test_a_callback_may_feed_the_next_message_and_may_fail():
    left, right = SimpleFilter(), SimpleFilter()
    both = TimeSynchronizer([left, right], 5)
    seen = []

    def feed(first, second):
        seen.append(_ms(first))
        if len(seen) == 1:
            left.signalMessage(_at(2))
            right.signalMessage(_at(2))
        raise ValueError("as a callback may")

    both.registerCallback(feed)
    left.signalMessage(_at(1))
    with pytest.raises(ValueError, match="as a callback may"):
        right.signalMessage(_at(1))
    assert seen == [1, 2]
    left.signalMessage(_at(3))

    def fail_elsewhere():
        with pytest.raises(ValueError, match="as a callback may"):
            right.signalMessage(_at(3))

    thread = threading.Thread(target=fail_elsewhere)
    thread.start()
    thread.join(5)
    assert seen == [1, 2, 3]
