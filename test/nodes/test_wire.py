# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Octets that are no message, sent to every subscription, service and client of a node: none stops it."""

import contextlib
import random
import resource
from functools import partial
from importlib.metadata import entry_points

import pytest

pytest.importorskip("embedded_ros.dds", reason="a real rclpy gives no way to send what is no message")

import rclpy
from embedded_ros.dds.native import DdsError
from lifecycle_msgs.srv import ChangeState
from rcl_interfaces.srv import GetParameters
from rclpy.qos import DurabilityPolicy, QoSProfile, ReliabilityPolicy

from sgw_ros.nodes.recorder.recorder_node import RecorderNode
from test.nodes.payloads import HEADER, payload

pytestmark = pytest.mark.ros
SAMPLE, ALL = 60, 10_000
MOST_GROWTH_MB = 300
"""What thousands of payloads of kilobytes may leave behind; one length believed would be gigabytes."""
COMPONENTS = {entry.name: entry for entry in entry_points(group="rclpy_components")}
OFFERED = QoSProfile(
    depth=10, reliability=ReliabilityPolicy.RELIABLE, durability=DurabilityPolicy.TRANSIENT_LOCAL
)
"""Matches whatever is asked for."""


@pytest.fixture(params=[*COMPONENTS, "recorder"])
def victim(request, world, tmp_path):
    """A node as it runs in the graph, alone: all its inputs are topics."""
    if request.param == "recorder":
        return world.add(RecorderNode, out=str(tmp_path / "out"))
    return world.up(COMPONENTS[request.param].load())


@pytest.fixture
def attacker(world):
    return world.add(partial(rclpy.create_node, "attacker"))


def send(world, write, make, count):
    """Write payloads one by one, and let the nodes take each."""
    for _ in range(count):
        with contextlib.suppress(DdsError):  # Cyclone itself refuses an encapsulation it does not know
            write(make())
        for _ in range(3):
            world.executor.spin_once(timeout_sec=0.0)


def throw(world, victim, attacker, count):
    """Payloads of every type that the node takes."""
    rng, phase = random.Random(victim.get_name()), victim.phase
    for subscription in list(victim.subscriptions):
        publisher = attacker.create_publisher(subscription.msg_type, subscription.topic_name, OFFERED)
        send(world, publisher.publish, partial(payload, subscription.msg_type, rng), count)
        attacker.destroy_publisher(publisher)
    for client in list(victim.clients):
        server = attacker.create_service(client.srv_type, client.srv_name, lambda _, response: response)
        make = partial(addressed, client.srv_type.Response, rng, client._end._client)
        send(world, server._end.writer.write, make, count)
        attacker.destroy_service(server)
    # A transition that is asked for by chance is carried out: what the rest does is looked at before.
    services = sorted(victim.services, key=lambda service: service.srv_type is ChangeState)
    for service in services:
        if service.srv_type is ChangeState:
            assert victim.phase == phase
        client = attacker.create_client(service.srv_type, service.srv_name)
        make = partial(addressed, service.srv_type.Request, rng, client._end._client)
        send(world, client._end.writer.write, make, count)
        attacker.destroy_client(client)


def addressed(message_type, rng, client):
    """A payload with who asked and a number that may be pending, as requests and responses carry them."""
    octets = payload(message_type, rng)
    return (
        octets[:HEADER] + client.to_bytes(8, "little") + rng.randrange(64).to_bytes(8, "little") + octets[4:]
    )


def attack(world, victim, attacker, count):
    before_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    throw(world, victim, attacker, count)
    client = attacker.create_client(GetParameters, f"{victim.get_fully_qualified_name()}/get_parameters")
    assert client.wait_for_service(5.0)
    future = client.call_async(GetParameters.Request(names=["use_sim_time"]))
    world.spin_until(future.done, 20.0)
    assert len(future.result().values) == 1
    growth_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kib
    assert growth_kib * 1024 / 1e6 < MOST_GROWTH_MB


def test_some_broken_payloads_of_every_type_stop_no_node(world, victim, attacker):
    attack(world, victim, attacker, SAMPLE)


@pytest.mark.slow
def test_many_broken_payloads_of_every_type_stop_no_node(world, victim, attacker):
    attack(world, victim, attacker, ALL)
