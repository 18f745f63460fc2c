# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Which offers meet which requests, what is said when they do not, and what the policies do."""

import time

import pytest
from rclpy.duration import Duration
from rclpy.event_handler import PublisherEventCallbacks, SubscriptionEventCallbacks
from rclpy.qos import (
    DurabilityPolicy,
    LivelinessPolicy,
    QoSPolicyKind,
    QoSProfile,
    ReliabilityPolicy,
)
from std_msgs.msg import String

pytestmark = pytest.mark.ros

RELIABLE, BEST_EFFORT = ReliabilityPolicy.RELIABLE, ReliabilityPolicy.BEST_EFFORT
VOLATILE, LATCHED = DurabilityPolicy.VOLATILE, DurabilityPolicy.TRANSIENT_LOCAL
AUTOMATIC, MANUAL = LivelinessPolicy.AUTOMATIC, LivelinessPolicy.MANUAL_BY_TOPIC
FAST, SLOW = Duration(seconds=1), Duration(seconds=2)

MEET = [
    ({"reliability": RELIABLE}, {"reliability": RELIABLE}),
    ({"reliability": RELIABLE}, {"reliability": BEST_EFFORT}),
    ({"reliability": BEST_EFFORT}, {"reliability": BEST_EFFORT}),
    ({"durability": LATCHED}, {"durability": LATCHED}),
    ({"durability": LATCHED}, {"durability": VOLATILE}),
    (
        {"durability": LATCHED, "reliability": BEST_EFFORT},
        {"durability": LATCHED, "reliability": BEST_EFFORT},
    ),
    ({"deadline": FAST}, {"deadline": SLOW}),
    ({"deadline": FAST}, {}),
    ({"liveliness": MANUAL}, {"liveliness": AUTOMATIC}),
    ({"liveliness_lease_duration": FAST}, {"liveliness_lease_duration": SLOW}),
    ({"lifespan": FAST}, {"lifespan": SLOW}),
    ({"depth": 1}, {"depth": 100}),
]
MISS = [
    ({"reliability": BEST_EFFORT}, {"reliability": RELIABLE}, QoSPolicyKind.RELIABILITY),
    ({"durability": VOLATILE}, {"durability": LATCHED}, QoSPolicyKind.DURABILITY),
    ({"deadline": SLOW}, {"deadline": FAST}, QoSPolicyKind.DEADLINE),
    ({}, {"deadline": FAST}, QoSPolicyKind.DEADLINE),
    ({"liveliness": AUTOMATIC}, {"liveliness": MANUAL}, QoSPolicyKind.LIVELINESS),
    ({"liveliness_lease_duration": SLOW}, {"liveliness_lease_duration": FAST}, QoSPolicyKind.LIVELINESS),
]


def profile(**policies):
    return QoSProfile(**{"depth": 10, **policies})


def ignore(_):
    """Nothing to do."""


@pytest.mark.parametrize(("offer", "request_"), MEET)
def test_compatible_ends_meet(ros, offer, request_):
    node, heard = ros.node(), []
    node.create_subscription(String, "chat", heard.append, profile(**request_))
    publisher = node.create_publisher(String, "chat", profile(**offer))
    ros.spin_until(lambda: publisher.get_subscription_count() == 1)
    publisher.publish(String(data="there"))
    ros.spin_until(lambda: heard)


@pytest.mark.parametrize(("offer", "request_", "policy"), MISS)
def test_incompatible_ends_are_told_of_by_policy(ros, offer, request_, policy):
    node, offered, requested, heard = ros.node(), [], [], []
    node.create_subscription(
        String,
        "chat",
        heard.append,
        profile(**request_),
        event_callbacks=SubscriptionEventCallbacks(incompatible_qos=requested.append),
    )
    publisher = node.create_publisher(
        String,
        "chat",
        profile(**offer),
        event_callbacks=PublisherEventCallbacks(incompatible_qos=offered.append),
    )
    publisher.publish(String(data="to nobody"))
    ros.spin_until(lambda: offered and requested)
    assert (offered[0].last_policy_kind, requested[0].last_policy_kind) == (policy, policy)
    assert (publisher.get_subscription_count(), heard) == (0, [])


def test_a_late_subscriber_gets_as_many_as_both_keep(ros):
    node, all_kept, one_kept = ros.node(), [], []
    publisher = node.create_publisher(String, "chat", profile(durability=LATCHED, depth=3))
    for number in range(5):
        publisher.publish(String(data=str(number)))
    node.create_subscription(String, "chat", all_kept.append, profile(durability=LATCHED))
    node.create_subscription(String, "chat", one_kept.append, profile(durability=LATCHED, depth=1))
    ros.spin_until(lambda: len(all_kept) == 3 and one_kept)
    assert [message.data for message in all_kept] == ["2", "3", "4"]
    assert [message.data for message in one_kept] == ["4"]


def test_what_has_outlived_its_lifespan_reaches_nobody(ros):
    node, heard = ros.node(), []
    latched = profile(durability=LATCHED, lifespan=Duration(seconds=0.05))
    publisher = node.create_publisher(String, "chat", latched)
    publisher.publish(String(data="stale"))
    expired = time.monotonic() + 0.1
    ros.spin_until(lambda: time.monotonic() > expired)
    node.create_subscription(String, "chat", heard.append, profile(durability=LATCHED))
    ros.spin_until(lambda: publisher.get_subscription_count() == 1)
    publisher.publish(String(data="fresh"))
    ros.spin_until(lambda: heard)
    assert [message.data for message in heard] == ["fresh"]


def test_a_publisher_that_shows_no_life_is_missed(ros):
    node, changes, lost = ros.node(), [], []
    manual = profile(liveliness=MANUAL, liveliness_lease_duration=Duration(seconds=0.1))
    node.create_subscription(
        String, "chat", ignore, manual, event_callbacks=SubscriptionEventCallbacks(liveliness=changes.append)
    )
    publisher = node.create_publisher(
        String, "chat", manual, event_callbacks=PublisherEventCallbacks(liveliness=lost.append)
    )
    publisher.assert_liveliness()
    ros.spin_until(lambda: lost and changes and changes[-1].not_alive_count == 1)

    def shown():
        publisher.publish(String())
        return changes[-1].alive_count == 1

    ros.spin_until(shown)


def test_matches_are_counted_up_and_down(ros):
    node, matches = ros.node(), []
    node.create_publisher(String, "chat", 1, event_callbacks=PublisherEventCallbacks(matched=matches.append))
    subscription = node.create_subscription(String, "chat", ignore, 1)
    ros.spin_until(lambda: matches and matches[-1].current_count == 1)
    node.destroy_subscription(subscription)
    ros.spin_until(lambda: matches[-1].current_count == 0)
    assert matches[-1].total_count == 1
