# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Messages that can be decoded and mean nothing: each is counted with its topic, and nothing stops."""

import contextlib
import dataclasses
import random
from functools import partial

import pytest
import rclpy

from sgw_msgs.srv import CommitUpdate, ProposeUpdate, Prune, Query, ReadState, Rollback, Snapshot
from sgw_ros.core.errors import FrameError
from sgw_ros.core.faults import FaultLog
from sgw_ros.experts.base import Upstream
from sgw_ros.experts.registry import EXPERTS
from sgw_ros.nodes.configs import SensorConfig
from sgw_ros.nodes.convert.markers import marker_array
from sgw_ros.nodes.mirror_reader import MirrorReader
from sgw_ros.nodes.sensor_reader import SensorReader
from sgw_ros.nodes.supervision_streams import LABELS, SKIPS
from sgw_ros.nodes.topic_reader import TopicReader
from sgw_ros.nodes.workspace_node import WorkspaceNode
from sgw_ros.report.draw import draw_overlay
from sgw_ros.supervisor.supervisor import Supervisor
from test.nodes.fakes import frame
from test.nodes.nonsense import nonsense, spoilt
from test.nodes.test_convert import ITEMS

pytestmark = pytest.mark.ros
COUNT = 300
STREAMS = {name: stream for name, (stream, _) in ITEMS.items()} | {"labels": LABELS, "skip": SKIPS["flow"]}


@pytest.fixture
def node(world):
    return world.add(partial(rclpy.create_node, "listener"))


def throw(node, rng, count=COUNT):
    """Nonsense into every subscription of a node, as its executor would hand it over; returns the topics."""
    subscriptions = list(node.subscriptions)
    for _ in range(count):
        for subscription in subscriptions:
            subscription.callback(nonsense(subscription.msg_type, rng))
    return {subscription.topic_name for subscription in subscriptions}


@pytest.mark.parametrize("name", STREAMS)
def test_streams(node, name):
    items, faults = [], []
    reader = TopicReader(node, STREAMS[name], items.append, faults.append)
    topics = throw(node, random.Random(name))
    assert all(any(fault.startswith(t.strip("/")) for t in topics) for fault in faults)
    assert items or faults
    reader.close()


@pytest.mark.parametrize("transport", ["raw", "compressed"])
def test_sensors(node, transport):
    faults, frames = FaultLog(), []
    reader = SensorReader(node, SensorConfig(transport=transport), frames.append, faults, lambda: None)
    topics = throw(node, random.Random(transport))
    assert faults.skipped >= COUNT
    assert {text.split(":")[0].strip("/") for text in faults.counts} <= {t.strip("/") for t in topics}
    reader.close()


def test_mirror(node):
    heads, faults = [], []
    reader = MirrorReader(node, heads.append, faults.append)
    throw(node, random.Random(1))
    assert faults
    assert {fault.split(":")[0] for fault in faults} <= {"workspace/keyframe", "workspace/delta"}
    reader.close()


SERVICES = (ProposeUpdate, CommitUpdate, Rollback, Prune, ReadState, Snapshot, Query)


def test_services(world):
    node = world.up(WorkspaceNode)
    rng = random.Random(2)
    offered = {s.srv_type: s for s in node.services if s.srv_type in SERVICES}
    assert set(offered) == set(SERVICES)
    for _ in range(COUNT):
        for kind, service in offered.items():
            answer = service.callback(nonsense(kind.Request, rng), kind.Response())
            assert isinstance(answer, kind.Response)
    assert node.phase == "active"
    assert not node.workspace.head.nodes


def spoilt_items(name, rng, count=COUNT):
    """What readers make of an expert's messages with one field spoilt; what they turn down is left out."""
    stream, item = ITEMS[name]
    for _ in range(count):
        messages = {t.name: list(t.encode(item, "camera")) for t in stream.topics}
        topic = rng.choice([name for name, sent in messages.items() if sent])
        spoilt(rng.choice(messages[topic]), rng)
        try:
            made = stream.join(messages)
        except Exception:
            continue
        if made is not None:
            yield made


def restamped(item, stamp_ns):
    """The same said of another frame, its parts included."""
    inside = {
        field.name: restamped(getattr(item, field.name), stamp_ns)
        for field in dataclasses.fields(item)
        if field.name in ("field", "camera_motion", "assessment", "advice")
    }
    return dataclasses.replace(item, stamp_ns=stamp_ns, **inside)


@pytest.mark.parametrize("name", ["flow", "visual", "memory", "physics", "risk"])
def test_what_is_joined_all_the_same_harms_no_listener(name):
    """Experts, supervisor and view take whatever a reader lets through, or call it a bad frame."""
    rng = random.Random(name)
    experts = {n: EXPERTS[n].build(EXPERTS[n].config_type()) for n in ("memory", "physics", "risk")}
    supervisor = Supervisor()
    for sequence, made in enumerate(spoilt_items(name, rng)):
        now = frame(sequence, 32, 24)
        results = {n: restamped(i, now.stamp_ns) for n, (_, i) in ITEMS.items() if n in EXPERTS}
        results[name] = restamped(made, now.stamp_ns)
        for expert in experts.values():
            with contextlib.suppress(FrameError):
                expert.step(now, Upstream(**{n: results[n] for n in expert.inputs}))
        seen = {n: results[n] for n in ("visual", "memory", "physics", "risk")}
        supervisor.observe(now.stamp_ns, 1.0, **seen)
        with contextlib.suppress(FrameError):
            draw_overlay(now.image, now.camera, seen["memory"], seen["physics"], seen["risk"])
        marker_array(seen["memory"], seen["physics"])
