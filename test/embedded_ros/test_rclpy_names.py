# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import pytest

pytestmark = pytest.mark.ros


def test_names_are_expanded_in_the_nodes_namespace(ros):
    node = ros.node("camera", namespace="robot/front")
    assert node.get_namespace() == "/robot/front"
    assert node.get_fully_qualified_name() == "/robot/front/camera"
    assert node.resolve_topic_name("image") == "/robot/front/image"
    assert node.resolve_topic_name("~/image") == "/robot/front/camera/image"
    assert node.resolve_topic_name("/image") == "/image"
    assert node.resolve_service_name("{node}/reset") == "/robot/front/camera/reset"
    assert node.get_logger().name == "robot.front.camera"


def test_remaps_from_the_command_line(make_ros):
    args = [
        "--ros-args",
        "-r",
        "image:=/camera/image",
        "-r",
        "camera:~/go:=start",
        "-r",
        "camera:__ns:=/robot",
    ]
    ros = make_ros(args)
    node, other = ros.node("camera"), ros.node("other")
    assert node.get_namespace() == "/robot"
    assert node.resolve_topic_name("image") == "/camera/image"
    assert node.resolve_topic_name("image", only_expand=True) == "/robot/image"
    assert node.resolve_service_name("~/go") == "/robot/start"
    assert other.resolve_topic_name("image") == "/camera/image"
    assert other.resolve_service_name("~/go") == "/other/go"


def test_a_nodes_own_arguments_come_first(make_ros):
    ros = make_ros(["--ros-args", "-r", "__node:=everyone", "-r", "a:=global"])
    own = ros.node("mine", cli_args=["--ros-args", "-r", "__node:=special", "-r", "a:=local"])
    assert own.get_name() == "special"
    assert own.resolve_topic_name("a") == "/local"
    assert ros.node("plain").get_name() == "everyone"
    assert ros.node("alone", use_global_arguments=False).resolve_topic_name("a") == "/a"


def test_publishers_and_subscriptions_meet_under_the_new_name(make_ros):
    from std_msgs.msg import String

    ros, heard = make_ros(["--ros-args", "-r", "chat:=/talk"]), []
    node = ros.node()
    assert node.create_subscription(String, "/talk", heard.append, 1).topic_name == "/talk"
    publisher = node.create_publisher(String, "chat", 1)
    assert publisher.topic_name == "/talk"
    publisher.publish(String(data="x"))
    ros.spin_until(lambda: heard)


@pytest.mark.parametrize("name", ["", "1st", "with space", "a/b", "name-with-dash"])
def test_bad_node_names_are_refused(ros, name):
    from rclpy.exceptions import InvalidNodeNameException

    with pytest.raises(InvalidNodeNameException):
        ros.node(name)


@pytest.mark.parametrize("name", ["", "a//b", "a/", "1a", "a b", "a~", "{what}/a"])
def test_bad_topic_names_are_refused(ros, name):
    from std_msgs.msg import String

    with pytest.raises((Exception,), match=r"(?i)topic|substitution|name"):
        ros.node().create_publisher(String, name, 1)


def test_a_bad_namespace_is_refused(ros):
    from rclpy.exceptions import InvalidNamespaceException

    with pytest.raises(InvalidNamespaceException):
        ros.node("node", namespace="/a//b")


def test_init_twice_and_use_before_init_raise(ros):
    import rclpy
    from rclpy.exceptions import NotInitializedException

    with pytest.raises(RuntimeError):
        rclpy.init(context=ros.context)
    with pytest.raises(NotInitializedException):
        rclpy.create_node("early", context=rclpy.Context())
    ros.context.shutdown()
    assert not ros.context.ok()
    with pytest.raises(RuntimeError):
        ros.context.shutdown()


def test_ros_arguments_can_be_removed():
    from rclpy.utilities import remove_ros_args

    assert remove_ros_args(["prog", "a", "--ros-args", "-r", "x:=y", "--", "b"]) == ["prog", "a", "b"]


def test_the_default_context_can_be_started_again(domain_id):
    import rclpy

    for _ in range(2):
        rclpy.init(args=[])
        with pytest.raises(RuntimeError):
            rclpy.init(args=[])
        node = rclpy.create_node("again")
        assert rclpy.ok()
        assert node.context.get_domain_id() == domain_id
        rclpy.spin_once(node, timeout_sec=0)
        node.destroy_node()
        rclpy.shutdown()
        assert not rclpy.ok()
    rclpy.try_shutdown()
