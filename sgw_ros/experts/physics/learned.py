# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The learned forecaster: the network for things, the built-in one for what it does not cover."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.types import Array
from sgw_ros.experts.physics.between import Between
from sgw_ros.experts.physics.course import Course, Forecaster, Meetings, Present, States
from sgw_ros.experts.physics.network import Network, Outlook
from sgw_ros.experts.physics.over_floor import over_floor
from sgw_ros.experts.physics.rows import rows_of, things_of
from sgw_ros.experts.physics.scene_graph import SceneGraph

FARTHEST_MPS = 100.0
"""What a forecast lets a thing move by in every second at most; beyond, it is no forecast."""


class Learned:
    """Things by the network; what moves by itself, and what it makes no sense of, as `other` says."""

    def __init__(self, network: Network, other: Forecaster) -> None:
        self._network, self._other = network, other

    def course(self, present: Present) -> Course:
        """What the tracks will do from now on.

        Raises:
            ModelError: when the model fails.
        """
        other, rows = self._other.course(present), rows_of(present)
        if not len(rows):
            return other
        graph = over_floor(things_of(present, rows))
        asked = Asked(rows, present.bodies.position[rows], graph, self._network.knots_s)
        return _Forecast(asked, self._network.run(graph), other)


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """What the network was asked: which tracks `rows` [R], where they are seen `place` [R, 3] m in odom."""

    rows: NDArray[np.int64]
    place: Array
    graph: SceneGraph
    knots_s: Array


class _Forecast:
    def __init__(self, asked: Asked, said: Outlook, other: Course) -> None:
        self._asked, self._said, self._other = asked, said, other
        self._knots_s = np.concatenate([[0.0], asked.knots_s])
        # The last row is the floor. The graph may have set on it what is seen elsewhere.
        things, place = slice(0, -1), asked.place
        moved: Array = said.position_mean[:, things].astype(np.float64) - asked.graph.position[things]
        pace = asked.graph.velocity[things, 0].astype(float)
        still = np.zeros((1, *place.shape))
        self._position = np.concatenate([still, moved]) + place
        self._velocity = np.concatenate([pace[None], said.velocity_mean[:, things]])
        self._place_sd = np.concatenate([still, said.position_sd[:, things]])
        self._pace_sd = np.concatenate([still, said.velocity_sd[:, things]])
        self._usable = self._sane(moved)

    def at(self, times_s: Array) -> States:
        """After the last knot everything stays; tracking's own uncertainty adds to the model's."""
        states = self._other.at(times_s)
        position, velocity = states.position.copy(), states.velocity.copy()
        place, pace = states.position_variance.copy(), states.velocity_variance.copy()
        between, used = Between(self._knots_s, times_s), self._usable
        tracks = self._asked.rows[used]
        position[:, tracks] = between.cubic(self._position[:, used], self._velocity[:, used])
        velocity[:, tracks] = between.linear(self._velocity[:, used])
        place[:, tracks] += between.linear(self._place_sd[:, used]) ** 2
        pace[:, tracks] += between.linear(self._pace_sd[:, used]) ** 2
        return States(position, velocity, place, pace)

    def meetings(self, likely: float) -> Meetings:
        """Pairs that share an edge by the network; who lands, too."""
        others, touch = self._other.meetings(likely), self._touch()
        rows = len(touch[0])
        begins = _crossing(touch, self._knots_s, likely)
        judged = np.asarray(np.isfinite(touch).all(axis=0))
        judged[:-1] &= self._usable[:, None]
        judged[:, :-1] &= self._usable
        pair, pair_s = others.pair.copy(), others.pair_s.copy()
        floor, floor_s = others.floor.copy(), others.floor_s.copy()
        first, second = np.nonzero(judged[: rows - 1, : rows - 1])
        at = self._asked.rows[first], self._asked.rows[second]
        pair[at], pair_s[at] = touch[-1, first, second], begins[first, second]
        for row in np.flatnonzero(judged[-1, :-1]):
            track = self._asked.rows[row]
            if floor[track] > 0.0:
                floor[track], floor_s[track] = touch[-1, -1, row], begins[-1, row]
        return Meetings(pair, pair_s, floor, floor_s)

    def _touch(self) -> Array:
        """[K + 1, N, N] probability of having touched by each knot; NaN without an edge."""
        first, second = self._asked.graph.edges
        rows, knots = len(self._asked.graph.position), len(self._said.touch)
        total, count = np.zeros((knots, rows, rows)), np.zeros((rows, rows))
        total[:, first, second] = np.clip(self._said.touch, 0.0, 1.0)
        count[first, second] = 1.0
        both = count + count.T
        with np.errstate(invalid="ignore"):
            mean = (total + total.transpose(0, 2, 1)) / np.where(both > 0, both, np.nan)
        return np.concatenate([np.where(both > 0, 0.0, np.nan)[None], mean])

    def _sane(self, moved: Array) -> NDArray[np.bool_]:
        """Rows [R] of which everything is a number, and a possible one."""
        every = (self._position, self._velocity, self._place_sd, self._pace_sd)
        finite = np.all([np.isfinite(values).all(axis=(0, 2)) for values in every], axis=0)
        reach_m = FARTHEST_MPS * self._knots_s[1:, None]
        with np.errstate(invalid="ignore"):
            near = (np.abs(moved).max(axis=2) <= reach_m).all(axis=0)
            sure = (np.abs(self._place_sd[1:]).max(axis=2) <= reach_m).all(axis=0)
            slow = (np.abs(self._velocity) <= FARTHEST_MPS).all(axis=(0, 2))
        sane: NDArray[np.bool_] = finite & near & sure & slow
        return sane


def _crossing(touch: Array, knots_s: Array, likely: float) -> Array:
    """[N, N] s at which `touch` [K, N, N] reaches `likely`, by straight lines; inf where it does not.

    What has it at the first knot touches now: what rests on another is not about to meet it.
    """
    reached = touch >= likely
    after = reached.argmax(axis=0)
    before = np.maximum(after - 1, 0)
    first, second = np.indices(after.shape)
    low, high = touch[before, first, second], touch[after, first, second]
    share = (likely - low) / np.where(high > low, high - low, 1.0)
    when = knots_s[before] + share * (knots_s[after] - knots_s[before])
    return np.where(reached.any(axis=0), np.where(after <= 1, 0.0, when), np.inf)
