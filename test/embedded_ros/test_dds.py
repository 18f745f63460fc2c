# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("cyclonedds")

_guid = st.binary(min_size=16, max_size=16)
_name = st.text("abcdefgh_/", min_size=1, max_size=12)
_guids = st.sets(_guid, max_size=4)


@given(_guid, st.lists(st.tuples(_name, _name, _guids, _guids), max_size=4))
def test_graph_messages_come_back_as_they_went(participant, nodes):
    from embedded_ros.dds.graph_message import NodeEntities, decode, encode

    entities = [NodeEntities(*node) for node in nodes]
    assert decode(encode(participant, entities)) == (participant, entities)


@given(st.binary(max_size=80))
def test_a_broken_graph_message_is_a_value_error_or_nothing(payload):
    from embedded_ros.dds.graph_message import decode

    try:
        decode(b"\x00\x01\x00\x00" + payload)
    except ValueError:
        pass


@pytest.mark.parametrize(
    ("ros_type", "dds_type"),
    [
        ("std_msgs/msg/String", "std_msgs::msg::dds_::String_"),
        ("std_srvs/srv/SetBool", "std_srvs::srv::dds_::SetBool_Request_"),
        ("std_srvs/srv/SetBool", "std_srvs::srv::dds_::SetBool_Response_"),
        ("plain::Type", "plain::Type"),
    ],
)
def test_type_names(ros_type, dds_type):
    from embedded_ros.dds.names import ros_type as demangle

    assert demangle(dds_type) == ros_type


def test_topic_and_service_names():
    from embedded_ros.dds import names

    assert names.ros_topic(names.topic_name("/a/b")) == "/a/b"
    assert names.ros_service(names.request_name("/go")) == "/go"
    assert names.ros_service(names.reply_name("/go")) == "/go"
    assert names.ros_topic("ros_discovery_info") is None


def test_discovery_variables_become_cyclone_settings():
    from embedded_ros.dds.configuration import DiscoveryConfigurationError, cyclone_configuration, domain_id

    assert domain_id({}) == 0
    assert domain_id({"ROS_DOMAIN_ID": "7"}) == 7
    for bad in ("x", "-1", "233"):
        with pytest.raises(DiscoveryConfigurationError, match="ROS_DOMAIN_ID"):
            domain_id({"ROS_DOMAIN_ID": bad})
    subnet = cyclone_configuration({"ROS_STATIC_PEERS": "10.0.0.2;robot"})
    assert "AllowMulticast" not in subnet
    assert '<Peer address="10.0.0.2"/><Peer address="robot"/>' in subnet
    local = cyclone_configuration({"ROS_LOCALHOST_ONLY": "1", "CYCLONEDDS_URI": "file:///own.xml"})
    assert "<AllowMulticast>false" in local
    assert '<Peer address="localhost"/>' in local
    assert local.endswith(",file:///own.xml")
    assert "<Interfaces>" not in subnet + local
    assert "<MaxMessageSize>65500B" in subnet
    assert "<MaxMessageSize>65500B" in local
    assert "<Tag>" in cyclone_configuration({"ROS_AUTOMATIC_DISCOVERY_RANGE": "off"})
    assert cyclone_configuration({"ROS_AUTOMATIC_DISCOVERY_RANGE": "SYSTEM_DEFAULT"}) == ""
    with pytest.raises(DiscoveryConfigurationError, match="NEAR"):
        cyclone_configuration({"ROS_AUTOMATIC_DISCOVERY_RANGE": "NEAR"})


def test_the_opaque_types_description_is_the_bindings_own():
    from dataclasses import dataclass

    from cyclonedds.idl import IdlStruct
    from cyclonedds.idl.annotations import final
    from cyclonedds.idl.types import uint8
    from embedded_ros.dds import opaque

    @dataclass
    @final
    class Opaque(IdlStruct, typename="embedded_ros::Opaque"):
        octet: uint8

    Opaque.__idl__.populate()
    Opaque.__idl__.fill_type_data()
    assert opaque._data_type("any").__idl__._xt_bytedata == tuple(Opaque.__idl__._xt_bytedata)


def test_a_wake_before_or_during_a_wait_ends_it():
    from embedded_ros.dds.waitset import WaitSet

    waitset = WaitSet()
    waitset.wake()
    assert waitset.wait() == []
    threading.Timer(0.02, waitset.wake).start()
    assert waitset.wait() == []
    assert waitset.wait(1_000_000) == []
    waitset.close()
    waitset.wake()


def test_a_wake_that_comes_after_its_wait_ends_one_more_and_no_other():
    from ctypes import c_ssize_t

    from embedded_ros.dds import native
    from embedded_ros.dds.waitset import WaitSet

    waitset = WaitSet()
    native.check(native.raise_guardcondition(waitset._guard, True), "raise the guard condition")
    assert waitset.wait() == []
    assert waitset.wait(1) == []
    # A guard condition that stays up would keep every later wait from sleeping.
    assert native.waitset_look(waitset._handle, (c_ssize_t * 1)(), 1, 0) == 0
    waitset.close()


def test_no_wake_is_lost_between_two_threads():
    from embedded_ros.dds.waitset import WaitSet

    waitset, turns, seen = WaitSet(), [], threading.Semaphore(0)

    def wait():
        done = 0
        while done < 500:
            waitset.wait()
            while len(turns) > done:
                done += 1
                seen.release()

    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    for _ in range(500):
        turns.append(1)
        waitset.wake()
        assert seen.acquire(timeout=20.0)
    thread.join(20.0)
    assert not thread.is_alive()
    waitset.close()


@pytest.mark.ros
def test_who_says_hello_to_the_loopback_alone_is_heard(ros, start_script):
    node = ros.node("first")
    # As rmw_cyclonedds does, whose Cyclone adds no address of the machine to the peers that are named.
    start_script("""
        import os
        os.environ["ROS_AUTOMATIC_DISCOVERY_RANGE"] = "SYSTEM_DEFAULT"
        os.environ["CYCLONEDDS_URI"] = (
            "<CycloneDDS><Domain><General><AllowMulticast>false</AllowMulticast></General><Discovery>"
            "<ParticipantIndex>auto</ParticipantIndex><MaxAutoParticipantIndex>32</MaxAutoParticipantIndex>"
            "<Peers AddLocalhost='false'><Peer address='127.0.0.1'/></Peers>"
            "</Discovery></Domain></CycloneDDS>"
        )
        import rclpy
        rclpy.init()
        rclpy.spin(rclpy.create_node("second"))
    """)
    assert node.wait_for_node("/second", 15)


def test_the_binding_can_be_imported_beside_it(start_script):
    child = start_script("""
        import rclpy
        import cyclonedds.core

        rclpy.init()
        rclpy.create_node("child").destroy_node()
        rclpy.shutdown()
    """)
    _, err = child.communicate(timeout=30)
    assert (child.returncode, err) == (0, "")


def test_what_arrives_is_received_at_once_at_unchanged_priority(ros):
    import ctypes
    import os

    from embedded_ros.dds.receiving import SLICE_NS, receivers

    ros.node()
    sched_getattr, attributes = 315, (ctypes.c_uint64 * 6)()
    assert receivers()
    for thread in receivers():
        assert ctypes.CDLL(None).syscall(sched_getattr, thread, attributes, 48, 0) == 0
        assert attributes[3] in (SLICE_NS, 0)  # 0: a kernel before 6.12
        assert os.getpriority(os.PRIO_PROCESS, thread) == os.getpriority(os.PRIO_PROCESS, 0)
