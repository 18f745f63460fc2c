# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A camera of unknown mount is taken to look level, until what it sees says otherwise."""

import pytest

from sgw_ros.core.types import Imu
from sgw_ros.experts.base import Upstream
from sgw_ros.experts.memory.expert import MemoryConfig, MemoryExpert
from test.experts.scenes import MOUNT, detections, frame, stamp


def sources(boxes, **given):
    """Range sources of the last frame's tracks."""
    memory = MemoryExpert(MemoryConfig())
    for i, seen in enumerate(boxes):
        view = frame(i, **({"T_base_cam": None} | given))
        tracks = memory.step(view, Upstream(visual=detections(i, *seen))).tracks
    return [t.range_source for t in tracks]


def standing(foot, height, width=None, u=160.0):
    width = width or 0.5 * height
    return (u - width / 2, foot - height, u + width / 2, foot)


def coming(i, from_m=8.0, to_m=3.0, frames=40):
    """A box one metre tall that comes nearer over a floor 1.2 m below a level camera."""
    distance = from_m + (to_m - from_m) * i / frames
    return standing(120 + 1.2 * 300 / distance, 300 / distance)


def passing(i):
    """The same size all the way from above the horizon down the picture, as seen from above."""
    return standing(60 + 4 * i, 40)


def test_what_grows_as_it_comes_down_stands_on_a_floor():
    assert sources([[coming(i)] for i in range(40)]) == ["ground"]


def test_what_keeps_its_size_wherever_it_is_does_not():
    assert sources([[passing(i)] for i in range(40)]) == ["assumed"]


def test_a_known_mount_is_believed():
    assert sources([[passing(i)] for i in range(40)], T_base_cam=MOUNT) == ["ground"]


def test_a_single_flight_is_no_reason_to_doubt():
    flight = [[coming(i), standing(200 - 12 * i, 20, u=260)] for i in range(10)]
    assert "ground" in sources(flight + [[coming(i)] for i in range(10, 30)])


def test_doubt_ends_when_things_stand_on_a_floor_again():
    doubt = [[passing(i)] for i in range(35)]
    again = [[coming(i, frames=30)] for i in range(30)]
    assert sources(doubt + again * 8)[-1] == "ground"


@pytest.mark.parametrize(
    ("gravity", "source"),
    [((0.0, 0.0, 9.8), "ground"), ((9.8, 0.0, 0.3), "assumed"), ((0.0, 7.0, 7.0), "assumed")],
)
def test_gravity_tells_whether_the_robot_is_level(gravity, source):
    imu = Imu(stamp(0), (0.0, 0.0, 0.0), gravity)
    assert sources([[standing(180, 50)] for _ in range(25)], imu=imu) == [source]
