# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
from sgw_ros.experts.base import Upstream
from sgw_ros.experts.memory.expert import MemoryConfig, MemoryExpert
from sgw_ros.experts.memory.identity import Identity
from test.experts.scenes import box, detections, frame


def named(*scores):
    identity = Identity()
    for score in scores:
        identity.vote("person", score)
    return identity


def test_what_was_named_twice_keeps_its_name_through_any_silence():
    identity = named(0.75, 0.75)
    for _ in range(1000):
        identity.doubt()
    assert identity.class_name == "person"


def test_a_single_look_is_not_enough_for_good():
    identity = named(0.75)
    for _ in range(1000):
        identity.doubt()
    assert identity.class_name == "object"


def test_contradiction_still_takes_a_name_away():
    identity = named(0.75, 0.75)
    for _ in range(20):
        identity.contradict()
    assert identity.class_name == "object"


def test_what_is_much_too_small_for_its_name_loses_it_though_nobody_names_it_again():
    memory = MemoryExpert(MemoryConfig())
    for i in range(3):  # a false alarm that ends on a ball
        seen = detections(i, box(160, 120, 40, 120), name="person", detectors=("motion", "person"))
        memory.step(frame(i, 3.0), Upstream(visual=seen))
    names = []
    for i in range(3, 35):
        (ball,) = memory.step(frame(i, 3.0), Upstream(visual=detections(i, box(160, 165, 30, 30)))).tracks
        names.append(ball.class_name)
    assert names[0] == "person"  # it may be a part of somebody
    assert names[-1] == "object"


def test_somebody_half_hidden_keeps_the_name():
    memory = MemoryExpert(MemoryConfig())
    for i in range(10):
        seen = detections(i, box(160, 120, 60, 170), name="person", detectors=("motion", "person"))
        memory.step(frame(i, 3.0), Upstream(visual=seen))
    for i in range(10, 60):
        (person,) = memory.step(frame(i, 3.0), Upstream(visual=detections(i, box(160, 80, 60, 90)))).tracks
    assert person.class_name == "person"
