# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A publisher knows how many hear it: at once when that changes, and without asking while it does not."""

from types import SimpleNamespace

import pytest

pytestmark = pytest.mark.ros

SECOND_NS = 1_000_000_000
SUBSCRIBER = """
import rclpy
from std_msgs.msg import String
rclpy.init()
node = rclpy.create_node("subscriber")
node.create_subscription(String, "chat", lambda _: None, 10)
rclpy.spin(node)
"""


@pytest.fixture
def counted(monkeypatch):
    """An audience of 3 with a clock that stands still; `asked` counts the questions to Cyclone."""
    audience = pytest.importorskip("embedded_ros.dds.audience")
    state = SimpleNamespace(now_ns=100 * SECOND_NS, readers=3, asked=0)

    def matched(*_):
        state.asked += 1
        return state.readers

    monkeypatch.setattr(audience, "time", SimpleNamespace(monotonic_ns=lambda: state.now_ns))
    monkeypatch.setattr(audience.native, "matched_subscriptions", matched)
    state.arrivals = audience.Arrivals()
    monkeypatch.setattr(audience, "READERS", state.arrivals)
    state.audience = audience.Audience(1)
    return state


def test_while_readers_come_and_go_each_question_is_asked(counted):
    for readers in (0, 1, 2):
        counted.readers = readers
        assert counted.audience.count() == readers


def test_nobody_is_asked_when_nothing_has_changed(counted):
    counted.now_ns += SECOND_NS
    assert [counted.audience.count() for _ in range(10)] == [3] * 10
    assert counted.asked == 1


def test_a_reader_that_comes_or_goes_counts_at_once(counted):
    counted.now_ns += SECOND_NS
    counted.audience.count()
    counted.arrivals.note()
    counted.readers = 4
    assert counted.audience.count() == 4
    counted.readers = 5  # matched a moment after discovery has told of it
    assert counted.audience.count() == 5


def test_what_discovery_did_not_tell_is_known_a_second_later(counted):
    counted.now_ns += SECOND_NS
    counted.audience.count()
    counted.readers = 0
    counted.now_ns += SECOND_NS + 1
    assert counted.audience.count() == 0


def test_refused_counts_as_nobody(counted):
    counted.readers = -3
    assert counted.audience.count() == 0


def _settle(ros, publisher, monkeypatch):
    """Let the count come from memory alone, unless somebody tells of a change."""
    audience = pytest.importorskip("embedded_ros.dds.audience")
    monkeypatch.setattr(audience, "RECHECK_NS", 1000 * SECOND_NS)
    ros.spin_for(2e-9 * audience.SETTLING_NS)
    assert publisher.get_subscription_count() == 0
    monkeypatch.setattr(audience.READERS, "last_ns", 0)


def test_a_subscription_in_this_process_counts_at_once(ros, monkeypatch):
    from std_msgs.msg import String

    node = ros.node()
    publisher = node.create_publisher(String, "chat", 10)
    _settle(ros, publisher, monkeypatch)
    subscription = node.create_subscription(String, "chat", lambda _: None, 10)
    assert publisher.get_subscription_count() == 1
    node.destroy_subscription(subscription)
    ros.spin_until(lambda: publisher.get_subscription_count() == 0)


def test_a_subscription_in_another_process_counts(ros, start_script, monkeypatch):
    from std_msgs.msg import String

    publisher = ros.node().create_publisher(String, "chat", 10)
    _settle(ros, publisher, monkeypatch)
    child = start_script(SUBSCRIBER)
    ros.spin_until(lambda: publisher.get_subscription_count() == 1, 30.0)
    child.kill()
    child.wait()
    ros.spin_until(lambda: publisher.get_subscription_count() == 0, 30.0)
