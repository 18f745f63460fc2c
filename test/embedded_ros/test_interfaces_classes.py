# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Message classes behave as the ones that ROS 2 generates."""

import copy
import pickle
from array import array

import numpy as np
import pytest
from builtin_interfaces.msg import Time
from geometry_msgs.msg import PoseWithCovariance, Quaternion, TransformStamped
from lifecycle_msgs.msg import State
from rcl_interfaces.msg import ParameterDescriptor, ParameterValue
from rcl_interfaces.srv import GetParameters, ListParameters
from sensor_msgs.msg import CameraInfo, Image, NavSatStatus
from std_msgs.msg import Byte, Char, Empty, Float32, Header, String, UInt8MultiArray


def test_defaults_are_zero_unless_the_definition_says_otherwise():
    pose = PoseWithCovariance()
    assert (pose.pose.orientation.x, pose.pose.orientation.w) == (0.0, 1.0)
    assert pose.covariance.dtype == np.float64
    assert pose.covariance.tolist() == [0.0] * 36
    assert NavSatStatus().status == NavSatStatus.STATUS_UNKNOWN == -2
    assert Image().data == array("B")
    assert Byte().data == b"\x00"


def test_defaults_are_not_shared():
    first, second = PoseWithCovariance(), PoseWithCovariance()
    first.covariance[0] = 1.0
    first.pose.position.x = 1.0
    assert second.covariance[0] == 0.0
    assert second.pose.position.x == 0.0


def test_constants_are_on_the_class():
    assert State.PRIMARY_STATE_ACTIVE == 3
    assert ListParameters.Request.DEPTH_RECURSIVE == 0


def test_keywords_and_unknown_keywords():
    assert Time(sec=1, nanosec=2).nanosec == 2
    with pytest.raises(AssertionError, match="Invalid arguments passed to constructor: seconds"):
        Time(seconds=1)
    with pytest.raises(TypeError):
        Time(1, 2)
    with pytest.raises(AttributeError):
        Time().seconds = 1


@pytest.mark.parametrize(
    ("message", "field", "value"),
    [
        (Time(), "sec", 1.0),
        (Time(), "sec", 2**31),
        (Time(), "nanosec", -1),
        (Quaternion(), "x", 1),
        (Float32(), "data", 1e39),
        (String(), "data", b"bytes"),
        (Byte(), "data", b"two"),
        (Char(), "data", 256),
        (ParameterValue(), "bool_value", 1),
        (ParameterValue(), "string_array_value", "abc"),
        (ParameterValue(), "string_array_value", ["a", 1]),
        (ParameterValue(), "integer_array_value", array("i", [1])),
        (ParameterValue(), "integer_array_value", [1, "2"]),
        (ParameterValue(), "integer_array_value", np.zeros(2, np.float64)),
        (ParameterDescriptor(), "integer_range", [None]),
        (PoseWithCovariance(), "covariance", [0.0] * 35),
        (PoseWithCovariance(), "covariance", np.zeros(36, np.float32)),
        (Header(), "stamp", None),
        (Header(), "stamp", Header()),
    ],
)
def test_what_does_not_fit_is_refused(message, field, value):
    before = copy.deepcopy(message)
    with pytest.raises(AssertionError, match=f"'{field}'"):
        setattr(message, field, value)
    assert message == before


def test_bounded_sequences_keep_their_bound():
    from rcl_interfaces.msg import IntegerRange

    ParameterDescriptor(integer_range=[IntegerRange()])
    with pytest.raises(AssertionError, match="'integer_range' field"):
        ParameterDescriptor(integer_range=[IntegerRange(), IntegerRange()])


@pytest.mark.parametrize(
    "value",
    [
        array("B", [1, 2, 3, 4]),
        [1, 2, 3, 4],
        b"\x01\x02\x03\x04",
        bytearray(b"\x01\x02\x03\x04"),
        memoryview(b"\x01\x02\x03\x04"),
        np.array([1, 2, 3, 4], np.uint8),
        np.array([1, 0, 2, 0, 3, 0, 4, 0], np.uint8)[::2],
    ],
)
def test_octets_come_as_anything_that_holds_octets(value):
    assert Image(data=value).data == array("B", [1, 2, 3, 4])


def test_rows_of_octets_are_refused():
    with pytest.raises((AssertionError, TypeError)):  # which of them depends on the version
        Image(data=np.array([[1, 2], [3, 4]], np.uint8))


def test_numpy_in_bulk():
    values = ParameterValue(
        integer_array_value=np.array([1, -2], np.int64), double_array_value=np.array([0.5, 2.0])
    )
    assert values.integer_array_value == array("q", [1, -2])
    assert values.double_array_value == array("d", [0.5, 2.0])


def test_an_array_and_a_list_are_taken_as_they_are():
    data, names = array("B", bytes(8)), ["a"]
    message = UInt8MultiArray()
    message.data = data
    assert message.data is data
    assert UInt8MultiArray(data=data).data is not data  # a constructor copies arrays, not lists
    assert GetParameters.Request(names=names).names is names
    assert GetParameters.Request(names=["a", "b"]).names == ["a", "b"]


@pytest.mark.parametrize("value", [b"", [], np.zeros(0, np.uint8), np.zeros((0, 3), np.uint8)])
def test_nothing_can_be_assigned(value):
    assert Image(data=value).data == array("B")


def test_field_types_are_spelt_as_in_ros():
    assert Image.get_fields_and_field_types()["data"] == "sequence<uint8>"
    assert Image.get_fields_and_field_types()["header"] == "std_msgs/Header"
    assert PoseWithCovariance.get_fields_and_field_types()["covariance"] == "double[36]"
    assert ParameterDescriptor.get_fields_and_field_types()["integer_range"] == (
        "sequence<rcl_interfaces/IntegerRange, 1>"
    )
    assert Char.get_fields_and_field_types() == {"data": "uint8"}
    assert Empty.get_fields_and_field_types() == {}


def test_comparison_and_printing():
    assert Time(sec=1) == Time(sec=1)
    assert Time(sec=1) != Time(sec=2)
    assert Time() != Header()
    assert CameraInfo(d=[1.0]) == CameraInfo(d=[1.0])
    assert CameraInfo(k=[1.0] * 9) != CameraInfo()
    assert repr(Time(sec=1)) == "builtin_interfaces.msg.Time(sec=1, nanosec=0)"
    assert repr(UInt8MultiArray(data=b"\x01")).endswith("data=[1])")
    assert repr(GetParameters.Request(names=["a"])) == "rcl_interfaces.srv.GetParameters_Request(names=['a'])"
    with pytest.raises(TypeError):
        hash(Time())


def test_copies_and_pickles():
    message = TransformStamped(header=Header(frame_id="odom"), child_frame_id="base")
    for twin in (copy.copy(message), copy.deepcopy(message), pickle.loads(pickle.dumps(message))):
        assert twin == message
    assert copy.deepcopy(message).header is not message.header
    request = GetParameters.Request(names=["a"])
    assert pickle.loads(pickle.dumps(request)) == request


def test_a_service_is_no_object():
    with pytest.raises(NotImplementedError):
        GetParameters()
