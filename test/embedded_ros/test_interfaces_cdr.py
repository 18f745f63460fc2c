# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""CDR: the same octets as an independent implementation, and nothing but BadPayload for anything else."""

import random
import struct
from array import array
from functools import cache

import numpy as np
import pytest

pytest.importorskip("embedded_ros.interfaces", reason="about embedded_ros itself")

from builtin_interfaces.msg import Time
from embedded_ros.interfaces import BadPayload, deserialize, serialize
from embedded_ros.interfaces.classes import _build
from embedded_ros.interfaces.definition import Shape
from embedded_ros.interfaces.parser import parse_message
from hypothesis import given, settings
from hypothesis import strategies as st
from rosbags.typesys import Stores, get_types_from_msg, get_typestore
from rosidl_runtime_py.utilities import get_message
from std_msgs.msg import Empty, Header, String
from std_srvs.srv import Trigger

_MIXED = """
bool flag
float64 a
string<=7 s
int16 b
float64[3] fixed
string[2] pair
uint8 c
float64[] many
uint8 d
int16[] small
builtin_interfaces/Time[] stamps
geometry_msgs/Point[] points
bool[] flags
byte[] octets
uint8[5] five
uint64[<=2] two
geometry_msgs/Quaternion[2] turns
string[] names
std_msgs/Empty[] nothing
std_msgs/Header[] headers
int8 last
"""
_NAMES = [
    "mixed",
    "builtin_interfaces/msg/Time",
    "diagnostic_msgs/msg/DiagnosticArray",
    "geometry_msgs/msg/PoseWithCovarianceStamped",
    "geometry_msgs/msg/Polygon",
    "lifecycle_msgs/msg/TransitionEvent",
    "nav_msgs/msg/OccupancyGrid",
    "nav_msgs/msg/Odometry",
    "rcl_interfaces/msg/ParameterDescriptor",
    "rcl_interfaces/msg/ParameterEvent",
    "rmw_dds_common/msg/ParticipantEntitiesInfo",
    "sensor_msgs/msg/CameraInfo",
    "sensor_msgs/msg/Image",
    "sensor_msgs/msg/Imu",
    "sensor_msgs/msg/PointCloud2",
    "shape_msgs/msg/SolidPrimitive",
    "std_msgs/msg/Empty",
    "std_msgs/msg/Float32MultiArray",
    "tf2_msgs/msg/TFMessage",
    "trajectory_msgs/msg/JointTrajectory",
    "visualization_msgs/msg/Marker",
]


@cache
def _store():
    store = get_typestore(Stores.ROS2_JAZZY)
    store.register(get_types_from_msg(_MIXED, "demo_msgs/msg/Mixed"))
    return store


@cache
def _cls(name):
    return _build(parse_message("demo_msgs/msg/Mixed", _MIXED)) if name == "mixed" else get_message(name)


def _element(kind, rng):
    if kind.is_message:
        return _random(_cls(kind.element), rng)
    if kind.element == "string":
        return "".join(rng.choice("aZ_/é€😀 ") for _ in range(rng.randrange(kind.text_bound or 9)))
    if kind.element == "bool":
        return rng.random() < 0.5
    if kind.element == "byte":
        return rng.randbytes(1)
    if kind.element.startswith("float"):
        return rng.choice([0.0, -1.5, 2.0**-20, 2.0**100, float("inf"), float("-inf")])
    low, high = kind.primitive.low, kind.primitive.high
    return rng.choice([low, high, rng.randint(low, high)])


def _value(kind, rng):
    if kind.shape is Shape.ONE:
        return _element(kind, rng)
    most = kind.size if kind.shape is Shape.BOUNDED else 3
    size = kind.size if kind.shape is Shape.ARRAY else rng.randint(0, most)
    return [_element(kind, rng) for _ in range(size)]


def _random(cls, rng):
    return cls(**{field.name: _value(field.type, rng) for field in cls._definition.fields})


def _theirs(message):
    """The same message as an object of the independent implementation."""
    values = {}
    for field in message._definition.wire_fields:
        value, kind = getattr(message, field.name, 0), field.type
        if kind.is_message:
            value = _theirs(value) if kind.shape is Shape.ONE else [_theirs(item) for item in value]
        elif kind.element == "byte":
            octets = np.frombuffer(value if kind.shape is Shape.ONE else b"".join(value), np.int8)
            value = int(octets[0]) if kind.shape is Shape.ONE else octets
        elif kind.element == "bool" and kind.shape is not Shape.ONE:
            value = np.array(value, np.bool_)
        elif isinstance(value, array):
            value = np.array(value, value.typecode)
        values[field.name] = value
    return _store().types[message._definition.name](**values)


def _compare(message):
    name = message._definition.name
    ours = serialize(message)
    assert ours == bytes(_store().serialize_cdr(_theirs(message), name))
    assert deserialize(ours, type(message)) == message
    assert (
        deserialize(bytes(_store().serialize_cdr(_theirs(message), name, little_endian=False)), type(message))
        == message
    )


@settings(deadline=None, max_examples=100)
@given(rng=st.randoms(use_true_random=False))
def test_octets_are_those_of_an_independent_implementation(rng):
    _compare(_random(_cls("mixed"), rng))


@pytest.mark.parametrize("name", _NAMES)
def test_standard_messages_too(name):
    for seed in range(10):
        _compare(_random(_cls(name), random.Random(seed)))


def test_known_octets():
    header = Header(stamp=Time(sec=1, nanosec=2), frame_id="odom")
    assert serialize(header).hex() == "0001000001000000020000000500000" + "06f646f6d00"
    assert serialize(Empty()) == b"\0\x01\0\0\0"
    assert serialize(Trigger.Request()) == b"\0\x01\0\0\0"


def test_any_buffer_and_padding_are_taken():
    payload = serialize(String(data="abc"))
    for data in (
        bytearray(payload),
        memoryview(payload),
        np.frombuffer(payload, np.uint8),
        payload + b"\0\0\0",
    ):
        assert deserialize(data, String).data == "abc"
    assert deserialize(b"\0\x01\0\0\0\0\0\0", String).data == ""
    assert deserialize(b"\0\x01\0\0\x02\0\0\0\xff\0", String).data == "\ufffd"


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"", "nothing"),
        (b"\0\x01", "00 01"),
        (b"\0\x07\0\0\x01\0\0\0\0", "00 07"),
        (b"\0\x01\0\0", "too short"),
        (b"\0\x01\0\0\xff\xff\xff\xff\0", "data claims 4294967295 octets"),
        (b"\0\x01\0\0\x02\0\0\0ab", "end with a zero"),
        (b"\0\x01\0\0\x01\0\0\0\0\0\0\0\0", "4 octets too many"),
    ],
)
def test_bad_payloads_say_why(payload, reason):
    with pytest.raises(BadPayload, match=f"String: .*{reason}"):
        deserialize(payload, String)


def test_a_claimed_length_makes_no_room():
    cloud = get_message("sensor_msgs/msg/PointCloud2")
    payload = bytearray(serialize(cloud()))
    struct.pack_into("<I", payload, 4 + 24, 2**32 - 1)
    with pytest.raises(BadPayload, match="fields claims 4294967295 values"):
        deserialize(payload, cloud)


def test_what_is_no_message_is_a_type_error():
    with pytest.raises(TypeError, match="'str' is no ROS message"):
        serialize("text")
    with pytest.raises(TypeError, match="'str' is no ROS message class"):
        deserialize(b"", str)


def test_a_list_that_was_grown_past_its_bound_is_refused():
    descriptor = get_message("rcl_interfaces/msg/ParameterDescriptor")()
    descriptor.integer_range.extend([None, None])
    with pytest.raises(ValueError, match="integer_range has 2 values"):
        serialize(descriptor)


def _fuzz(name, rounds):
    rng = np.random.default_rng(len(name))
    cls = _cls(name)
    payload = serialize(_random(cls, random.Random(1))) + bytes(8)
    for _ in range(rounds):
        broken = bytearray(payload[: rng.integers(0, len(payload) + 1)])
        for _ in range(rng.integers(0, 4)):
            if len(broken) > 4:
                broken[rng.integers(4, len(broken))] = rng.integers(0, 256)
        try:
            deserialize(bytes(broken), cls)
        except BadPayload:
            pass
        try:
            deserialize(b"\0\x01\0\0" + rng.bytes(int(rng.integers(0, 80))), cls)
        except BadPayload:
            pass


@pytest.mark.parametrize("name", _NAMES)
def test_broken_payloads(name):
    _fuzz(name, 200)


@pytest.mark.slow
@pytest.mark.parametrize("name", _NAMES)
def test_many_broken_payloads(name):
    _fuzz(name, 10_000)
