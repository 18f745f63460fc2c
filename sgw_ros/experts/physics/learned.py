# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The learned forecaster: the network for things, the built-in one for what it does not cover."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.types import Array
from sgw_ros.experts.physics.between import Between
from sgw_ros.experts.physics.bodies import carried_on
from sgw_ros.experts.physics.course import Course, Forecaster, Meetings, Present, States
from sgw_ros.experts.physics.network import Network, Outlook
from sgw_ros.experts.physics.over_floor import over_floor
from sgw_ros.experts.physics.plausible import plausible
from sgw_ros.experts.physics.rows import rows_of, things_of
from sgw_ros.experts.physics.scene_graph import SceneGraph

FARTHEST_MPS = 100.0
"""What a forecast lets a thing move by in every second at most; beyond, it is no forecast."""
PAUSE_S = 0.008
"""For every row between two questions at least: a crowd must not take all the time there is."""


class Learned:
    """Things by the network; what moves by itself, and what it makes no sense of, as `other` says."""

    def __init__(self, network: Network, other: Forecaster, rate_hz: float) -> None:
        """The network is asked about the same tracks `rate_hz` times a second at most, if above 0."""
        self._network, self._other = network, other
        self._every_ns = 1e9 / rate_hz if rate_hz > 0.0 else 0.0
        self.reset()

    def reset(self) -> None:
        """Forget what was asked before."""
        self._asked: Asked | None = None

    def course(self, present: Present) -> Course:
        """What the tracks will do from now on.

        Raises:
            ModelError: when the model fails.
        """
        other, rows = self._other.course(present), rows_of(present)
        if not len(rows):
            return other
        ids = {present.tracks[row].id: row for row in rows.tolist()}
        if self._asked is None or self._due(self._asked, present.stamp_ns):
            graph = over_floor(things_of(present, rows))
            said = plausible(graph, self._network.run(graph))
            self._asked = Asked(present.stamp_ns, tuple(ids), graph, self._network.knots_s, said)
        return _Forecast(self._asked, ids, present, other)

    def _due(self, asked: Asked, stamp_ns: int) -> bool:
        pause_ns = max(self._every_ns, PAUSE_S * 1e9 * len(asked.ids)) if self._every_ns else 0.0
        return not 0 <= stamp_ns - asked.stamp_ns < pause_ns


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """What the network was asked, about whom and when, and what it said."""

    stamp_ns: int
    ids: tuple[int, ...]
    graph: SceneGraph
    knots_s: Array
    said: Outlook


class _Forecast:
    """What the network said a moment ago, carried on from where its things are seen now.

    `ids` are the tracks that it would be asked about now, by their place in `present`; who has come since
    then is left to `other`.
    """

    def __init__(self, asked: Asked, ids: Mapping[int, int], present: Present, other: Course) -> None:
        self._asked, self._present, self._other = asked, present, other
        things = np.array([row for row, each in enumerate(asked.ids) if each in ids], dtype=np.int64)
        rows = np.array([ids[asked.ids[thing]] for thing in things], dtype=np.int64)
        self._things, self._rows, said = things, rows, asked.said
        self._place = present.bodies.position[rows]
        self._ago_s = (present.stamp_ns - asked.stamp_ns) / 1e9
        self._knots_s = np.concatenate([[0.0], asked.knots_s])
        moved: Array = said.position_mean[:, things].astype(np.float64) - asked.graph.position[things]
        still = np.zeros((1, len(rows), 3))
        self._moved = np.concatenate([still, moved])
        pace = asked.graph.velocity[things, 0]
        self._velocity = np.concatenate([pace[None], said.velocity_mean[:, things]])
        self._place_sd = np.concatenate([still, said.position_sd[:, things]])
        self._pace_sd = np.concatenate([still, said.velocity_sd[:, things]])
        self._usable = self._sane()

    def at(self, times_s: Array) -> States:
        """After the last knot everything stays; not knowing the present better adds to the model's doubt."""
        states = self._other.at(times_s)
        position, velocity = states.position.copy(), states.velocity.copy()
        place, pace = states.position_variance.copy(), states.velocity_variance.copy()
        used = self._usable
        tracks, velocities = self._rows[used], self._velocity[:, used].astype(np.float64)
        between = Between(self._knots_s, times_s + self._ago_s)
        way = between.cubic(self._moved[:, used], velocities)
        done = Between(self._knots_s, np.array([self._ago_s])).cubic(self._moved[:, used], velocities)
        position[:, tracks] = self._place[used] + way - done
        velocity[:, tracks] = between.linear(velocities)
        unsure = Between(self._knots_s, times_s)
        seen_place, seen_pace = carried_on(self._present.tracks, self._present.bodies, times_s)
        place[:, tracks] = seen_place[:, tracks] + unsure.linear(self._place_sd[:, used]) ** 2
        pace[:, tracks] = seen_pace[:, tracks] + unsure.linear(self._pace_sd[:, used]) ** 2
        return States(position, velocity, place, pace)

    def meetings(self, likely: float) -> Meetings:
        """Pairs that share an edge by the network; who lands, too."""
        others, touch = self._other.meetings(likely), self._touch()
        rows = len(touch[0])
        begins = np.maximum(_crossing(touch, self._knots_s, likely) - self._ago_s, 0.0)
        judged = np.asarray(np.isfinite(touch).all(axis=0))
        judged[:-1] &= self._usable[:, None]
        judged[:, :-1] &= self._usable
        pair, pair_s = others.pair.copy(), others.pair_s.copy()
        floor, floor_s = others.floor.copy(), others.floor_s.copy()
        first, second = np.nonzero(judged[: rows - 1, : rows - 1])
        at = self._rows[first], self._rows[second]
        pair[at], pair_s[at] = touch[-1, first, second], begins[first, second]
        for row in np.flatnonzero(judged[-1, :-1]):
            track = self._rows[row]
            if floor[track] > 0.0:
                floor[track], floor_s[track] = touch[-1, -1, row], begins[-1, row]
        return Meetings(pair, pair_s, floor, floor_s)

    def _touch(self) -> Array:
        """[K + 1, R + 1, R + 1] probability of having touched by each knot; NaN without an edge."""
        first, second = self._asked.graph.edges
        rows, knots = len(self._asked.graph.position), len(self._asked.said.touch)
        total, count = np.zeros((knots, rows, rows)), np.zeros((rows, rows))
        total[:, first, second] = np.clip(self._asked.said.touch, 0.0, 1.0)
        count[first, second] = 1.0
        both = count + count.T
        with np.errstate(invalid="ignore"):
            mean = (total + total.transpose(0, 2, 1)) / np.where(both > 0, both, np.nan)
        every = np.concatenate([np.where(both > 0, 0.0, np.nan)[None], mean])
        here = np.append(self._things, rows - 1)
        return every[:, here[:, None], here]

    def _sane(self) -> NDArray[np.bool_]:
        """Rows [R] of which everything is a number, and a possible one."""
        reach_m = FARTHEST_MPS * self._knots_s[:, None]
        bounds = (
            (self._moved, reach_m),
            (self._place_sd, reach_m),
            (self._velocity, FARTHEST_MPS),
            (self._pace_sd, FARTHEST_MPS),
        )
        sane = np.ones(len(self._rows), bool)
        for values, most in bounds:
            sane &= (np.abs(values).max(axis=2) <= most).all(axis=0)
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
