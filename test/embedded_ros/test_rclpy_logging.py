# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import pytest

pytestmark = pytest.mark.ros


def test_the_console_format_and_levels(capfd):
    from rclpy.logging import LoggingSeverity, get_logger

    logger = get_logger("console_test")
    logger.set_level(LoggingSeverity.WARN)
    logger.info("quiet")
    logger.warning("loud")
    logger.get_child("part").error("child")
    text = capfd.readouterr().err
    assert "quiet" not in text
    assert "[WARN]" in text
    assert "[console_test]: loud" in text
    assert "[console_test.part]: child" in text
    assert not logger.is_enabled_for(LoggingSeverity.INFO)


def test_once_skip_first_and_throttle():
    from rclpy.logging import get_logger

    logger = get_logger("filters")
    assert [logger.warning("a", once=True) for _ in range(3)] == [True, False, False]
    assert [logger.warning("b", skip_first=True) for _ in range(3)] == [False, True, True]
    assert [logger.warning("c", throttle_duration_sec=60.0) for _ in range(3)] == [True, False, False]


def test_rosout_carries_what_a_node_logs(ros):
    from rcl_interfaces.msg import Log
    from rclpy.qos import QoSProfile

    node, heard = ros.node("talker"), []
    ros.node("listener").create_subscription(Log, "/rosout", heard.append, QoSProfile(depth=10))
    node.get_logger().get_child("part").error("it broke")
    ros.spin_until(lambda: heard)
    assert (heard[0].name, heard[0].msg, heard[0].level) == ("talker.part", "it broke", 40)
    assert heard[0].function == "test_rosout_carries_what_a_node_logs"


def test_rosout_can_be_off(ros):
    node = ros.node("silent", enable_rosout=False)
    node.get_logger().info("nobody hears")
    assert node.count_publishers("/rosout") == 0


def test_a_second_node_of_the_same_name_is_warned_of(ros, capfd):
    from rcl_interfaces.msg import Log

    first, heard = ros.node("twin"), []
    assert "already registered" not in capfd.readouterr().err
    second = ros.node("twin")
    assert "already registered for node name: 'twin'" in capfd.readouterr().err
    ros.node("listener").create_subscription(Log, "/rosout", lambda log: heard.append(log.msg), 10)
    for number, node in enumerate((first, second)):
        node.get_logger().info(f"I am {number}")
    ros.spin_until(lambda: {"I am 0", "I am 1"} <= set(heard))


def test_a_call_in_the_code_has_one_severity(ros, capfd):
    logger = ros.node().get_logger()

    def say(log):
        log("the same line")

    say(logger.info)
    say(logger.info)
    with pytest.raises(ValueError, match="severity cannot be changed"):
        say(logger.warning)
