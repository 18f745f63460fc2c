# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Six people come and go in a real clip; which frames show one was labelled by looking."""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import pytest

from sgw_ros.core.geometry import assumed_camera
from sgw_ros.core.types import Frame, Reason, Risk
from sgw_ros.experts.base import Upstream
from sgw_ros.experts.registry import EXPERTS

ROOT = Path(__file__).parents[2]
LABELS = json.loads((ROOT / "test/assets/one_by_one_labels.json").read_text())
DATA = Path(os.environ.get("SGW_DATA", ROOT.parent / "shared/data"))
CLIP = DATA / LABELS["clip"]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not CLIP.exists(), reason=f"{CLIP} is not there; set SGW_DATA to the folder of the clips"
    ),
]


@dataclass
class Seen:
    warned: list[bool] = field(default_factory=list)
    calm: list[bool] = field(default_factory=list)
    people: dict[int, set[int]] = field(default_factory=dict)
    violations: int = 0


def person_at(index: int) -> int | None:
    """Which of the labelled people shows in frame `index`."""
    spans = enumerate(LABELS["people"])
    return next((who for who, (first, last) in spans if first <= index <= last), None)


@pytest.fixture(scope="module")
def seen() -> Seen:
    experts = {name: spec.build(spec.config_type()) for name, spec in EXPERTS.items()}
    video, found = cv2.VideoCapture(str(CLIP)), Seen()
    for index in range(LABELS["frames"]):
        ok, image = video.read()
        if not ok:
            break
        stamp_ns = 10**9 + round(index * 1e9 / LABELS["rate_hz"])
        frame = Frame(stamp_ns, index, image, assumed_camera(image.shape[1], image.shape[0]))
        results = {}
        for name, expert in experts.items():
            inputs = {source: results[source] for source in expert.inputs}
            results[name] = expert.step(frame, Upstream(**inputs))
        assessment, who = results["risk"].assessment, person_at(index)
        if who is None:
            found.calm.append(assessment.risk is Risk.NONE)
        else:
            found.warned.append(assessment.risk >= Risk.LOW and assessment.reason is Reason.HUMAN)
            for track in results["memory"].tracks:
                if track.visible:
                    found.people.setdefault(who, set()).add(track.id)
        found.violations += len(results["physics"].violations)
    return found


def test_people_are_warned_of(seen):
    assert sum(seen.warned) >= 0.8 * len(seen.warned)


def test_empty_frames_are_calm(seen):
    assert sum(seen.calm) >= 0.95 * len(seen.calm)


def test_each_person_is_one_track_and_another_one_than_before(seen):
    assert [len(ids) for _, ids in sorted(seen.people.items())] == [1] * len(LABELS["people"])
    assert len(set().union(*seen.people.values())) == len(LABELS["people"])


def test_nothing_impossible_happens(seen):
    assert seen.violations == 0
