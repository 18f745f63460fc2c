# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""All of it as numbers that a model reads beside the telemetry: clearances, and what rules would say of them.

How near the rover comes to things at any speed and turn need not be found in examples.
"""

from __future__ import annotations

import torch
from torch import Tensor

from training.risk.encoder.truth import LEAST_M, MOST_M, SECTORS
from training.risk.outlook.closeness import ASKED, closeness
from training.risk.outlook.sights import Sights
from training.risk.outlook.tracking import Tracks
from training.risk.outlook.verdicts import VERDICTS, verdicts
from training.risk.outlook.ways import SPEED, moments, nearest_until, ways
from training.simulation.rover.labels import VIEW_M
from training.simulation.rover.motion import PERSON_M, ROVER_M

UNTIL_S = (0.0, 0.45, 1.05, 1.5, 2.1, 3.0)
NOBODY_M, SHARPNESS = 3.0, 2.0
"""How much farther away somebody is who is not there."""
REMEMBERED = (0, 2, 4, 6)
"""Frames beside the last one in which what stands is looked for: it may have left the view."""
NUMBERS = 3 * (len(UNTIL_S) + 2) + 4 + 2 * VERDICTS + 1 + len(ASKED)
KNOWN_M = 0.2
"""How well the distance of somebody is known who is so far that it stops to matter."""


def numbers(seen: Sights, tracks: Tracks, telemetry: Tensor) -> Tensor:
    """[B, 55] of what is seen, where people are and go, and raw telemetry [B, 8]."""
    paths = ways(telemetry)
    each, (now, before) = to_people(tracks, paths), _to_things(seen, paths)
    people = each.amin(dim=-1)
    kinds = torch.stack((people, now, before), dim=1)
    people, things = people[:, None], torch.stack((now, torch.minimum(now, before)), dim=1)
    sides = torch.minimum(people, things)[:, :, 1:].amin(dim=-1).clamp(LEAST_M, MOST_M)
    freest, freer = sides.amax(dim=-1, keepdim=True), sides[..., :1] - sides[..., 1:]
    found = (
        nearest_until(kinds[:, :, 0], UNTIL_S),
        kinds[:, :, 1:].amin(dim=-1),
        torch.cat((freest, freer), dim=-1),
    )
    clearances = torch.cat([part.flatten(1) for part in found], dim=1).clamp(-MOST_M, MOST_M)
    near = closeness(each, tracks)
    judged = verdicts(people, near[:, None], things, telemetry[:, None, SPEED : SPEED + 1])
    return torch.cat((clearances, judged.flatten(1), near, _in_sight(tracks)), dim=1)


def to_people(tracks: Tracks, paths: Tensor) -> Tensor:
    """Clearances [B, 3, K, N] m on ways [B, 3, K, 2]."""
    later = tracks.place[:, None] + tracks.velocity[:, None] * moments().to(paths)[None, :, None, None]
    gaps = _apart(later[:, None], paths) - ROVER_M - PERSON_M
    absent = NOBODY_M * torch.sigmoid(-SHARPNESS * tracks.there)
    return gaps + absent[:, None, None]


def _in_sight(tracks: Tracks) -> Tensor:
    """How likely [B, 1] the last frame shows somebody who is not too far to matter."""
    seen, place = tracks.there[:, :SECTORS], tracks.place[:, :SECTORS]
    near = torch.sigmoid((VIEW_M - place.square().sum(dim=-1).sqrt()) / KNOWN_M)
    return (near * torch.sigmoid(seen)).amax(dim=-1, keepdim=True)


def _to_things(seen: Sights, paths: Tensor) -> tuple[Tensor, Tensor]:
    """Least clearances [B, 3, K] m of what stands and is seen now, and of what was seen before."""
    points = seen.still[:, [*REMEMBERED, -1]].flatten(1, 2)
    gaps = _apart(points[:, None, None], paths) - ROVER_M
    return gaps[..., -SECTORS:].amin(dim=-1), gaps[..., :-SECTORS].amin(dim=-1)


def _apart(points: Tensor, paths: Tensor) -> Tensor:
    """Distances [B, 3, K, N] m of points [B, 1 or 3, 1 or K, N, 2] from ways [B, 3, K, 2]."""
    x, y = (
        there - here for there, here in zip(points.unbind(-1), paths[:, :, :, None].unbind(-1), strict=True)
    )
    return (x * x + y * y).clamp_min(1e-6).sqrt()
