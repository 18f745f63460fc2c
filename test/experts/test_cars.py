# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Cars pass below a camera that looks down, of which nobody says how it is mounted."""

import pytest

from sgw_ros.core.types import Risk
from sgw_ros.ingest.source import open_source
from sgw_ros.pipeline import Pipeline
from test.experts.clips import CARS

pytestmark = pytest.mark.slow

EMPTY = [(0, 40), (120, 175), (245, 315)]
"""Frames that show no car, by looking."""


@pytest.mark.parametrize("first", [0, 190, 310])
def test_who_passes_below_is_no_collision(first):
    """From the start, and from the middle of traffic, where nothing has shown yet how the camera looks."""
    source, pipeline, assessments = open_source(str(CARS)), Pipeline(), {}
    for index, frame in enumerate(source):
        if index >= first:
            assessments[index] = pipeline.step(frame).risk.assessment
    source.close()
    pipeline.close()
    assert max(a.risk for a in assessments.values()) <= Risk.MEDIUM
    calm = [a.risk is Risk.NONE for i, a in assessments.items() if any(x <= i <= y for x, y in EMPTY)]
    assert all(calm)
