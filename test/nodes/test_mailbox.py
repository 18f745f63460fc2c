# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Letters come in order, in the node's own turn, and a costly one lets others in between."""

import threading
import time
from functools import partial

import pytest
import rclpy
from rclpy.executors import MultiThreadedExecutor

from sgw_ros.nodes import mailbox as mailbox_module
from sgw_ros.nodes.mailbox import Mailbox

pytestmark = pytest.mark.ros


def test_in_order_from_another_thread(world):
    box = Mailbox(world.add(partial(rclpy.create_node, "node")))
    got = []
    thread = threading.Thread(target=lambda: [box.post(got.append, i) for i in range(500)])
    thread.start()
    world.spin_until(lambda: len(got) == 500)
    thread.join()
    assert got == list(range(500))


def test_a_costly_letter_lets_others_go_first(world, monkeypatch):
    monkeypatch.setattr(mailbox_module, "TURN_S", 1e-9)
    first, second = (Mailbox(world.add(partial(rclpy.create_node, name))) for name in ("a", "b"))
    got = []
    for i in range(3):
        first.post(got.append, f"a{i}")
        second.post(got.append, f"b{i}")
    world.spin_until(lambda: len(got) == 6)
    assert [name[1] for name in got] == ["0", "0", "1", "1", "2", "2"]


def test_a_throwing_letter_loses_no_other(world):
    box = Mailbox(world.add(partial(rclpy.create_node, "node")))
    got = []

    def fail(_):
        raise RuntimeError("no")

    box.post(fail, None)
    box.post(got.append, 1)
    with pytest.raises(RuntimeError):
        world.spin_until(lambda: got)
    world.spin_until(lambda: got)


def test_never_beside_the_nodes_other_callbacks(make_world):
    world = make_world()
    world.executor = MultiThreadedExecutor(4, context=world.context)
    node = world.add(partial(rclpy.create_node, "node"))
    box, inside, overlaps, count = Mailbox(node), threading.Lock(), [], []

    def work(_=None):
        if not inside.acquire(blocking=False):
            overlaps.append(1)
            return
        time.sleep(0.001)
        count.append(1)
        inside.release()

    node.create_timer(0.002, work)
    for i in range(50):
        box.post(work, i)
    world.spin_until(lambda: len(count) >= 60)
    assert not overlaps


def test_closed(world):
    box = Mailbox(world.add(partial(rclpy.create_node, "node")))
    box.close()
    box.post(pytest.fail, "opened")
    world.executor.spin_once(timeout_sec=0.01)
