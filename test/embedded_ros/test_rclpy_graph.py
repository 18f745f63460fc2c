# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import pytest

pytestmark = pytest.mark.ros


def test_the_graph_of_two_participants(make_ros):
    from rclpy.qos import DurabilityPolicy, QoSProfile, ReliabilityPolicy
    from std_msgs.msg import String
    from std_srvs.srv import Trigger

    one, two = make_ros(), make_ros()
    qos = QoSProfile(
        depth=3, reliability=ReliabilityPolicy.BEST_EFFORT, durability=DurabilityPolicy.TRANSIENT_LOCAL
    )
    talker = one.node("talker", namespace="/robot")
    talker.create_publisher(String, "chat", qos)
    talker.create_service(Trigger, "go", lambda request, response: response)
    node = two.node("watcher")
    node.create_subscription(String, "/robot/chat", lambda message: None, qos)
    two.spin_until(lambda: node.count_publishers("/robot/chat") == 1)
    assert node.wait_for_node("/robot/talker", 5.0)
    assert not node.wait_for_node("/robot/nobody", 0.05)
    assert set(node.get_node_names_and_namespaces()) == {("talker", "/robot"), ("watcher", "/")}
    assert sorted(node.get_node_names()) == ["talker", "watcher"]
    assert ("/robot/chat", ["std_msgs/msg/String"]) in node.get_topic_names_and_types()
    assert ("/robot/go", ["std_srvs/srv/Trigger"]) in node.get_service_names_and_types()
    assert ("/robot/go", ["std_srvs/srv/Trigger"]) in node.get_service_names_and_types_by_node(
        "talker", "/robot"
    )
    assert ("/robot/chat", ["std_msgs/msg/String"]) in node.get_publisher_names_and_types_by_node(
        "talker", "/robot"
    )
    assert node.count_subscribers("/robot/chat") == 1
    assert node.count_services("/robot/go") == 1
    two.spin_until(lambda: node.get_publishers_info_by_topic("/robot/chat")[0].node_name == "talker")
    (info,) = node.get_publishers_info_by_topic("/robot/chat")
    assert (info.node_namespace, info.topic_type) == ("/robot", "std_msgs/msg/String")
    assert info.qos_profile.reliability == ReliabilityPolicy.BEST_EFFORT
    assert info.qos_profile.durability == DurabilityPolicy.TRANSIENT_LOCAL
    (subscriber,) = node.get_subscriptions_info_by_topic("/robot/chat")
    assert subscriber.node_name == "watcher"


def test_what_is_destroyed_leaves_the_graph(make_ros):
    from std_msgs.msg import String

    one, two = make_ros(), make_ros()
    talker, watcher = one.node("talker"), two.node("watcher")
    publisher = talker.create_publisher(String, "chat", 1)
    two.spin_until(lambda: watcher.count_publishers("chat") == 1)
    talker.destroy_publisher(publisher)
    two.spin_until(lambda: watcher.count_publishers("chat") == 0)
    assert "talker" in watcher.get_node_names()
    talker.destroy_node()
    two.spin_until(lambda: "talker" not in watcher.get_node_names())


def test_asking_about_a_node_that_is_not_there(ros):
    from rclpy.node import NodeNameNonExistentError

    with pytest.raises(NodeNameNonExistentError):
        ros.node().get_publisher_names_and_types_by_node("nobody", "/")
