# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Six people come and go in a real clip; which frames show one was labelled by looking."""

import json
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from pathlib import Path

import pytest

from sgw_ros.core.types import Reason, Risk
from sgw_ros.ingest.source import open_source
from sgw_ros.pipeline import Pipeline, configure
from sgw_ros.supervisor.config import SupervisorConfig
from test.experts.clips import ONE_BY_ONE

LABELS = json.loads((Path(__file__).parents[1] / "assets/one_by_one_labels.json").read_text())
THROTTLED = {"flow", "visual", "memory", "physics"}

pytestmark = pytest.mark.slow


@dataclass
class Seen:
    warned: list[bool] = field(default_factory=list)
    calm: list[bool] = field(default_factory=list)
    people: dict[int, set[int]] = field(default_factory=dict)
    violations: int = 0
    activity: list[float] = field(default_factory=list)
    ran: list[set[str]] = field(default_factory=list)


def person_at(index: int) -> int | None:
    """Which of the labelled people shows in frame `index`."""
    spans = enumerate(LABELS["people"])
    return next((who for who, (first, last) in spans if first <= index <= last), None)


@cache
def watch(throttle: bool) -> Seen:
    """The clip through the loop; it takes a while, hence once only."""
    pipeline, found = Pipeline(configure({"supervisor": {"throttle": throttle}})), Seen()
    source = open_source(str(ONE_BY_ONE))
    for index, output in enumerate(pipeline.run(source)):
        assessment, who = output.risk.assessment, person_at(index)
        if who is None:
            found.calm.append(assessment.risk is Risk.NONE)
        else:
            found.warned.append(assessment.risk >= Risk.LOW and assessment.reason is Reason.HUMAN)
            for track in output.memory.tracks if output.memory else ():
                if track.visible:
                    found.people.setdefault(who, set()).add(track.id)
        found.violations += len(output.physics.violations) if output.physics else 0
        found.activity.append(output.frame.activity)
        found.ran.append({t.expert for t in output.telemetry if t.ran})
    source.close()
    pipeline.close()
    return found


@pytest.fixture(scope="module", params=[True, False], ids=["throttled", "every frame"])
def seen(request: pytest.FixtureRequest) -> Seen:
    return watch(request.param)


@pytest.fixture(scope="module")
def throttled() -> Seen:
    return watch(throttle=True)


def test_the_whole_clip_was_judged(seen):
    assert len(seen.warned) + len(seen.calm) == LABELS["frames"]
    assert all("risk" in ran for ran in seen.ran)


def test_people_are_warned_of(seen):
    assert sum(seen.warned) >= 0.95 * len(seen.warned)


def test_empty_frames_are_calm(seen):
    assert sum(seen.calm) >= 0.97 * len(seen.calm)


def test_each_person_is_one_track_and_another_one_than_before(seen):
    assert [len(ids) for _, ids in sorted(seen.people.items())] == [1] * len(LABELS["people"])
    assert len(set().union(*seen.people.values())) == len(LABELS["people"])


def test_nothing_impossible_happens(seen):
    assert seen.violations == 0


def test_still_stretches_cost_at_least_60_percent_less(throttled):
    """Counted in runs of experts, whose cost depends on the machine; stretches of 2 s and more."""
    calm, frames = SupervisorConfig().calm_activity, range(len(throttled.ran))
    runs_of = groupby(frames, key=lambda i: throttled.activity[i] < calm)
    stretches = [list(group) for is_still, group in runs_of if is_still]
    still = [i for stretch in stretches if len(stretch) >= 2 * LABELS["rate_hz"] for i in stretch]
    runs = sum(len(throttled.ran[i] & THROTTLED) for i in still)
    assert len(still) > 300
    assert runs <= 0.4 * len(THROTTLED) * len(still)


def test_motion_wakes_everybody_within_two_frames(throttled):
    wake = SupervisorConfig().wake_activity
    moved = [i for i, activity in enumerate(throttled.activity[:-2]) if activity >= wake]
    starts = [i for i in moved if not throttled.ran[i] >= THROTTLED]
    assert starts
    for i in starts:
        assert throttled.ran[i + 1] >= THROTTLED or throttled.ran[i + 2] >= THROTTLED
