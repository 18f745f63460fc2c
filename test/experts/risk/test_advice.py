# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import pytest

from sgw_ros.core.types import Reason
from sgw_ros.experts.risk.advice import Taken, closed_by, taken_by
from sgw_ros.experts.risk.threat import NOT_HIGH, Threat

OPEN = Taken(left=False, right=False, behind=False)


def threat(bearing, severity=1.5, distance_m=2.5):
    return Threat(severity, Reason.HUMAN, bearing, distance_m, 1.0, "somebody")


@pytest.mark.parametrize(("bearing", "side"), [(0.3, "left"), (-0.3, "right")])
def test_who_is_seen_far_aside_leaves_the_side_open(bearing, side):
    assert getattr(taken_by([threat(bearing)]), side)
    assert closed_by([threat(bearing)], 0.5) == OPEN
    assert getattr(closed_by([threat(bearing, distance_m=1.4)], 0.0), side)
    assert getattr(closed_by([threat(bearing, severity=NOT_HIGH)], 0.5), side)


def test_the_faster_the_robot_the_farther_is_near():
    assert closed_by([threat(0.3)], 1.2) == OPEN
    assert closed_by([threat(0.3)], 1.3).left
    assert closed_by([threat(0.3)], -1.3).left


def test_what_is_worth_nothing_closes_nothing_however_near():
    assert closed_by([threat(0.3, severity=0.9, distance_m=0.5)], 1.0) == OPEN


def test_whatever_is_worth_minding_behind_forbids_to_reverse():
    assert closed_by([threat(3.0)], 0.0) == Taken(left=False, right=False, behind=True)
    assert closed_by([threat(3.0, severity=0.5)], 0.0) == OPEN
