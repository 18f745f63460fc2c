# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Permanence: a settled thing in the middle of the picture is gone, and nothing is in front of it."""

from __future__ import annotations

from sgw_ros.core.types import Frame, Objects, Track, Violation
from sgw_ros.experts.physics.bodies import self_propelled
from sgw_ros.experts.physics.evidence import (
    Box,
    depth_of,
    depth_sigma,
    gone_by_depth,
    still_there,
    thumbnail,
)
from sgw_ros.experts.physics.history import History, Moment

SETTLED_S = 0.7
"""A thing seen for at least this long is no flicker of the detector."""
SUDDEN_S = 0.6
"""It must have been in sight this shortly before: through a longer gap it may have walked away."""
SHRINKING = 0.6
"""A box that lost more than this share of its area just before was sliding behind something."""
EDGE_SHARE = 0.05
"""Distance to the picture's edge, share of the width, from which a thing may have left."""
INWARDS = 0.03
"""Way, share of the width, that it must have moved away from the edge in 0.8 s to be staying."""
COVERED = 0.15
"""Share of the place that another box must cover to hide what is there."""
STEADY = 0.7
"""Share of the last looks that must have found it: what comes and goes is a matter of the detector."""
WAIT_S = {True: 0.3, False: 0.8}
"""How long it must stay away, with and without depth as a witness."""
MISSED_BY_CHANCE = 0.1
"""What the memory grants to chance when it calls a thing out of sight; it halves every `HALVING_S`."""
HALVING_S = 0.1
WALK_M, WALK_MPS = 0.5, 1.5
"""How far aside of where it should be a walking thing is looked for: at once, and per second."""


class Permanence:
    """Watches one object for vanishing."""

    def __init__(self) -> None:
        self._last: Moment | None = None

    def check(self, frame: Frame, objects: Objects, history: History) -> Violation | None:
        """The violation, once, when the thing has been away for long enough without an excuse."""
        track = history.now.track
        if track.visible:
            self._last = None
            return None
        before = history.before
        if before is not None and before.track.visible and _settled(frame, objects, history, before):
            self._last = before
        if self._last is None:
            return None
        witness = self._witness(frame, objects, track, history)
        if witness is None:
            self._last = None
            return None
        away_s = (objects.stamp_ns - self._last.track.last_seen_ns) / 1e9
        if away_s < WAIT_S[witness]:
            return None
        expected = self._last.state
        self._last = None
        chance = MISSED_BY_CHANCE * 0.5 ** (away_s / HALVING_S)
        return Violation(track.id, "permanence", 1.0 - chance, expected, history.now.state)

    def _witness(self, frame: Frame, objects: Objects, track: Track, history: History) -> bool | None:
        """True when depth, False when only the look says that it is gone; None when it is not.

        Without depth nothing is claimed of what walks: it may be next to where it is looked for.
        """
        depth_m = depth_of(objects.T_odom_cam, track.position)
        if depth_m <= 0.0:
            return None
        away_s = (objects.stamp_ns - track.last_seen_ns) / 1e9
        walks = self_propelled(track)
        reach_m = WALK_M + WALK_MPS * away_s if walks else 0.25 * float(track.extent[1])
        sigma_m = depth_sigma(objects.T_odom_cam, track.covariance[:3, :3])
        gone = gone_by_depth(frame, track.box, depth_m, sigma_m, reach_m * frame.camera.fx / depth_m)
        if gone is not None:
            return True if gone else None
        if walks or _covered(track, objects, depth_m + 2.0 * sigma_m):
            return None
        return None if still_there(history.look, thumbnail(frame, track.box)) else False


def _settled(frame: Frame, objects: Objects, history: History, before: Moment) -> bool:
    track = before.track
    if track.last_seen_ns - track.first_seen_ns < SETTLED_S * 1e9:
        return False
    if objects.stamp_ns - track.last_seen_ns > SUDDEN_S * 1e9:
        return False
    earlier = history.ago(0.8)
    if earlier is None:
        return False
    recent = [m for m in history.moments if earlier.stamp_ns <= m.stamp_ns <= before.stamp_ns]
    if sum(m.track.last_seen_ns == m.stamp_ns for m in recent) < STEADY * len(recent):
        return False
    if _leaving(earlier.track.box, history.now.track.box, *frame.image.shape[1::-1]):
        return False
    return _area(track.box) >= SHRINKING * _area(earlier.track.box)


def _leaving(before: Box, now: Box, width: int, height: int) -> bool:
    """Whether a box is near an edge of the picture and not clearly moving away from it."""
    margin, inwards = EDGE_SHARE * width, INWARDS * width
    du = 0.5 * (now[0] + now[2] - before[0] - before[2])
    dv = 0.5 * (now[1] + now[3] - before[1] - before[3])
    return (
        (now[0] < margin and du < inwards)
        or (now[1] < margin and dv < inwards)
        or (now[2] > width - margin and du > -inwards)
        or (now[3] > height - margin and dv > -inwards)
    )


def _covered(track: Track, objects: Objects, up_to_m: float) -> bool:
    """Whether another thing that is not farther away than `up_to_m` hides the place."""
    own = _area(track.box)
    for other in objects.tracks:
        if (
            other.id == track.id
            or not other.visible
            or depth_of(objects.T_odom_cam, other.position) > up_to_m
        ):
            continue
        width = min(track.box[2], other.box[2]) - max(track.box[0], other.box[0])
        height = min(track.box[3], other.box[3]) - max(track.box[1], other.box[1])
        if width > 0 and height > 0 and width * height > COVERED * own:
            return True
    return False


def _area(box: Box) -> float:
    return max(box[2] - box[0], 0.0) * max(box[3] - box[1], 0.0)
