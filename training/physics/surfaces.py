# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""How far the surfaces of two bodies are apart, from the support functions of their shapes.

The distance of two convex bodies is the greatest, over all directions, of their separation along it. A
handful of directions (the bodies' own axes and those of the closest points) gives a lower bound that is exact
for spheres, faces and floors, and costs the same for every pair.
Source: Ericson 2005, "Real-Time Collision Detection", ch. 4.4 and 5.2.1 (separating axes).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from training.episodes.trajectory import SHAPES
from training.physics.ellipsoids import inverse_sum
from training.physics.hulls import Hulls, hulls_of
from training.physics.rounds import RIM_M, Rounds, rounds_of

CYLINDER = SHAPES.index("cylinder")
TINY_M = 1e-6
NO_DIRECTION_M = 1e6
AXES = 3 + 1 + 6
"""Directions that are tried: between centres and closest points, that of the ellipsoids in both bodies'
boxes, and the bodies' own."""
SUMMED = tuple(tuple(float(row % 4 == column) for column in range(4)) for row in range(12))
"""From the squares of four vectors, side by side, to their sums: ONNX Runtime is slow to sum over columns."""
WHOSE = ((0.0, 0.0, 1.0),) * 3 + ((0.0, 1.0, 0.0),) * 3
"""Whose closest point is taken off the offset, for each of the six axes of both."""


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

    A body's reach along a direction d of its own frame is `radius` + `flat` |d|, and what it bulges, and the
    greatest of its corners' d.

    Attributes:
        low, high: [E, 6] m, of the cores of the first and of the second, turned round: boxes without what is
            curved about them.
        flat: [E, 6, 1] m.
        squares: [E, 6] m^2, half the size of the boxes, squared.
        radius: [E, 2] m, of both.
        rounds: of those that have ellipsoids or cylinders.
        hulls: of those that have corners.
    """

    low: Tensor
    high: Tensor
    flat: Tensor
    squares: Tensor
    radius: Tensor
    rounds: Rounds
    hulls: Hulls


@dataclass(frozen=True, eq=False)
class Gap:
    """E pairs.

    Attributes:
        apart: [..., E, 1] m between surfaces, negative inside.
        normal: [..., E, 3] from first to second.
        first_point, second_point: [..., E, 3] m, of each surface the point that is nearest to the other: of
            what is curved the one with this normal, of a face the one closest to the other's centre.
    """

    apart: Tensor
    normal: Tensor
    first_point: Tensor
    second_point: Tensor

    @property
    def distance(self) -> Tensor:
        """[..., E] m."""
        return self.apart[..., 0]


def gap(first: Poses, first_shapes: Shapes, second: Poses, second_shapes: Shapes) -> Gap:
    """The gap of E pairs, [E] rows each."""
    return gap_of(first, second, pair(first_shapes, second_shapes))


def pair(first: Shapes, second: Shapes) -> Pairs:
    """Pairs of E shapes each."""
    corners = torch.stack([first.corners, second.corners], dim=1).transpose(-1, -2)
    flat_first, round_first, radius_first = _supports(first)
    flat_second, round_second, radius_second = _supports(second)
    cylinders = torch.stack([first.kind[:, CYLINDER], second.kind[:, CYLINDER]], dim=-1)
    (low_first, high_first), (low_second, high_second) = _core(first, flat_first), _core(second, flat_second)
    return Pairs(
        torch.cat([low_first, -high_second], dim=-1),
        torch.cat([high_first, -low_second], dim=-1),
        torch.cat([flat_first, flat_second], dim=-1)[..., None],
        torch.cat([first.half, second.half], dim=-1).square(),
        torch.cat([radius_first, radius_second], dim=-1),
        rounds_of(round_first, round_second, RIM_M**2 * cylinders[:, None]),
        hulls_of(corners),
    )


def _supports(shapes: Shapes) -> tuple[Tensor, Tensor, Tensor]:
    """`flat` [R, 3], `round` [R, 3], `radius` [R, 1]; a mesh without corners is the ellipsoid in its box."""
    x, z = shapes.half[:, 0], shapes.half[:, 2]
    nought = torch.zeros_like(x)
    sphere, box, cylinder, capsule, ellipsoid, mesh = shapes.kind.unbind(dim=-1)
    flat = box[:, None] * shapes.half + torch.stack(
        [nought, nought, cylinder * z + capsule * (z - x)], dim=-1
    )
    curved = (ellipsoid + mesh * ~_has_corners(shapes))[:, None] * shapes.half
    across = torch.stack([cylinder * x, cylinder * x, nought], dim=-1)
    return flat, (curved + across).square(), ((sphere + capsule) * x)[:, None]


def _has_corners(shapes: Shapes) -> Tensor:
    """bool[R]."""
    return (shapes.corners != 0).any(dim=-1).any(dim=-1)


def _core(shapes: Shapes, flat: Tensor) -> tuple[Tensor, Tensor]:
    """Bounds [R, 3] m of what is not curved: a mesh's centre of mass need not be in the middle."""
    known = _has_corners(shapes)[:, None]
    return (
        torch.where(known, shapes.corners.amin(dim=1), -flat),
        torch.where(known, shapes.corners.amax(dim=1), flat),
    )


def gap_of(first: Poses, second: Poses, pairs: Pairs) -> Gap:
    """The gap of [..., E] pairs."""
    both = torch.cat([first.rotation, second.rotation], dim=-1)
    there = gap_at(second.position - first.position, turned(both, pairs), pairs)
    out, back = first.position + there.first_point, first.position + there.second_point
    return Gap(there.apart, there.normal, out, back)


def turned(both: Tensor, pairs: Pairs) -> Tensor:
    """[..., E, 3, 9] how pairs are turned: `both` [..., E, 3, 6], axes of the first and of the second, and
    their `inverse_sum`.
    """
    return torch.cat([both, inverse_sum(both, pairs.squares)], dim=-1)


def gap_at(offset: Tensor, turn: Tensor, pairs: Pairs) -> Gap:
    """The same, all places from the first's centre.

    Args:
        offset: [..., E, 3] m of the second's centre.
        turn: [..., E, 3, 9] see `turned`.
        pairs: what they are.
    """
    both, led = turn[..., :6], (offset[..., None, :] @ turn)[..., 0, :]
    local = led[..., :6]
    inside = torch.maximum(torch.minimum(local, pairs.high), pairs.low)[..., None]
    near = offset[..., None] - both @ (inside * inside.new_tensor(WHOSE))
    ways = torch.cat([near, led[..., 6:, None]], dim=-1)
    length = (ways.square().flatten(-2) @ ways.new_tensor(SUMMED) + TINY_M**2).sqrt()
    axes = torch.cat([ways / length[..., None, :], both], dim=-1)
    seen = axes.transpose(-1, -2) @ torch.cat([both, offset[..., None]], dim=-1)
    across, along = seen[..., :6], seen[..., 6]
    flat = (across.abs() @ pairs.flat)[..., 0] + pairs.radius.sum(dim=-1, keepdim=True)
    sign = torch.where(along < 0, -1.0, 1.0)
    reach = pairs.hulls.added(pairs.rounds.added(flat, across), across * sign[..., None])
    # A point inside the other's core has no direction to it.
    nowhere = torch.cat([length < 2 * TINY_M, torch.zeros_like(local, dtype=torch.bool)], dim=-1)
    apart = torch.where(nowhere, -NO_DIRECTION_M, along.abs() - reach)
    distance, best = apart.max(dim=-1, keepdim=True)
    chosen = torch.where(best == torch.arange(AXES, device=best.device), sign, 0.0)
    normal = axes @ chosen[..., None]
    points = offset[..., None] - near[..., 1:].flip(-1) + pairs.radius[:, None] * normal
    points = pairs.rounds.rims(points, chosen, across, both)
    return Gap(distance, normal[..., 0], points[..., 0], offset - points[..., 1])
