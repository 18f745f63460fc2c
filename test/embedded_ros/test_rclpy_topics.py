# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import pytest

pytestmark = pytest.mark.ros


def test_a_subscription_hears_its_own_process_in_order(ros):
    from std_msgs.msg import String

    node, heard = ros.node(), []
    node.create_subscription(String, "chat", lambda message: heard.append(message.data), 10)
    publisher = node.create_publisher(String, "chat", 10)
    for number in range(5):
        publisher.publish(String(data=str(number)))
    ros.spin_until(lambda: len(heard) == 5)
    assert heard == ["0", "1", "2", "3", "4"]


def test_two_contexts_hear_each_other(make_ros):
    from std_msgs.msg import String

    one, two, heard = make_ros(), make_ros(), []
    publisher = one.node("one").create_publisher(String, "chat", 10)
    two.node("two").create_subscription(String, "chat", heard.append, 10)
    two.spin_until(lambda: publisher.get_subscription_count() == 1)
    publisher.publish(String(data="hello"))
    two.spin_until(lambda: heard)
    assert heard == [String(data="hello")]


def test_keep_last_drops_the_oldest(ros):
    from std_msgs.msg import Int32

    node, heard = ros.node(), []
    node.create_subscription(Int32, "number", lambda message: heard.append(message.data), 2)
    publisher = node.create_publisher(Int32, "number", 10)
    for number in range(10):
        publisher.publish(Int32(data=number))
    ros.spin_until(lambda: len(heard) == 2)
    ros.spin_for(0.05)
    assert heard == [8, 9]


def test_best_effort_delivers_in_process(ros):
    from rclpy.qos import qos_profile_sensor_data
    from std_msgs.msg import Int32

    node, heard = ros.node(), []
    node.create_subscription(Int32, "number", heard.append, qos_profile_sensor_data)
    node.create_publisher(Int32, "number", qos_profile_sensor_data).publish(Int32(data=7))
    ros.spin_until(lambda: heard)
    assert heard[0].data == 7


def test_transient_local_reaches_a_late_subscriber_and_volatile_does_not(make_ros):
    from rclpy.qos import DurabilityPolicy, QoSProfile
    from std_msgs.msg import String

    latched = QoSProfile(depth=1, durability=DurabilityPolicy.TRANSIENT_LOCAL)
    early, late, heard, missed = make_ros(), make_ros(), [], []
    node = early.node("early")
    node.create_publisher(String, "map", latched).publish(String(data="kept"))
    node.create_publisher(String, "chat", 1).publish(String(data="gone"))
    listener = late.node("late")
    listener.create_subscription(String, "chat", missed.append, 1)
    listener.create_subscription(String, "map", heard.append, latched)
    late.spin_until(lambda: heard)
    assert [message.data for message in heard] == ["kept"]
    assert missed == []


@pytest.mark.parametrize("side", ["publisher", "subscription"])
def test_incompatible_qos_is_reported_to_both_sides(ros, side):
    from rclpy.event_handler import PublisherEventCallbacks, SubscriptionEventCallbacks
    from rclpy.qos import QoSPolicyKind, QoSProfile, ReliabilityPolicy
    from std_msgs.msg import String

    node, events, heard = ros.node(), [], []
    best_effort = QoSProfile(depth=1, reliability=ReliabilityPolicy.BEST_EFFORT)
    on_publisher = PublisherEventCallbacks(
        incompatible_qos=events.append if side == "publisher" else lambda _: None
    )
    on_subscription = SubscriptionEventCallbacks(
        incompatible_qos=events.append if side == "subscription" else lambda _: None
    )
    node.create_subscription(String, "chat", heard.append, 1, event_callbacks=on_subscription)
    publisher = node.create_publisher(String, "chat", best_effort, event_callbacks=on_publisher)
    publisher.publish(String(data="lost"))
    ros.spin_until(lambda: events)
    assert events[0].total_count == 1
    assert events[0].last_policy_kind == QoSPolicyKind.RELIABILITY
    assert heard == []


def test_incompatible_qos_is_logged_by_both_sides_unless_told_otherwise(ros, capfd):
    from rclpy.qos import QoSProfile, ReliabilityPolicy
    from std_msgs.msg import String

    node, err = ros.node(), []

    def both_said():
        err.append(capfd.readouterr().err)
        return "".join(err).count("Last incompatible policy: RELIABILITY") == 2

    node.create_subscription(String, "chat", lambda _: None, 1)
    node.create_publisher(String, "chat", QoSProfile(depth=1, reliability=ReliabilityPolicy.BEST_EFFORT))
    ros.spin_until(both_said)
    said = "".join(err)
    assert "New publisher discovered on topic 'chat', offering incompatible QoS. No messages will be" in said
    assert (
        "New subscription discovered on topic 'chat', requesting incompatible QoS. No messages will be"
        in said
    )


def test_matched_event_counts_subscriptions(ros):
    from rclpy.event_handler import PublisherEventCallbacks
    from std_msgs.msg import String

    node, events = ros.node(), []
    node.create_publisher(String, "chat", 1, event_callbacks=PublisherEventCallbacks(matched=events.append))
    node.create_subscription(String, "chat", lambda _: None, 1)
    ros.spin_until(lambda: events)
    assert events[0].current_count == 1


def test_raw_messages_pass_as_bytes(ros):
    from rclpy.serialization import deserialize_message, serialize_message
    from std_msgs.msg import String

    node, heard = ros.node(), []
    node.create_subscription(String, "chat", heard.append, 1, raw=True)
    node.create_publisher(String, "chat", 1).publish(serialize_message(String(data="raw")))
    ros.spin_until(lambda: heard)
    assert isinstance(heard[0], bytes)
    assert deserialize_message(heard[0], String) == String(data="raw")


def test_a_malformed_payload_is_logged_and_skipped(ros, capfd):
    pytest.importorskip("embedded_ros.dds", reason="a real rclpy lets the error out of spin")
    from std_msgs.msg import String

    node, heard = ros.node(), []
    node.create_subscription(String, "chat", heard.append, 10)
    publisher = node.create_publisher(String, "chat", 10)
    publisher.publish(b"\x00\x01\x00\x00" + b"\xff" * 8)
    publisher.publish(String(data="fine"))
    ros.spin_until(lambda: heard)
    assert heard == [String(data="fine")]
    assert "/chat" in capfd.readouterr().err


def test_a_callback_with_two_arguments_gets_the_message_info(ros):
    from std_msgs.msg import String

    node, heard = ros.node(), []
    node.create_subscription(String, "chat", lambda message, info: heard.append(info), 1)
    before = node.get_clock().now().nanoseconds
    node.create_publisher(String, "chat", 1).publish(String())
    ros.spin_until(lambda: heard)
    assert before <= heard[0]["source_timestamp"] <= heard[0]["received_timestamp"]


def test_publishing_another_type_is_refused(ros):
    from std_msgs.msg import Int32, String

    publisher = ros.node().create_publisher(String, "chat", 1)
    with pytest.raises(TypeError):
        publisher.publish(Int32())


def test_destroyed_entities_refuse_to_work(ros):
    from rclpy.exceptions import InvalidHandle
    from std_msgs.msg import String

    node, heard = ros.node(), []
    publisher = node.create_publisher(String, "chat", 1)
    subscription = node.create_subscription(String, "chat", heard.append, 1)
    assert node.destroy_subscription(subscription)
    assert not node.destroy_subscription(subscription)
    publisher.publish(String())
    ros.spin_for(0.05)
    assert heard == []
    assert node.destroy_publisher(publisher)
    with pytest.raises(InvalidHandle):
        publisher.publish(String())


def test_no_message_class_no_publisher(ros):
    from rclpy.exceptions import NoTypeSupportImportedException

    with pytest.raises((NoTypeSupportImportedException, AttributeError)):
        ros.node().create_publisher(int, "chat", 1)


def test_profiles_say_what_is_missing():
    from rclpy.qos import (
        HistoryPolicy,
        InvalidQoSProfileException,
        QoSPresetProfiles,
        QoSProfile,
        ReliabilityPolicy,
        qos_profile_sensor_data,
    )

    with pytest.raises(InvalidQoSProfileException):
        QoSProfile()
    with pytest.raises(InvalidQoSProfileException):
        QoSProfile(history=HistoryPolicy.KEEP_LAST)
    assert QoSProfile(depth=5, reliability=ReliabilityPolicy.BEST_EFFORT) == qos_profile_sensor_data
    assert QoSPresetProfiles.get_from_short_key("sensor_data") == qos_profile_sensor_data
    assert ReliabilityPolicy.get_from_short_key("best_effort") == ReliabilityPolicy.BEST_EFFORT.value


def test_a_deadline_that_passes_is_reported(ros):
    from rclpy.duration import Duration
    from rclpy.event_handler import SubscriptionEventCallbacks
    from rclpy.qos import QoSProfile
    from std_msgs.msg import String

    node, missed = ros.node(), []
    qos = QoSProfile(depth=1, deadline=Duration(seconds=0.02))
    callbacks = SubscriptionEventCallbacks(deadline=missed.append)
    node.create_subscription(String, "chat", lambda message: None, qos, event_callbacks=callbacks)
    node.create_publisher(String, "chat", qos).publish(String())
    ros.spin_until(lambda: missed)
    assert missed[0].total_count >= 1


@pytest.mark.parametrize(
    "use",
    [
        lambda node, publisher, client: publisher.publish(publisher.msg_type()),
        lambda node, publisher, client: publisher.get_subscription_count(),
        lambda node, publisher, client: client.service_is_ready(),
        lambda node, publisher, client: node.create_publisher(publisher.msg_type, "late", 1),
        lambda node, publisher, client: node.create_timer(1.0, lambda: None),
        lambda node, publisher, client: node.count_publishers("chat"),
        lambda node, publisher, client: node.get_node_names(),
    ],
)
def test_after_shutdown_things_can_only_be_destroyed(ros, use):
    from rclpy._rclpy_pybind11 import RCLError
    from std_msgs.msg import String
    from std_srvs.srv import Trigger

    node = ros.node()
    publisher, client = node.create_publisher(String, "chat", 1), node.create_client(Trigger, "go")
    ros.context.shutdown()
    with pytest.raises(RCLError):
        use(node, publisher, client)
    node.get_logger().info("the last words")
    assert node.destroy_publisher(publisher)
    assert node.destroy_client(client)
