# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Changes of velocity that no contact can explain.

Whatever changes a body's velocity beyond gravity is a push of something it touches: outwards, within the cone
of friction, and felt by both. What is left after the best such pushes is unexplained.
Source: Ericson 2005 and Stewart 2000, "Rigid-Body Dynamics with Friction and Impact" (friction cones).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls

from training.physics.forecast import Floats

SIDES = 8
"""Edges of the pyramid that stands for a cone of friction."""


@dataclass(frozen=True, eq=False)
class Touch:
    """Pairs that may touch during a window.

    Attributes:
        first, second: int64[P] rows.
        normal: [P, 3] from first to second.
        friction: [P].
    """

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    normal: Floats
    friction: Floats


def unexplained(push: Floats, mass: Floats, movable: NDArray[np.bool_], touch: Touch) -> Floats:
    """[N] m/s of each row's `push` [N, 3] m/s that touches cannot give; static rows have none.

    Rows that touch no other movable one are solved alone, the others with those they touch.
    """
    left = np.where(movable, np.linalg.norm(push, axis=1), 0.0)
    for rows in groups(touch, movable):
        members = np.zeros(len(push), bool)
        members[rows] = True
        picked = np.flatnonzero(members[touch.first] | members[touch.second])
        if len(picked) and left[rows].max() > 0.0:
            left[rows] = _residual(push, mass, rows, _pick(touch, picked))
    return left


def _residual(push: Floats, mass: Floats, rows: NDArray[np.int64], touch: Touch) -> Floats:
    """[R] m/s left of some rows after the best pushes; least squares of momentum's root."""
    edges = _cone(touch.normal, touch.friction)
    place = np.full(len(push), -1)
    place[rows] = np.arange(len(rows))
    system = np.zeros((len(rows), 3, len(touch.first), SIDES))
    for pair, (first, second) in enumerate(zip(place[touch.first], place[touch.second], strict=True)):
        if first >= 0:
            system[first, :, pair] -= edges[pair] / mass[rows[first]]
        if second >= 0:
            system[second, :, pair] += edges[pair] / mass[rows[second]]
    weight = np.sqrt(mass[rows])[:, None]
    matrix = (weight[..., None, None] * system).reshape(3 * len(rows), -1)
    wanted = weight * push[rows]
    scale = np.linalg.norm(matrix, axis=0).max()
    solution, _ = nnls(matrix / scale, wanted.ravel(), maxiter=50 * matrix.shape[1])
    rest = (wanted.ravel() - matrix @ solution / scale).reshape(-1, 3) / weight
    result: Floats = np.linalg.norm(rest, axis=1)
    return result


def _cone(normal: Floats, friction: Floats) -> Floats:
    """[P, 3, SIDES] edges of the friction pyramids about `normal` [P, 3]."""
    aside = np.where(np.abs(normal[:, :1]) < 0.7, np.array([1.0, 0.0, 0.0]), np.array([0.0, 1.0, 0.0]))
    across = np.cross(normal, aside)
    across /= np.linalg.norm(across, axis=1, keepdims=True)
    along = np.cross(normal, across)
    angle = 2 * np.pi * np.arange(SIDES) / SIDES
    ring = across[..., None] * np.cos(angle) + along[..., None] * np.sin(angle)
    edges: Floats = normal[..., None] + friction[:, None, None] / np.cos(np.pi / SIDES) * ring
    return edges


def _pick(touch: Touch, pairs: NDArray[np.int64]) -> Touch:
    return Touch(touch.first[pairs], touch.second[pairs], touch.normal[pairs], touch.friction[pairs])


def groups(touch: Touch, movable: NDArray[np.bool_]) -> list[NDArray[np.int64]]:
    """Movable rows that hang together by touching: what cannot move connects nobody."""
    both = movable[touch.first] & movable[touch.second]
    first, second = touch.first[both], touch.second[both]
    label = np.arange(len(movable))
    for _ in range(len(movable)):
        lower = np.minimum(label[first], label[second])
        before = label.copy()
        np.minimum.at(label, first, lower)
        np.minimum.at(label, second, lower)
        if (label == before).all():
            break
    return [np.flatnonzero(movable & (label == name)) for name in np.unique(label[movable])]
