# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Messages by name, and as dictionaries."""

import pytest
from geometry_msgs.msg import PoseArray, PoseStamped, PoseWithCovariance
from rcl_interfaces.msg import ParameterDescriptor
from rosidl_runtime_py import message_to_ordereddict, set_message_fields
from rosidl_runtime_py.utilities import get_interface, get_message, get_service
from sensor_msgs.msg import CameraInfo, Image
from std_msgs.msg import Header, String
from std_srvs.srv import Trigger


def test_classes_by_name():
    assert get_message("std_msgs/msg/String") is String
    assert get_service("std_srvs/srv/Trigger") is Trigger
    assert get_message("std_msgs/String") is String
    assert get_service("std_srvs/Trigger") is Trigger
    assert get_interface("std_srvs/srv/Trigger") is Trigger


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("String", ValueError),
        ("std_srvs/srv/Trigger", ValueError),
        ("no_such_msgs/msg/String", ModuleNotFoundError),
        ("std_msgs/msg/Sting", AttributeError),
    ],
)
def test_bad_names(name, error):
    with pytest.raises(error):
        get_message(name)


def test_there_and_back():
    pose = PoseStamped(header=Header(frame_id="odom"))
    pose.pose.position.x = 2.0
    values = message_to_ordereddict(pose)
    assert values["pose"]["position"] == {"x": 2.0, "y": 0.0, "z": 0.0}
    twin = PoseStamped()
    set_message_fields(twin, values)
    assert twin == pose


def test_numbers_of_any_kind_and_lists_of_messages():
    poses = PoseArray()
    set_message_fields(poses, {"poses": [{"position": {"x": 1}}, {}], "header": {"stamp": {"sec": 3}}})
    assert (poses.poses[0].position.x, len(poses.poses), poses.header.stamp.sec) == (1.0, 2, 3)
    covariance = PoseWithCovariance()
    set_message_fields(covariance, {"covariance": [1] * 36})
    assert covariance.covariance.sum() == 36
    with pytest.raises(AttributeError, match="'colour'"):
        set_message_fields(poses, {"colour": 1})
    with pytest.raises(TypeError):
        set_message_fields(poses, [1])


def test_long_values_are_cut_on_request():
    image = Image(data=bytes(10), encoding="rgb8 and more")
    cut = message_to_ordereddict(image, truncate_length=4)
    assert (cut["data"], cut["encoding"]) == ([0, 0, 0, 0, "..."], "rgb8...")
    short = message_to_ordereddict(image, no_arr=True, no_str=True)
    assert short["data"] == "<sequence type: uint8, length: 10>"
    assert message_to_ordereddict(CameraInfo(), no_arr=True)["k"] == "<array type: double[9]>"
    descriptor = message_to_ordereddict(ParameterDescriptor(), no_arr=True)
    assert descriptor["integer_range"] == "<sequence type: rcl_interfaces/msg/IntegerRange[1], length: 0>"
    assert short["encoding"] == "<string length: <13>>"
