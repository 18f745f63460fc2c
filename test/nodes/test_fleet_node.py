# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""/fleet/status: every robot's last word, for those who come late, too; a silent robot is an error."""

from functools import partial

import pytest
import rclpy
from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus

from sgw_msgs.msg import ActionAdvice, FleetStatus, RiskAssessment
from sgw_ros.core.types import Action, Reason, Risk
from sgw_ros.nodes.fleet_node import STATUS, FleetNode
from sgw_ros.nodes.qos import EVERY, LATCHED, RELIABLE

pytestmark = pytest.mark.ros


class Robot:
    """What a robot's graph says, as far as the fleet listens."""

    def __init__(self, world, name):
        node = world.add(partial(rclpy.create_node, "risk", namespace=f"/{name}/sgw"))
        self.risk = node.create_publisher(RiskAssessment, "risk", EVERY)
        self.action = node.create_publisher(ActionAdvice, "action", EVERY)

    def heard_by(self, count):
        return self.risk.get_subscription_count() == self.action.get_subscription_count() == count

    def say(self, risk, action):
        self.risk.publish(RiskAssessment(risk=int(risk), reason=int(Reason.HUMAN)))
        self.action.publish(ActionAdvice(action=int(action)))


@pytest.fixture
def statuses(world):
    return world.listen(FleetStatus, STATUS, LATCHED)


def robots(statuses):
    return (
        {r.robot: (Risk(r.risk), Action(r.action), r.silent) for r in statuses[-1].robots} if statuses else {}
    )


def test_the_last_word_of_every_robot(world, make_world, statuses):
    node = world.up(FleetNode, robots=["robot_0", "/robot_1/"])
    first = Robot(make_world(), "robot_0")
    world.spin_until(lambda: first.heard_by(1))
    first.say(Risk.LOW, Action.SLOW)
    known = (Risk.LOW, Action.SLOW, False)
    unknown = (Risk.HIGH, Action.STOP, True)
    world.spin_until(lambda: robots(statuses) == {"robot_0": known, "robot_1": unknown})
    assert node.concern() == "silent: robot_1"
    late = world.listen(FleetStatus, STATUS, LATCHED)
    world.spin_until(lambda: robots(late).get("robot_0") == known)


def test_a_robot_that_falls_silent_and_comes_back(world, make_world, statuses):
    reports = world.listen(DiagnosticArray, "/diagnostics", RELIABLE)
    world.up(FleetNode, robots=["robot_0"], silent_s=0.3)
    before = Robot(make_world(), "robot_0")
    world.spin_until(lambda: before.heard_by(1))
    before.say(Risk.NONE, Action.CONTINUE)
    world.spin_until(lambda: robots(statuses) == {"robot_0": (Risk.NONE, Action.CONTINUE, False)})
    world.spin_until(lambda: robots(statuses)["robot_0"][2])
    assert statuses[-1].robots[0].age > 0.3

    def errors():
        found = [s for m in reports for s in m.status if s.name == "/fleet/robot_0"]
        return [s for s in found if s.level == DiagnosticStatus.ERROR]

    world.spin_until(lambda: any("silent for" in s.message for s in errors()))
    after = Robot(make_world(), "robot_0")
    world.spin_until(lambda: after.heard_by(1))
    after.say(Risk.LOW, Action.SLOW)
    world.spin_until(lambda: robots(statuses) == {"robot_0": (Risk.LOW, Action.SLOW, False)})


def test_nonsense_is_counted_and_skipped(world, make_world, statuses):
    node = world.up(FleetNode, robots=["robot_0"])
    robot = Robot(make_world(), "robot_0")
    world.spin_until(lambda: robot.heard_by(1))
    robot.say(Risk.LOW, 99)
    robot.say(77, Action.SLOW)
    world.spin_until(lambda: node.faults.skipped == 2)
    assert "/robot_0/sgw/" in node.faults.last
    world.spin_until(lambda: robots(statuses).get("robot_0") == (Risk.LOW, Action.SLOW, False))


def test_inactive_it_listens_to_nobody(world, make_world):
    node = world.up(FleetNode, robots=["robot_0"])
    robot = Robot(make_world(), "robot_0")
    world.spin_until(lambda: robot.heard_by(1))
    node.trigger_deactivate()
    world.spin_until(lambda: robot.heard_by(0))


@pytest.mark.parametrize("names", [[""], ["a", "/a"], ["/"]])
def test_robots_need_names(world, names):
    node = world.add(FleetNode, robots=names)
    node.trigger_configure()
    assert "'robots' takes at least one name" in node.fatal
