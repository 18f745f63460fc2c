# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""How far the surfaces of two bodies are apart, from the support functions of their shapes.

The distance of two convex bodies is the greatest, over all directions, of their separation along it. A
handful of directions (the bodies' own axes and those of the closest points) gives a lower bound that is exact
for spheres, faces and floors, costs the same for every pair, and has gradients.
Source: Ericson 2005, "Real-Time Collision Detection", ch. 4.4 and 5.2.1 (separating axes).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

TINY_M = 1e-6
NO_DIRECTION_M = 1e6


@dataclass(frozen=True, eq=False)
class Shapes:
    """R rigid bodies: `half`, `kind` and `corners` as in `SceneGraph`."""

    half: Tensor
    kind: Tensor
    corners: Tensor

    def at(self, rows: Tensor) -> Shapes:
        """Those of some rows."""
        return Shapes(self.half[rows], self.kind[rows], self.corners[rows])


@dataclass(frozen=True, eq=False)
class Poses:
    """Centres `position` [..., R, 3] m and `rotation` [..., R, 3, 3], whose columns are the body's axes."""

    position: Tensor
    rotation: Tensor


@dataclass(frozen=True, eq=False)
class Pairs:
    """What E pairs of shapes are, whichever way they lie: made once, asked at every step.

    A body's reach along a direction d of its own frame is `radius` + `flat` |d| + sqrt(`round` d^2) + the
    greatest of `corners` d.

    Attributes:
        low, high: [E, 6] m, of the boxes of the first and the second.
        flat: [E, 6, 1] m.
        round: [E, 6, 2] m^2, a column for either.
        radius: [E, 1] m, the sum of both.
        corners: [E, 2, 3, CORNERS] m.
    """

    low: Tensor
    high: Tensor
    flat: Tensor
    round: Tensor
    radius: Tensor
    corners: Tensor


@dataclass(frozen=True, eq=False)
class Gap:
    """E pairs.

    Attributes:
        distance: [..., E] m between surfaces, negative inside.
        normal: [..., E, 3] from first to second.
        first_point, second_point: [..., E, 3] m, of each box the point closest to the other's centre.
    """

    distance: Tensor
    normal: Tensor
    first_point: Tensor
    second_point: Tensor


def gap(first: Poses, first_shapes: Shapes, second: Poses, second_shapes: Shapes) -> Gap:
    """The gap of E pairs, [E] rows each."""
    return gap_of(first, second, pair(first_shapes, second_shapes))


def pair(first: Shapes, second: Shapes) -> Pairs:
    """Pairs of E shapes each."""
    flat_first, round_first, radius_first = _supports(first)
    flat_second, round_second, radius_second = _supports(second)
    nought = torch.zeros_like(round_first)
    (low_first, high_first), (low_second, high_second) = _box(first), _box(second)
    return Pairs(
        torch.cat([low_first, low_second], dim=-1),
        torch.cat([high_first, high_second], dim=-1),
        torch.cat([flat_first, flat_second], dim=-1)[..., None],
        torch.stack(
            [torch.cat([round_first, nought], dim=-1), torch.cat([nought, round_second], dim=-1)], dim=-1
        ),
        radius_first + radius_second,
        torch.stack([first.corners, second.corners], dim=1).transpose(-1, -2),
    )


def _supports(shapes: Shapes) -> tuple[Tensor, Tensor, Tensor]:
    """`flat` [R, 3], `round` [R, 3], `radius` [R, 1]; a mesh without corners is the ellipsoid in its box."""
    x, z = shapes.half[:, 0], shapes.half[:, 2]
    nought = torch.zeros_like(x)
    sphere, box, cylinder, capsule, ellipsoid, mesh = shapes.kind.unbind(dim=-1)
    flat = box[:, None] * shapes.half + torch.stack(
        [nought, nought, cylinder * z + capsule * (z - x)], dim=-1
    )
    curved = (sphere + ellipsoid + mesh * ~_has_corners(shapes))[:, None] * shapes.half
    across = torch.stack([cylinder * x, cylinder * x, nought], dim=-1)
    return flat, (curved + across).square(), (capsule * x)[:, None]


def _has_corners(shapes: Shapes) -> Tensor:
    """bool[R]."""
    return (shapes.corners != 0).any(dim=-1).any(dim=-1)


def _box(shapes: Shapes) -> tuple[Tensor, Tensor]:
    """Its lower and upper bounds [R, 3] m: a mesh's centre of mass need not be in the middle."""
    known = _has_corners(shapes)[:, None]
    return (
        torch.where(known, shapes.corners.amin(dim=1), -shapes.half),
        torch.where(known, shapes.corners.amax(dim=1), shapes.half),
    )


def gap_of(first: Poses, second: Poses, pairs: Pairs) -> Gap:
    """The gap of [..., E] pairs."""
    offset = second.position - first.position
    both = torch.cat([first.rotation, second.rotation], dim=-1)
    local = (offset[..., None, :] @ both)[..., 0, :]
    inside = both * torch.maximum(torch.minimum(local, pairs.high), pairs.low)[..., None, :]
    out, back = inside[..., :3].sum(dim=-1), inside[..., 3:].sum(dim=-1)
    near = torch.stack([offset, offset - back, offset - out], dim=-1)
    length = (near.square().sum(dim=-2) + TINY_M**2).sqrt()
    axes = torch.cat([near / length[..., None, :], both], dim=-1)
    turned = axes.transpose(-1, -2) @ torch.cat([both, offset[..., None]], dim=-1)
    across, along = turned[..., :6], turned[..., 6]
    flat, curved = (across.abs() @ pairs.flat)[..., 0], (across.square() @ pairs.round + TINY_M**2).sqrt()
    outwards = across * torch.where(along < 0, -1.0, 1.0)[..., None]
    ways = torch.stack([outwards[..., :3], -outwards[..., 3:]], dim=-3)
    pointed = (ways @ pairs.corners).amax(dim=-1).sum(dim=-2)
    apart = along.abs() - (flat + pairs.radius + curved.sum(dim=-1) + pointed)
    # A point inside the other's box has no direction to it.
    nowhere = torch.cat([length < 2 * TINY_M, torch.zeros_like(local, dtype=torch.bool)], dim=-1)
    distance, best = torch.where(nowhere, -NO_DIRECTION_M, apart).max(dim=-1, keepdim=True)
    sign = torch.where(along.gather(-1, best) < 0, -1.0, 1.0)
    index = best[..., None, :].expand(*axes.shape[:-1], 1)
    normal = axes.gather(-1, index)[..., 0] * sign
    return Gap(distance[..., 0], normal, first.position + out, second.position - back)
