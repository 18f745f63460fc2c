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

from training.physics.hulls import Hulls, hulls_of

TINY_M = 1e-6
NO_DIRECTION_M = 1e6
AXES = 3 + 6
"""Directions that are tried: between centres and closest points, and the bodies' own."""
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

    A body's reach along a direction d of its own frame is `radius` + `flat` |d| + sqrt(`round` d^2) + the
    greatest of `corners` d.

    Attributes:
        low, high: [E, 6] m, of the boxes of the first and the second.
        flat: [E, 6, 1] m.
        round: [E, 6, 2] m^2, a column for either.
        radius: [E, 1] m, the sum of both.
        hulls: of those that have corners.
    """

    low: Tensor
    high: Tensor
    flat: Tensor
    round: Tensor
    radius: Tensor
    hulls: Hulls


@dataclass(frozen=True, eq=False)
class Gap:
    """E pairs.

    Attributes:
        apart: [..., E, 1] m between surfaces, negative inside.
        normal: [..., E, 3] from first to second.
        first_point, second_point: [..., E, 3] m, of each box the point closest to the other's centre.
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
    both = torch.cat([first.rotation, second.rotation], dim=-1)
    there = gap_at(second.position - first.position, both, pairs)
    out, back = first.position + there.first_point, first.position + there.second_point
    return Gap(there.apart, there.normal, out, back)


def gap_at(offset: Tensor, both: Tensor, pairs: Pairs) -> Gap:
    """The same, all places from the first's centre.

    Args:
        offset: [..., E, 3] m of the second's centre.
        both: [..., E, 3, 6] axes of the first, then of the second.
        pairs: what they are.
    """
    local = (offset[..., None, :] @ both)[..., 0, :]
    inside = torch.maximum(torch.minimum(local, pairs.high), pairs.low)[..., None]
    near = offset[..., None] - both @ (inside * inside.new_tensor(WHOSE))
    length = (near.square().sum(dim=-2) + TINY_M**2).sqrt()
    axes = torch.cat([near / length[..., None, :], both], dim=-1)
    turned = axes.transpose(-1, -2) @ torch.cat([both, offset[..., None]], dim=-1)
    across, along = turned[..., :6], turned[..., 6]
    flat, curved = (across.abs() @ pairs.flat)[..., 0], (across.square() @ pairs.round + TINY_M**2).sqrt()
    sign = torch.where(along < 0, -1.0, 1.0)
    reach = pairs.hulls.added(flat + pairs.radius + curved.sum(dim=-1), across * sign[..., None])
    # A point inside the other's box has no direction to it.
    nowhere = torch.cat([length < 2 * TINY_M, torch.zeros_like(local, dtype=torch.bool)], dim=-1)
    apart = torch.where(nowhere, -NO_DIRECTION_M, along.abs() - reach)
    distance, best = apart.max(dim=-1, keepdim=True)
    chosen = torch.where(best == torch.arange(AXES, device=best.device), sign, 0.0)
    normal = (axes @ chosen[..., None])[..., 0]
    return Gap(distance, normal, offset - near[..., 2], near[..., 1])


def carried(between: Gap, offset: Tensor) -> Gap:
    """The same, with its gradient by `offset` [..., E, 3] m, the second's place from the first.

    A distance changes along its normal, whatever the shapes; how it changes with turns is left out.
    """
    if not torch.is_grad_enabled():
        return between
    shift = offset - offset.detach()
    return Gap(
        between.apart + (shift * between.normal).sum(dim=-1, keepdim=True),
        between.normal,
        between.first_point,
        between.second_point + shift,
    )
