# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
from sgw_ros.experts.memory.identity import Identity


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
