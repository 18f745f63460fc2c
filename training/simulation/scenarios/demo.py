# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Demo: the scene of `samples/rover.mcap`, written down to the last step; chance makes only the noise.

A rover drives through a furnished room. One person crosses before it, one comes straight at it, stops and
steps aside, one strolls along the far wall. A ball drops and bounces; a crate that is pushed across
vanishes in plain view.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from training.episodes.episode import Episode
from training.simulation.bodies import FLOOR, Body, Layout, Part, Viewpoint, single
from training.simulation.draw import Draw
from training.simulation.driven import from_poses
from training.simulation.filming import film, visible
from training.simulation.materials import Material
from training.simulation.paths import Drive, Rover, Walk
from training.simulation.people import Person
from training.simulation.recording import record, trajectory
from training.simulation.rover.footprints import Footprints, box, disc, join
from training.simulation.rover.foresight import HORIZON_S
from training.simulation.rover.labels import judge
from training.simulation.rover.motion import TICK_HZ, Motion
from training.simulation.rover.showroom import furniture, look
from training.simulation.rover.telling import RATE_HZ, gather, meta_of, moments, signals_of
from training.simulation.rover.vehicle import FOV_Y_DEG, eye
from training.simulation.world import Scene

Array = NDArray[np.float64]
SECONDS = 14.0
TICKS = moments(SECONDS)
BALL_DROP_S, VANISH_S = 3.0, 8.0

PEOPLE = (
    Person(1.68, 0.95, (0.75, 0.15, 0.18), (0.12, 0.16, 0.32), (0.85, 0.62, 0.5), (0.25, 0.13, 0.06)),
    Person(1.83, 1.1, (0.1, 0.42, 0.36), (0.28, 0.26, 0.24), (0.5, 0.33, 0.24), (0.06, 0.05, 0.05)),
    Person(1.74, 1.0, (0.86, 0.72, 0.2), (0.34, 0.2, 0.16), (0.93, 0.74, 0.62), (0.72, 0.55, 0.28)),
)
WALKS = (
    # Crosses the room in front of the rover and leaves through the far side.
    Walk(((0.0, 5.2, 2.6), (3.9, 4.6, -2.3), (5.2, 5.9, -3.2), (20.0, 5.9, -3.2))),
    # Comes straight at the rover, stops in front of it, then steps aside and walks past.
    Walk(
        (
            (0.0, 8.6, 0.6),
            (2.6, 8.0, 0.35),
            (6.4, 3.55, 0.05),
            (7.7, 3.5, 0.05),
            (9.2, 3.0, -1.5),
            (12.0, -0.6, -1.9),
            (20.0, -0.7, -1.9),
        )
    ),
    # Strolls along the far wall.
    Walk(((0.0, 8.9, -2.4), (6.0, 8.6, -2.5), (14.5, 8.2, 3.0), (20.0, 8.2, 3.0))),
)
CRATE_WAY = Walk(((0.0, 4.4, 3.0), (4.6, 4.4, 2.0), (8.0, 4.4, 0.75), (20.0, 4.4, 0.75)))
DRIVE = Drive(
    (
        (0.0, 0.45, 0.0),
        (4.4, 0.2, 0.0),
        (5.4, 0.0, 0.0),
        (8.6, 0.35, 0.0),
        (9.6, 0.4, 0.32),
        (11.6, 0.45, -0.1),
        (13.3, 0.0, 0.0),
    )
)
BALL = Part(
    "ball", "sphere", (0.26, 0.26, 0.26), 0.4, Material(0.6, 0.004, 0.004, 0.7), colour=(0.93, 0.36, 0.08)
)
BALL_FROM = (3.9, -0.95, 2.5)
CRATE = (
    Part("crate", "box", (0.52, 0.52, 0.56), 8.0, colour=(0.14, 0.3, 0.75), position=(0.0, 0.0, 0.34)),
    Part("band", "box", (0.53, 0.53, 0.1), 1.0, colour=(0.9, 0.9, 0.92), position=(0.0, 0.0, 0.36)),
    Part("cart", "box", (0.4, 0.4, 0.06), 1.0, colour=(0.1, 0.1, 0.1), position=(0.0, 0.0, 0.04)),
)
IN_THE_WAY = join(
    [
        box(9.6, 0.0, 0.2, 10.0),
        box(4.0, 4.0, 11.2, 0.2),
        box(4.0, -4.0, 11.2, 0.2),
        box(5.1, 1.75, 1.2, 0.76),
        box(7.6, -3.2, 1.8, 0.9),
        box(4.35, -1.55, 0.5, 0.6, 0.3),
        box(5.0, 3.7, 5.3, 0.32),
    ]
)


def make(draw: Draw) -> Iterator[Episode]:
    """The one episode, whatever its index."""
    motion = _motion()
    labels = judge(motion, _obstacles(), TICKS)
    crowd = gather(PEOPLE)
    still = furniture()
    moved = (single(BALL, BALL_FROM), Body("crate", CRATE, (4.4, 3.0, 0.0)))
    scene = Scene(Layout((FLOOR, *still, *moved, *crowd.bodies), Viewpoint(fov_y_deg=FOV_Y_DEG)))
    first = 1 + len(still)
    position, orientation = (np.repeat(values[None], len(TICKS), axis=0) for values in scene.poses())
    position[:, first], orientation[:, first] = _ball()
    position[:, first + 1 : first + 4, :2] = np.array([CRATE_WAY.at(s)[:2] for s in TICKS / TICK_HZ])[:, None]
    crowd.place(motion, TICKS, position, orientation)
    truth = trajectory(scene, from_poses(scene, position, orientation, 1 / RATE_HZ), draw.scenario)
    present = np.ones((truth.frames, truth.rows), bool)
    present[round(VANISH_S * RATE_HZ) :, first + 1 : first + 4] = False
    crowded = crowd.owners(first + 2)
    truth = replace(
        truth,
        body=np.array([*range(first + 1), *[first + 1] * 3, *crowded], np.int32),
        present=present,
        violation="permanence",
        t_violation=VANISH_S,
    )
    classes = ["structure"] * first + ["ball", *["crate"] * 3] + ["person"] * len(crowded)
    signals = signals_of(draw.rng, motion, labels, TICKS, SECONDS)
    meta = meta_of(motion, _obstacles(), labels, TICKS, classes)
    if draw.render is None:
        yield Episode(truth, {}, signals, meta)
        return
    view = film(scene, truth, look(), draw.render, draw.rng, eye(motion.pose[TICKS]))
    yield Episode(replace(truth, visible=visible(view, truth.rows)), {"main": view}, signals, meta)


def _obstacles() -> Footprints:
    """What stands, and where the ball and the crate end up."""
    return join([IN_THE_WAY, disc(3.9, -0.95, 0.13)])


def _motion() -> Motion:
    """The drive and everybody's walk, tick by tick."""
    ticks = round((SECONDS + HORIZON_S) * TICK_HZ) + 1
    rover = Rover(-0.4, 0.0, 0.0)
    states, crowd = [], []
    for tick in range(ticks):
        time_s = tick / TICK_HZ
        states.append((rover.x, rover.y, rover.yaw, rover.v, rover.w, rover.a))
        crowd.append([walk.at(time_s) for walk in WALKS])
        rover.step(DRIVE, time_s, 1 / TICK_HZ)
    s, c = np.array(states), np.array(crowd)
    return Motion(s[:, :3], s[:, 3:5], s[:, 5], c[..., :2], c[..., 3], c[..., 4], c[..., 2])


def _ball() -> tuple[Array, Array]:
    """Poses [T, 3] and [T, 4]: held up until it is let go, then as physics has it."""
    held = round(BALL_DROP_S * RATE_HZ)
    fall = record(Scene(Layout((FLOOR, single(BALL, BALL_FROM)))), SECONDS - BALL_DROP_S, RATE_HZ)
    ball = 1
    position = np.concatenate((np.tile(BALL_FROM, (held, 1)), fall.position[:, ball]))
    orientation = np.concatenate((np.tile((1.0, 0.0, 0.0, 0.0), (held, 1)), fall.orientation[:, ball]))
    return position, orientation
