# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import json

from sgw_ros.core.types import Risk, Telemetry
from sgw_ros.supervisor.supervisor import Supervisor

from .moments import BOX, FRAME_NS, contact, detections, objects, physics, risk, track, violation


def events(supervisor, number, **results):
    stamp = number * FRAME_NS
    made = {name: make(stamp) for name, make in results.items()}
    return [(t.event, t.object_id) for t in supervisor.observe(stamp, 0.1, **made).traces]


def high(stamp):
    return risk(stamp, Risk.HIGH)


def near(stamp):
    return physics(stamp, [contact()])


def odd(stamp):
    return physics(stamp, [contact(2)], [violation(1), violation(3, score=0.5)])


def test_each_critical_event_is_traced_when_it_begins():
    supervisor = Supervisor()
    first = events(supervisor, 1, physics=odd, risk=high)
    assert first == [("violation: gravity", 1), ("contact imminent", 2), ("risk high", 0)]
    assert events(supervisor, 2, physics=odd, risk=high) == []


def test_an_event_counts_again_after_a_pause():
    supervisor = Supervisor()
    assert len(events(supervisor, 1, risk=high)) == 1
    assert events(supervisor, 30, risk=high) == []
    assert len(events(supervisor, 61, risk=high)) == 1


def test_a_trace_says_what_was_seen_expected_decided_and_spent():
    stamp = FRAME_NS
    output = Supervisor().observe(
        stamp,
        0.1,
        visual=detections(stamp, 0.8),
        memory=objects(stamp, track()),
        physics=physics(stamp, violations=[violation()], forecast=[1]),
        risk=risk(stamp),
        telemetry=[Telemetry("visual", stamp, True, 3.0), Telemetry("physics", stamp, True, 1.5)],
    )
    [trace] = output.traces
    visual, expected, decision = (json.loads(t) for t in (trace.visual, trace.physics, trace.decision))
    assert (visual["class"], visual["box"], visual["score"]) == ("person", list(BOX), 0.8)
    assert expected["kind"] == "gravity"
    assert expected["path_m"] == [[1.0, 1.0, 1.0]]
    assert (decision["risk"], decision["action"]) == ("none", "stop")
    assert trace.cost_ms == 4.5


def test_regions_are_asked_for_on_ambiguity_and_not_again_at_once():
    supervisor = Supervisor()

    def regions(number, source, made):
        stamp = number * FRAME_NS
        seen = objects(stamp, track(range_source=source))
        routing = supervisor.observe(stamp, 0.1, memory=seen, physics=made(stamp)).routing
        return routing.regions if routing else None

    assert regions(1, "depth", near) == ()
    assert regions(2, "assumed", near) == (BOX,)
    assert regions(3, "assumed", near) is None
    assert regions(60, "ground", odd) == (BOX,)
