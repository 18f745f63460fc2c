# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import numpy as np
import pytest

from sgw_ros.experts.base import Upstream
from sgw_ros.experts.physics.expert import PhysicsConfig, PhysicsExpert
from test.experts.scenes import frame, objects, track

HIDDEN = {"visible": False}


def violations(*steps, depth=None):
    """Kinds found along steps of (tracks, ...) at 10 Hz; depth(index) gives the depth picture."""
    physics = PhysicsExpert(PhysicsConfig(model="ballistic"))
    found = []
    for i, tracks in enumerate(steps):
        picture = frame(i, depth(i) if depth else None)
        result = physics.step(picture, Upstream(memory=objects(i, *tracks)))
        found += [(i, v) for v in result.violations]
        physics.propose(result)
    return found


def still(count, **kwargs):
    return [(track(at=i, **kwargs),) for i in range(count)]


def gone(count, since, **kwargs):
    return [(track(at=i, seen=since - 1, visible=False, **kwargs),) for i in range(since, since + count)]


def kinds(found):
    return [v.kind for _, v in found]


def test_a_settled_thing_that_vanishes_in_plain_view_is_told_once_and_soon():
    found = violations(*still(10), *gone(20, 10), depth=lambda i: 3.0 if i < 10 else 8.0)
    assert kinds(found) == ["permanence"]
    index, violation = found[0]
    assert index <= 13
    assert violation.object_id == 1
    assert 0.95 <= violation.score <= 1.0
    assert violation.expected.shape == violation.observed.shape == (6,)


def test_a_thing_that_something_nearer_hides_has_not_vanished():
    assert violations(*still(10), *gone(20, 10), depth=lambda i: 3.0 if i < 10 else 1.5) == []


def test_a_thing_that_is_still_there_was_only_missed_by_the_detector():
    assert violations(*still(10), *gone(20, 10), depth=lambda i: 3.0) == []
    assert violations(*still(10), *gone(20, 10)) == []  # without depth the picture still looks the same


def test_a_thing_behind_another_has_not_vanished():
    other = {"track_id": 2, "position": (2.0, 0.0, 0.5)}
    steps = [(a[0], track(at=i, **other)) for i, a in enumerate([*still(10), *gone(20, 10)])]
    assert violations(*steps) == []


def test_who_walks_out_of_the_picture_has_not_vanished():
    edge = {"where": (285.0, 80.0, 318.0, 160.0)}
    assert violations(*still(10, **edge), *gone(20, 10, **edge), depth=lambda i: 3.0 if i < 10 else 8.0) == []


def test_what_slid_behind_something_before_it_was_lost_has_not_vanished():
    shrinking = [(track(at=i, where=(140.0, 80.0, 180.0 - 3 * i, 160.0)),) for i in range(10)]
    lost = gone(20, 10, where=(140.0, 80.0, 153.0, 160.0))
    assert violations(*shrinking, *lost, depth=lambda i: 3.0 if i < 10 else 8.0) == []


def test_a_jump_that_lasts_breaks_continuity():
    before = still(10)
    after = [(track(position=(3.0, 2.0, 0.5), at=i),) for i in range(10, 20)]
    assert kinds(violations(*before, *after)) == ["continuity"]


def test_a_wild_measurement_that_is_taken_back_does_not():
    before, wild = still(10), [(track(position=(3.0, 2.0, 0.5), at=10),)]
    assert violations(*before, *wild, *[(track(at=i),) for i in range(11, 20)]) == []


def test_a_walk_a_sprint_and_a_kick_are_continuous():
    for speed in (1.0, 6.0, 12.0):
        walk = [
            (track(position=(3.0, 0.1 * speed * i, 0.5), velocity=(0.0, speed, 0.0), at=i),)
            for i in range(20)
        ]
        assert violations(*walk) == []
    kicked = [*still(10)] + [
        (track(position=(3.0, 0.4 * (i - 9), 0.5), velocity=(0.0, 4.0, 0.0), at=i),) for i in range(10, 20)
    ]
    assert violations(*kicked) == []


def test_a_monocular_distance_may_jump_a_direction_may_not():
    near, far = (3.0, 0.0, 0.5), (9.0, 0.0, -0.5)
    mono = {"source": "size", "name": "person"}
    steps = [(track(position=near if i < 10 else far, at=i, **mono),) for i in range(20)]
    assert violations(*steps) == []
    aside = [(track(position=near if i < 10 else (3.0, 2.0, 0.5), at=i, **mono),) for i in range(20)]
    assert kinds(violations(*aside)) == ["continuity"]


def flying(z, vz, y=0.0, vy=1.0, **kwargs):
    return track(position=(3.0, y, z), velocity=(0.0, vy, vz), extent=(0.2, 0.2, 0.2), **kwargs)


def fall(i):
    t = i / 10
    return flying(4.0 - 0.5 * 9.81 * t * t, -9.81 * t, t, at=i)


def test_a_falling_ball_is_as_it_should_be():
    assert violations(*[(fall(i),) for i in range(9)]) == []


@pytest.mark.parametrize("climb", [0.0, 1.5])
def test_what_hovers_or_falls_upwards_defies_gravity(climb):
    steps = [(flying(2.0 + climb * i / 10, climb, i / 10, at=i),) for i in range(10)]
    found = violations(*steps)
    assert kinds(found) == ["gravity"]
    assert found[0][0] <= 6


def test_what_swerves_in_the_air_defies_inertia():
    def ball(i):
        t = i / 10
        y = t if i < 5 else 0.5 - 6.0 * (t - 0.5)
        return flying(6.0 - 0.5 * 9.81 * t * t, -9.81 * t, y, 1.0 if i < 5 else -6.0, at=i)

    assert "inertia" in kinds(violations(*[(ball(i),) for i in range(10)]))


def test_what_lies_on_a_table_is_no_miracle():
    assert violations(*[(flying(1.0, 0.0, 0.0, 0.0, at=i),) for i in range(30)]) == []


def test_a_person_on_stairs_is_no_miracle():
    steps = [
        (track(position=(3.0, 0.1 * i, 2.5), velocity=(0, 1, 0), name="person", at=i),) for i in range(20)
    ]
    assert violations(*steps) == []


def test_noise_within_its_claim_raises_no_alarm():
    rng = np.random.default_rng(3)
    steps = [(track(position=rng.normal((3.0, 0.0, 0.5), 0.1), sigma_m=0.1, at=i),) for i in range(600)]
    assert violations(*steps) == []


def test_a_violation_becomes_an_event_and_a_correction():
    physics = PhysicsExpert(PhysicsConfig(model="ballistic"))
    proposals = []
    for i, tracks in enumerate([*still(10), *gone(10, 10)]):
        picture = frame(i, 3.0 if i < 10 else 8.0)
        proposals.append(physics.propose(physics.step(picture, Upstream(memory=objects(i, *tracks)))))
    told = [p for p in proposals if any(n.group == "event" for n in p.nodes)]
    assert len(told) == 1
    keys = {n.group: n.key for n in told[0].nodes}
    assert keys["event"] == f"event/permanence-1-{told[0].stamp_ns}"
    assert keys["correction"] == "object/1"
