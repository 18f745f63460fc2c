# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Who reported on /diagnostics and does no more is reported by somebody else."""

from functools import partial

import pytest
import rclpy
from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus

from sgw_ros.nodes.diagnostics import ENDED
from sgw_ros.nodes.qos import RELIABLE
from sgw_ros.nodes.silence import SILENT_S, SilenceWatch
from sgw_ros.nodes.view_node import ViewNode

pytestmark = pytest.mark.ros


class Clock:
    now_s = 100.0

    def __call__(self):
        return self.now_s


def report(name, level=DiagnosticStatus.OK, message=""):
    return DiagnosticArray(status=[DiagnosticStatus(name=name, level=level, message=message)])


@pytest.fixture
def node(world):
    return world.add(partial(rclpy.create_node, "watcher", namespace="/sgw"))


@pytest.fixture
def said(world, node):
    messages = world.listen(DiagnosticArray, "/diagnostics", RELIABLE)
    return lambda: {s.name: s for m in messages for s in m.status if s.level == DiagnosticStatus.ERROR}


def test_a_silent_node_is_an_error_until_it_is_back(world, node, said):
    clock = Clock()
    watch = SilenceWatch(node, now_s=clock)
    watch._on_reports(report("/sgw/flow"))
    watch._on_reports(report("/sgw/risk"))
    watch._on_reports(report("/other/flow"))
    watch._look()
    clock.now_s += SILENT_S
    watch._on_reports(report("/sgw/risk"))
    watch._look()
    world.spin_until(lambda: said())
    assert list(said()) == ["/sgw/flow"]
    assert "silent for 4 s" in said()["/sgw/flow"].message
    assert watch.silent_s("/sgw/flow") >= SILENT_S
    watch._on_reports(report("/sgw/flow"))
    assert watch.silent_s("/sgw/flow") == 0.0
    watch.close()


def test_who_says_that_it_ended_is_not_missed_until_it_is_back(world, node, said):
    clock = Clock()
    watch = SilenceWatch(node, now_s=clock)
    for name in ("/sgw/flow", "/sgw/risk"):
        watch._on_reports(report(name))
    watch._on_reports(report("/sgw/flow", message=ENDED))
    clock.now_s += SILENT_S
    watch._look()
    world.spin_until(lambda: said())
    assert list(said()) == ["/sgw/risk"]
    watch._on_reports(report("/sgw/flow"))
    clock.now_s += SILENT_S
    watch._look()
    world.spin_until(lambda: len(said()) == 2)


def test_a_node_that_is_destroyed_says_so(world):
    heard = world.listen(DiagnosticArray, "/diagnostics", RELIABLE)
    view = world.add(ViewNode)
    name = view.get_fully_qualified_name()
    world.spin_until(lambda: any(s.name == name for m in heard for s in m.status))
    world.executor.remove_node(view)
    world.nodes.remove(view)
    view.destroy_node()
    world.spin_until(lambda: any((s.name, s.message) == (name, ENDED) for m in heard for s in m.status))


def test_what_another_watcher_says_is_no_sign_of_life(world, node, said):
    clock = Clock()
    watch, other = SilenceWatch(node, now_s=clock), SilenceWatch(node, now_s=clock)
    for each in (watch, other):
        each._on_reports(report("/sgw/flow"))
    clock.now_s += SILENT_S
    watch._look()
    world.spin_until(lambda: said())
    assert other.silent_s("/sgw/flow") >= SILENT_S


def test_a_stand_in_speaks_only_while_the_other_is_silent(world, node, said):
    clock = Clock()
    watch = SilenceWatch(node, instead_of="supervisor", now_s=clock)
    watch._on_reports(report("/sgw/flow"))
    clock.now_s += SILENT_S
    watch._on_reports(report("/sgw/supervisor"))
    watch._look()
    clock.now_s += SILENT_S
    watch._look()
    world.spin_until(lambda: len(said()) == 2)
    assert set(said()) == {"/sgw/flow", "/sgw/supervisor"}
    assert said()["/sgw/flow"].message.startswith("silent for 7 s")


@pytest.mark.parametrize("last", [None, ENDED])
def test_a_stand_in_speaks_for_one_that_never_came_or_has_ended(world, node, said, last):
    clock = Clock()
    watch = SilenceWatch(node, instead_of="supervisor", now_s=clock)
    watch._on_reports(report("/sgw/flow"))
    if last:
        watch._on_reports(report("/sgw/supervisor"))
        watch._on_reports(report("/sgw/supervisor", message=last))
    clock.now_s += SILENT_S
    watch._look()
    world.spin_until(lambda: said())
    assert list(said()) == ["/sgw/flow"]
